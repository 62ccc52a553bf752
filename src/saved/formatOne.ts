/** Runs as version 0.1.0 and the days after it wrote them: format 1. Nothing else knows that there was one. */
import * as v from "valibot";
import { oneLabel } from "../run/answer.js";
import { bertLayer, predictorFlops } from "../run/cost.js";
import { transkimmer } from "../run/policy.js";
import type { ModelInfo, Run } from "../run/run.js";
import { Probabilities } from "./checks.js";
import { SavedFigures, SavedRun, SavedToken } from "./runForm.js";
import { SavedModel } from "./savedModel.js";

/** What 0.1.0 did not write of a model: its own were BERTs that skim by Transkimmer's predictors, and answer with one label. */
const { family, policy, semantics, cost, task, ...sizes } = v.omit(SavedModel, ["control"]).entries;
const Model = v.object({
  ...sizes,
  threshold: Probabilities,
  family: v.optional(family, "bert"),
  policy: v.optional(policy, transkimmer),
  semantics: v.optional(semantics, "dropped"),
  cost: v.exactOptional(cost),
  task: v.optional(task, oneLabel),
});

const { backendWhy, ...figures } = v.omit(SavedFigures, ["control", "joined"]).entries;
const Figures = v.object({ ...figures, threshold: Probabilities, backendWhy: v.optional(backendWhy, "") });

const { result, forced, ...parts } = v.omit(SavedRun, ["control", "joined", "before"]).entries;
const Form = v.object({
  ...parts,
  ...Figures.entries,
  format: v.literal(1),
  model: v.pipe(Model, v.transform(modelOf)),
  tokens: v.array(v.omit(SavedToken, ["always"])),
  result,
  forced: v.optional(forced, []),
  before: v.exactOptional(v.pipe(Figures, v.transform(figuresOf))),
});

export const FormatOne = v.pipe(Form, v.transform(runOf));

function runOf(one: v.InferOutput<typeof Form>): Run {
  const { tokens, ...run } = figuresOf(one);
  const firsts = new Set(run.windows.map(({ first }) => first));
  return withoutFormerTimes({
    ...run,
    format: 2,
    tokens: tokens.map((token, t) => (firsts.has(t) ? { ...token, always: true } : token)),
  });
}

function modelOf({ threshold, cost, ...model }: v.InferOutput<typeof Model>): ModelInfo {
  const bert = { ...bertLayer(model.hidden, model.intermediate), scoring: predictorFlops(model.hidden) };
  return { ...model, control: threshold, cost: cost ?? Array.from({ length: model.layers }, () => bert) };
}

function figuresOf<T extends { threshold: number[] }>({ threshold, ...rest }: T) {
  return { ...rest, control: threshold, joined: [] };
}

/** Version 0.1.0 counted what a run had taken over with its time then: such times are of two runs, and none is better. */
function withoutFormerTimes(run: Run): Run {
  const { result, layerMs } = run;
  if (!result?.reused || layerMs.includes(null)) return run;
  return { ...run, layerMs: layerMs.map(() => null), result: { ...result, ms: null } };
}
