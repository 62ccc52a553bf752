/** A sweep as the host owns it and the view draws it: its events, added up. */
import type { Failure } from "../protocol/errors.js";
import { logit } from "./logit.js";
import type { TokenWindow } from "./events.js";
import type { RunState } from "./run.js";
import type { SweepEvent, SweepRange, SweepStep } from "./sweep.js";

export interface ShownSweep {
  id: string;
  range: SweepRange;
  state: RunState;
  failure: Failure | null;
  /** Tokens of the passage; 0 until they are known. */
  tokens: number;
  windows: TokenWindow[];
  flopsDense: number;
  /** In order of thresholds; never overlapping. Between two that do not touch lies a gap that was not visited yet. */
  steps: SweepStep[];
  /** Runs and milliseconds of all its rounds so far. */
  runs: number;
  ms: number;
}

/** Distinct runs as far as they are known, in order. */
export interface Known {
  range: SweepRange;
  steps: readonly SweepStep[];
}

export function startSweep(id: string, range: SweepRange): ShownSweep {
  return {
    id,
    range,
    state: "running",
    failure: null,
    tokens: 0,
    windows: [],
    flopsDense: 0,
    steps: [],
    runs: 0,
    ms: 0,
  };
}

/** Adds one event, in place, and returns the sweep. Ending is not an event's business: the host says how a round ended. */
export function appendSweep(sweep: ShownSweep, event: SweepEvent): ShownSweep {
  switch (event.kind) {
    case "tokens":
      sweep.tokens = event.tokens.length;
      sweep.windows = event.windows;
      sweep.flopsDense = event.flopsDense;
      return sweep;
    case "step": {
      const { step } = event;
      const at = sweep.steps.findIndex((other) => other.hi >= step.hi);
      if (at >= 0 && sweep.steps[at]?.hi === step.hi) sweep.steps[at] = step;
      else sweep.steps.splice(at < 0 ? sweep.steps.length : at, 0, step);
      return sweep;
    }
    case "end":
      sweep.runs += event.runs;
      sweep.ms += event.ms;
      return sweep;
  }
}

/**
 * Whether a setting lies over a step's bound. A bound that is a float32 number is a score's, or an end of the range, and settings are
 * compared with scores in float32; any other is a share's, which is compared as it is.
 */
export function isOver(setting: number, bound: number): boolean {
  return (Math.fround(bound) === bound ? Math.fround(setting) : setting) > bound;
}

/** Index of the step that a threshold gives, or null where it lies in a gap. The range's lower end belongs to the first step. */
export function stepIndexAt({ steps, range }: Known, wanted: number): number | null {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isOver(wanted, steps[middle]?.hi ?? Infinity)) low = middle + 1;
    else high = middle;
  }
  const step = steps[low];
  if (!step) return null;
  const alike = (a: number, b: number) => !isOver(a, b) && !isOver(b, a);
  return isOver(wanted, step.lo) || (alike(wanted, range.from) && alike(step.lo, range.from)) ? low : null;
}

/** Stretches of the range that no step covers, in order. */
export function gapsOf({ steps, range }: Known): { lo: number; hi: number }[] {
  const gaps: { lo: number; hi: number }[] = [];
  let known = range.from;
  for (const { lo, hi } of steps) {
    if (lo > known) gaps.push({ lo: known, hi: lo });
    known = Math.max(known, hi);
  }
  if (known < range.to) gaps.push({ lo: known, hi: range.to });
  return gaps;
}

/** Depths that are kept at most, of all runs of a sweep: some 64 MB here, and as much in the engine and in the view. */
const mostDepths = 2 ** 23;

/** Runs that a sweep of so many tokens computes at most: of a longer text fewer, each of which weighs more. */
export function mostRuns(tokens: number): number {
  return Math.max(256, Math.floor(mostDepths / Math.max(1, tokens)));
}

/** Bounds of what lies between the runs at the range's two ends; null while one of these is not known. All other bounds lie there. */
export function reachOf({ steps, range }: Known): { lo: number; hi: number } | null {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first?.lo !== range.from || last?.hi !== range.to) return null;
  return { lo: Math.min(first.hi, last.lo), hi: Math.max(first.hi, last.lo) };
}

/** Share of what lies between the ends that is known exactly, on the logit scale, 0 … 1. */
export function knownShare(sweep: Known): number {
  const reach = reachOf(sweep);
  const width = ({ lo, hi }: { lo: number; hi: number }) => logit(hi) - logit(lo);
  if (!reach) return 0;
  const unknown = gapsOf(sweep).reduce((sum, gap) => sum + width(gap), 0);
  return unknown === 0 ? 1 : Math.max(0, 1 - unknown / width(reach));
}

/** A threshold of the interval (lo, hi], in as few decimals as it takes: what people can read, and what gives exactly this run. 0 where it begins there. */
export function thresholdIn({ lo, hi }: { lo: number; hi: number }): number {
  if (lo === 0) return 0;
  for (let digits = 2; digits <= 15; digits++) {
    const middle = Number(((lo + hi) / 2).toFixed(digits));
    if (isOver(middle, lo) && !isOver(middle, hi)) return middle;
  }
  return hi;
}
