import * as v from "valibot";
import { allSemantics } from "../run/semantics.js";
import type { Evaluation } from "../run/evaluation.js";
import type { DatasetToHost } from "./evaluationView.js";
import { readMessage } from "./readMessage.js";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const threshold = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const Message = v.variant("type", [
  v.object({ type: v.literal("ready") }),
  v.object({ type: v.literal("pause") }),
  v.object({ type: v.literal("resume") }),
  v.object({ type: v.literal("cancel") }),
  v.object({ type: v.literal("choose") }),
  v.object({ type: v.literal("reread") }),
  v.object({ type: v.literal("export"), as: v.picklist(["json", "csv"]) }),
  v.object({ type: v.literal("reveal"), line: v.pipe(count, v.minValue(1)) }),
  v.object({ type: v.literal("open"), row: v.pipe(count, v.minValue(1)), threshold }),
]);

const Figure = v.object({ value: v.nullable(v.number()), interval: v.nullable(v.tuple([v.number(), v.number()])) });
const Bounds = v.object({ low: v.array(v.number()), high: v.array(v.number()) });
const bounded = <T extends v.GenericSchema>(item: T) =>
  v.object({ items: v.pipe(v.array(item), v.maxLength(10_000)), more: count });

const Table = v.object({
  format: v.literal(1),
  file: v.string(),
  columns: v.string(),
  labelValues: v.exactOptional(v.array(v.object({ value: v.string(), label: v.nullable(count) }))),
  model: v.object({
    name: v.string(),
    layers: count,
    labels: v.array(v.string()),
    semantics: v.exactOptional(v.picklist(allSemantics)),
  }),
  precision: v.picklist(["fp32", "int8"]),
  backends: v.optional(v.array(v.object({ name: v.string(), rows: count })), []), // it was not written down before
  rows: count,
  labelled: count,
  at: v.array(
    v.object({
      threshold,
      accuracy: Figure,
      macroF1: Figure,
      flopsGain: Figure,
      agreement: Figure,
      kept: v.array(v.number()),
      confusion: v.array(v.array(count)),
    }),
  ),
  bootstrap: v.object({ kind: v.literal("poisson"), replicates: count, seed: count }),
  flips: bounded(
    v.object({
      row: count,
      line: count,
      excerpt: v.string(),
      pair: v.exactOptional(v.string()),
      gold: v.nullable(count),
      labels: v.array(count),
      flipsAt: v.array(threshold),
      exact: v.exactOptional(v.array(v.object({ below: threshold, above: threshold, at: threshold, label: count }))),
    }),
  ),
  malformed: bounded(v.object({ line: count, endLine: count, reason: v.string() })),
  unknownLabels: bounded(v.object({ label: v.string(), rows: count })),
  exact: v.exactOptional(
    v.object({
      budget: count,
      rows: count,
      labelled: count,
      unfinished: count,
      runs: count,
      flopsDense: v.number(),
      pieces: count,
      hi: v.pipe(v.array(threshold), v.minLength(1)),
      hits: Bounds,
      agree: Bounds,
      flops: Bounds,
    }),
  ),
});

/** Checks what the page sent. Throws SkimError "message". */
export function parseDatasetMessage(raw: unknown): DatasetToHost {
  return readMessage(Message, raw, "The data set's page");
}

/** Checks a table that was kept in a file; null = it cannot be used. */
export function parseEvaluation(raw: unknown): Evaluation | null {
  const parsed = v.safeParse(Table, raw);
  return parsed.success ? parsed.output : null;
}
