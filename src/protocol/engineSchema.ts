/** What the engine's requests must look like. Only our own hosts ask: what does not fit is our own fault, and is not to end in words of the runtime's. */
import * as v from "valibot";
import { allSemantics } from "../run/semantics.js";
import { markKinds } from "../run/marks.js";
import { mostSeed } from "../run/policy.js";
import type {
  InspectParams,
  LoadParams,
  MeasureParams,
  OccludeParams,
  PrepareParams,
  SkimParams,
  SweepParams,
  WithEvents,
} from "./engine.js";

type Schema<T> = v.GenericSchema<unknown, T>;

/** Whether a number is one that the model can take, the model says: it knows its layers and its tokens. */
const numbers = v.array(v.number());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Of a measurement; each takes some runs. */
const mostLengths = 100;

const events = v.string();
const text = v.string();
const pair = v.exactOptional(v.string());
const forced = v.exactOptional(v.array(v.object({ token: v.number(), from: v.number(), keep: v.boolean() })));

export const PrepareSchema: Schema<PrepareParams> = v.object({ threads: count });

const source = v.union([
  v.object({ folder: v.string() }),
  v.object({
    name: v.string(),
    files: v.record(v.string(), v.instance(Uint8Array)),
    beside: v.exactOptional(v.array(v.string())),
  }),
]);

export const InspectSchema: Schema<InspectParams> = v.object({ source });

export const LoadSchema: Schema<WithEvents<LoadParams>> = v.object({
  events,
  source,
  precision: v.picklist(["auto", "fp32", "int8"]),
  semantics: v.exactOptional(v.picklist(allSemantics)),
  policy: v.exactOptional(v.string()),
  seed: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(mostSeed))),
  backend: v.exactOptional(v.picklist(["wasm", "webgpu"])),
  threads: count,
});

export const SkimSchema: Schema<WithEvents<SkimParams>> = v.object({
  events,
  text,
  pair,
  control: numbers,
  forced,
  reuse: v.exactOptional(v.boolean()),
  apart: v.exactOptional(v.boolean()),
});

export const SweepSchema: Schema<WithEvents<SweepParams>> = v.object({
  events,
  text,
  pair,
  from: v.number(),
  to: v.number(),
  at: v.exactOptional(numbers),
  known: v.exactOptional(v.array(v.object({ lo: v.number(), hi: v.number() }))),
  runs: v.exactOptional(v.number()),
  forced,
});

export const OccludeSchema: Schema<WithEvents<OccludeParams>> = v.object({
  events,
  text,
  pair,
  kind: v.picklist(markKinds),
  label: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
});

export const MeasureSchema: Schema<MeasureParams> = v.object({
  tokens: v.pipe(v.array(count), v.maxLength(mostLengths)),
});
