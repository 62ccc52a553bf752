/** Every distinct run of one text over a range of thresholds, as a stream of events (transkimmer.md, "Comparing thresholds exactly"). */
import type { Answer } from "./answer.js";
import type { TokenSpan, TokenWindow } from "./events.js";
import type { Joined } from "./sites.js";

/**
 * One distinct run and the thresholds that give it: all of (lo, hi], and no others within the sweep. One threshold stands for all
 * layers. Scores and thresholds are compared in float32, so both bounds are float32 numbers, and a threshold belongs to a step by
 * its float32 value (`stepIndexAt` in shownSweep.ts).
 */
export interface SweepStep extends Answer {
  /** Highest p among the skimmed decisions, or the range's lower end. Exclusive, but for the range's lower end itself. */
  lo: number;
  /** Lowest p among the kept decisions, or the range's upper end. */
  hi: number;
  /** Exit depth per token of the passage, 0 … L. */
  depths: number[];
  /** Tokens that went on as part of another one's unit, as in a run; absent = the policy lets none. */
  joined?: Joined[];
  /** Tokens kept per layer, summed over the windows. */
  kept: number[];
  /** Layers and predictors, as cost.ts counts them. */
  flops: number;
}

export interface SweepTokensEvent {
  kind: "tokens";
  tokens: TokenSpan[];
  windows: TokenWindow[];
  /** Of plain BERT on the same windows. */
  flopsDense: number;
}

/** A step was found. The range's ends come first, then samples of what lies between, then the rest; steps never overlap. */
export interface SweepStepEvent {
  kind: "step";
  step: SweepStep;
}

export interface SweepEndEvent {
  kind: "end";
  /** False where so many runs were asked for and no more: the gaps between the steps are unknown, and asking again with the known steps goes on. */
  complete: boolean;
  runs: number;
  /** What was computed for them: less than the sum of the runs' own, for they share states. */
  flops: number;
  ms: number;
}

export type SweepEvent = SweepTokensEvent | SweepStepEvent | SweepEndEvent;

export interface SweepRange {
  from: number;
  to: number;
}

/**
 * A token's fate decided by hand, whatever its score: from layer `from` on it is kept, or skimmed. Once skimmed it is gone: a token
 * that its predictor skimmed before layer `from` does not come back, and neither does one that was forced out. Of several fates of
 * one token the one with the highest `from` holds at a layer, of equal ones the last.
 */
export interface Forced {
  /** Index into the passage's tokens. One that is always kept cannot be forced out. */
  token: number;
  /** 0 … L-1. */
  from: number;
  keep: boolean;
}
