/** The run of a file, part by part: each is right by itself. Whether they fit each other, savedRun.ts says. */
import * as v from "valibot";
import { skimErrorCodes } from "../protocol/errors.js";
import type { Run } from "../run/run.js";
import {
  Amounts,
  Count,
  Counts,
  most,
  Name,
  NotNegative,
  NotNegatives,
  Probabilities,
  Said,
  Scores,
  Times,
} from "./checks.js";
import { SavedModel } from "./savedModel.js";

/** A ratio of two is a number. */
const Time = v.pipe(NotNegative, v.gtValue(0));

const Result = v.object({
  label: v.nullable(Count),
  labels: v.exactOptional(Counts),
  logits: Amounts,
  probabilities: Probabilities,
  ms: v.nullable(NotNegative),
  reused: v.exactOptional(Count),
});

const Speed = v.object({
  unskimmed: v.nullable(Time),
  skimmed: Time,
  runs: v.pipe(Count, v.minValue(1)),
});

/** What a run came to, and the one that it is read against. */
export const SavedFigures = v.object({
  id: Name,
  started: v.pipe(v.string(), v.isoTimestamp()),
  control: Amounts,
  listed: v.exactOptional(v.literal(true)),
  backend: Said,
  backendWhy: Said,
  done: Counts,
  depth: Counts,
  joined: v.array(v.object({ token: Count, layer: Count, into: Count })),
  scores: v.pipe(v.array(Scores), v.maxLength(most.layers)),
  kept: Counts,
  layerMs: Times,
  layerFlops: NotNegatives,
  result: Result,
  speed: v.exactOptional(Speed),
});

export const SavedToken = v.object({
  id: Count,
  piece: Name,
  start: Count,
  end: Count,
  special: v.boolean(),
  second: v.exactOptional(v.literal(true)),
  always: v.exactOptional(v.literal(true)),
  word: v.pipe(v.number(), v.safeInteger(), v.minValue(-1)),
});

const Taken = v.object({
  what: v.picklist(["markdown", "comment", "string"]),
  source: v.string(),
  pieces: v.array(v.tuple([Count, Count, Count])),
});

export const SavedRun = v.object({
  ...SavedFigures.entries,
  format: v.literal(2),
  passage: v.object({
    text: v.string(),
    pair: v.exactOptional(v.string()),
    name: Said,
    uri: v.exactOptional(Name),
    offset: v.exactOptional(Count),
    taken: v.exactOptional(Taken),
    pairAt: v.exactOptional(v.object({ uri: Name, offset: Count, taken: v.exactOptional(Taken) })),
  }),
  model: SavedModel,
  precision: v.picklist(["fp32", "int8"]),
  state: v.picklist(["done", "cancelled", "failed"]),
  failure: v.nullable(v.object({ code: v.picklist(skimErrorCodes), message: Said, file: v.exactOptional(Said) })),
  stale: v.boolean(),
  tokens: v.array(SavedToken),
  windows: v.array(v.object({ first: Count, count: v.pipe(Count, v.minValue(1)), start: Count, end: Count })),
  result: v.nullable(Result),
  forced: v.array(v.object({ token: Count, from: Count, keep: v.boolean() })),
  marks: v.exactOptional(
    v.pipe(v.array(v.object({ name: Name, about: Said, unit: Said, values: Scores })), v.maxLength(most.marks)),
  ),
  before: v.exactOptional(SavedFigures),
}) satisfies v.GenericSchema<unknown, Run>;
