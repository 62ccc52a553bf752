/** The model of a saved run, as the file has it. */
import * as v from "valibot";
import { allSemantics } from "../run/semantics.js";
import { Int8Schema } from "../run/int8.js";
import { longestLabel, mostLabels } from "../run/labels.js";
import { ReadsSchema } from "../run/reads.js";
import type { ModelInfo } from "../run/run.js";
import { Amount, Amounts, Count, most, NotNegative, Said } from "./checks.js";

/** Few enough that the sum over any text is a number. */
const Flops = v.pipe(NotNegative, v.maxValue(Number.MAX_SAFE_INTEGER));
const Cost = v.object({
  perToken: Flops,
  whole: v.exactOptional(Flops),
  projecting: Flops,
  perPair: Flops,
  reach: v.nullable(Count),
  scoring: Flops,
  feeding: v.exactOptional(Flops),
  matching: v.exactOptional(Flops),
  all: v.exactOptional(v.literal(true)),
});
/** Of a bibliography: a dozen entries. */
const longestCite = 8000;
export const SavedPolicy = v.object({
  name: Said,
  // Those that the first days of format 2 wrote have no words for who has to choose, and computed no more than predictors.
  about: v.optional(Said, ""),
  cite: v.exactOptional(v.pipe(v.string(), v.maxLength(longestCite))),
  untrained: v.exactOptional(v.literal(true)),
  site: v.exactOptional(v.literal("inside")),
  score: v.nullable(Said),
  scoreKey: v.optional(v.picklist(["p", "score"]), "p"),
  left: Said,
  always: v.nullable(Said),
  counted: v.optional(v.nullable(Said), "predictors"),
  control: v.nullable(
    v.object({
      name: Said,
      counts: v.exactOptional(v.literal(true)),
      rises: v.exactOptional(v.literal(true)),
      least: Amount,
      most: Amount,
      step: Amount,
      scale: v.picklist(["linear", "log", "logit"]),
      rising: v.picklist(["fewer", "more"]),
      tried: v.exactOptional(Amounts),
    }),
  ),
  seed: v.exactOptional(Count),
});

export const SavedModel = v.object({
  name: Said,
  family: Said,
  policy: SavedPolicy,
  semantics: v.picklist(allSemantics),
  cost: v.pipe(v.array(Cost), v.maxLength(most.layers)),
  layers: v.pipe(Count, v.minValue(1), v.maxValue(most.layers)),
  hidden: v.pipe(Count, v.minValue(1)),
  intermediate: v.pipe(Count, v.minValue(1)),
  heads: Count,
  maxTokens: Count,
  labels: v.pipe(v.array(v.pipe(v.string(), v.maxLength(longestLabel))), v.minLength(1), v.maxLength(mostLabels)),
  task: v.object({ answer: v.picklist(["one", "some", "number"]) }),
  reads: v.exactOptional(ReadsSchema),
  control: Amounts,
  listed: v.exactOptional(v.literal(true)),
  pooling: v.picklist(["cls", "mean"]),
  int8: v.nullable(Int8Schema),
}) satisfies v.GenericSchema<unknown, ModelInfo>;
