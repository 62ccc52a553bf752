import { byHandAt, byHandOf, forcedByToken } from "../../src/run/byHand.js";
import { answerOf } from "../../src/run/answer.js";
import { costAt, stepFlops } from "../../src/run/cost.js";
import type { Run } from "../../src/run/run.js";
import { boundAt } from "../../src/words/policy.js";
import { stepIndexAt, type ShownSweep } from "../../src/run/shownSweep.js";
import type { Forced, SweepStep } from "../../src/run/sweep.js";

/** Where the control stands for all layers of a run, or null where theirs differ: then it is not on the sweep's axis. */
export function oneSetting(control: readonly number[]): number | null {
  const [first] = control;
  return first !== undefined && control.every((at) => at === first) ? first : null;
}

/**
 * The thresholds (lo, hi] that give this very run: above its highest skimmed score, up to its lowest kept one. Null while it runs,
 * and where its layers' thresholds differ.
 */
export function validOf(run: Run): { lo: number; hi: number } | null {
  if (run.state !== "done" || oneSetting(run.control) === null) return null;
  const { counts, rises } = run.model.policy.control ?? {};
  if (counts || run.listed) return null;
  let lo = 0;
  let hi = 1;
  const decided = new Map<number, number>(); // by hand, from which layer: the score had no say
  for (const { token, from } of run.forced) decided.set(token, Math.min(from, decided.get(token) ?? Infinity));
  run.scores.forEach((row, layer) =>
    row.forEach((p, token) => {
      if (p === null || layer >= (decided.get(token) ?? Infinity)) return;
      const t = rises ? (p * run.model.layers) / layer : p; // of the first layer's bound, 0, nothing follows
      if (run.depth[token] === layer) lo = Math.max(lo, t);
      else hi = Math.min(hi, t);
    }),
  );
  return { lo, hi };
}

/** A run, as the sweep's step that it is. Null where `validOf` is. */
export function stepOfRun(run: Run): SweepStep | null {
  const valid = validOf(run);
  if (!valid || !run.result) return null;
  const flops = run.layerFlops.reduce((sum, f) => sum + f, 0);
  return { ...valid, depths: run.depth, kept: run.kept, ...answerOf(run.result), flops };
}

export function knownStep(sweep: ShownSweep | null, control: readonly number[]): SweepStep | null {
  const one = oneSetting(control);
  const at = sweep && one !== null ? stepIndexAt(sweep, one) : null;
  return at === null ? null : (sweep?.steps[at] ?? null);
}

/** What a sweep knows of a run, as a run of the same passage. Exact, but without scores and times, which a sweep does not keep. */
export function runOfStep(shown: Run, step: SweepStep, control: number[]): Run {
  const { speed: _, ...own } = shown;
  return {
    ...own,
    ...costs(shown, step.depths),
    id: `${shown.id} at ${control.join()}`,
    control,
    depth: step.depths,
    joined: step.joined ?? [],
    scores: shown.scores.map((row) => row.map(() => null)),
    result: { ...answerOf(step), ms: null },
  };
}

/**
 * Where the tokens would leave if every score stayed as it was in this run. An estimate, for the scores of later layers depend on
 * who was there: a token that would now pass its last decision is taken to leave at the next one, whose score nobody knows. Null where
 * scores decide only among others: then nothing can be said before the run.
 */
export function estimateOf(
  run: Run,
  asked: Pick<Run, "control" | "listed"> & { forced: readonly Forced[] },
): Pick<Run, "depth" | "kept" | "layerFlops" | "layerMs"> | null {
  if (run.model.policy.control?.counts) return null;
  const L = run.model.layers;
  const fates = forcedByToken(asked.forced);
  const bounds = run.scores.map((_, layer) => boundAt({ ...asked, model: run.model }, layer) ?? 0);
  const depth = run.depth.map((d, token) => {
    const byHand = byHandOf(fates.get(token) ?? [], [token]);
    for (let layer = 0; layer < L; layer++) {
      const hand = byHandAt(byHand, layer);
      if (hand) {
        if (hand.keep) continue;
        return layer;
      }
      if (layer > d) return layer; // nobody knows its score there
      const p = run.scores[layer]?.[token] ?? null;
      if (p !== null && p < Math.fround(bounds[layer] ?? 0)) return layer;
    }
    return L;
  });
  return { depth, ...costs(run, depth) };
}

function costs(run: Run, depth: readonly number[]): Pick<Run, "kept" | "layerFlops" | "layerMs"> {
  const layers = Array.from({ length: run.model.layers }, (_, l) => l);
  const keptIn = (first: number, count: number, layer: number): number[] =>
    depth.slice(first, first + count).flatMap((d, place) => (d > layer ? place : []));
  return {
    kept: layers.map((l) => depth.filter((d) => d > l).length),
    layerFlops: layers.map((l) =>
      run.windows.reduce((sum, { first, count }) => {
        const cost = costAt(run.model.cost, l);
        return sum + stepFlops(count, keptIn(first, count, l - 1), keptIn(first, count, l), cost);
      }, 0),
    ),
    layerMs: layers.map(() => null),
  };
}
