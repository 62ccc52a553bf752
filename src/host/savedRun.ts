import * as v from "valibot";
import { SkimError } from "../protocol/errors.js";
import type { Run } from "../protocol/run.js";

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Numbers = v.array(v.number());
const Probability = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const Model = v.object({
  name: v.string(),
  layers: v.pipe(Count, v.minValue(1)),
  hidden: Count,
  intermediate: Count,
  heads: Count,
  maxTokens: Count,
  labels: v.array(v.string()),
  threshold: Numbers,
  pooling: v.picklist(["cls", "mean"]),
  int8: v.nullable(
    v.object({
      data: v.string(),
      rows: Count,
      sameLabel: v.number(),
      sameDepth: v.number(),
      sameMasks: v.number(),
      accuracy: v.number(),
      accuracyFp32: v.number(),
    }),
  ),
});

const Saved = v.object({
  format: v.literal(1),
  id: v.string(),
  started: v.string(),
  passage: v.object({
    text: v.string(),
    name: v.string(),
    uri: v.exactOptional(v.string()),
    offset: v.exactOptional(Count),
  }),
  model: Model,
  threshold: Numbers,
  precision: v.picklist(["fp32", "int8"]),
  backend: v.string(),
  state: v.picklist(["done", "cancelled", "failed"]),
  failure: v.nullable(
    v.object({
      code: v.picklist([
        "bundle-missing",
        "bundle-config",
        "bundle-weights",
        "bundle-tokenizer",
        "text-empty",
        "threshold",
        "message",
        "engine-lost",
        "engine",
      ]),
      message: v.string(),
      file: v.exactOptional(v.string()),
      detail: v.exactOptional(v.string()),
    }),
  ),
  stale: v.boolean(),
  tokens: v.array(
    v.object({
      id: Count,
      piece: v.string(),
      start: Count,
      end: Count,
      special: v.boolean(),
      word: v.pipe(v.number(), v.integer()),
    }),
  ),
  windows: v.array(v.object({ first: Count, count: Count, start: Count, end: Count })),
  done: v.array(Count),
  depth: v.array(Count),
  scores: v.array(v.array(v.nullable(Probability))),
  kept: Numbers,
  layerMs: Numbers,
  layerFlops: Numbers,
  result: v.nullable(v.object({ label: Count, logits: Numbers, probabilities: Numbers, ms: v.number() })),
});

/** Reads a saved run, format 1. Throws SkimError "message" for anything else, a run whose parts do not fit included. */
export function readRun(json: unknown): Run {
  const parsed = v.safeParse(Saved, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new SkimError("message", `The saved run cannot be read: ${v.getDotPath(issue) ?? ""} ${issue.message}`);
  }
  const run = parsed.output;
  const fits =
    run.depth.length === run.tokens.length &&
    run.done.length === run.windows.length &&
    run.windows.every((w) => w.first + w.count <= run.tokens.length) &&
    run.tokens.every((t) => t.start <= t.end && t.end <= run.passage.text.length) &&
    run.scores.every((row) => row.length === run.tokens.length) &&
    (run.tokens.length === 0 || run.scores.length === run.model.layers) &&
    (run.result === null || run.result.label < run.model.labels.length);
  if (!fits) throw new SkimError("message", "The saved run cannot be read: its parts do not fit each other.");
  return run;
}
