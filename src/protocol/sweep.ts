/** Every distinct run of one text over a range of thresholds, as a stream of events (transkimmer.md, "Comparing thresholds exactly"). */
import type { TokenSpan, TokenWindow } from "./events.js";

/** One distinct run and the thresholds that give it: all of (lo, hi], and no others within the sweep. */
export interface SweepStep {
  /** Highest p among the skimmed decisions, or the range's lower end. Exclusive, but for the range's lower end itself. */
  lo: number;
  /** Lowest p among the kept decisions, or the range's upper end. */
  hi: number;
  /** Exit depth per token of the passage, 0 … L. */
  depths: number[];
  /** Tokens kept per layer, summed over the windows. */
  kept: number[];
  /** Index into the model's labels. */
  label: number;
  logits: number[];
  probabilities: number[];
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

/** A step was found; steps come coarse first, in no order, and never overlap. */
export interface SweepStepEvent {
  kind: "step";
  step: SweepStep;
  /** Share of the range that is known by now, 0 … 1. */
  covered: number;
}

export interface SweepEndEvent {
  kind: "end";
  /** False where the budget ran out: the gaps between the steps are unknown, and asking again with the known steps goes on. */
  complete: boolean;
  runs: number;
  ms: number;
}

export type SweepEvent = SweepTokensEvent | SweepStepEvent | SweepEndEvent;

export interface SweepRange {
  from: number;
  to: number;
}

/** What to stop at; absent = no bound. */
export interface SweepBudget {
  runs?: number;
  /** Milliseconds. */
  ms?: number;
}

/** A token's fate decided by hand, whatever its score: from layer `from` on it is kept, or skimmed. */
export interface Forced {
  /** Index into the passage's tokens. Position 0 of a window is always kept and cannot be forced out. */
  token: number;
  from: number;
  keep: boolean;
}
