/** Which threshold to take: what each gains, and what it loses against the unskimmed model. */
import { qualityOf, type Evaluation, type Interval } from "./evaluation.js";
import { curvesOf } from "./exactCurves.js";
import type { FigureInfo } from "./figures.js";

/** A setting that costs less than the unskimmed model. Where runs were not visited, the numbers are the worse bounds. */
export interface Candidate {
  threshold: number;
  /** The thresholds above `lo` and up to `hi` give the same; null = only this one is known. */
  same: { lo: number; hi: number } | null;
  flopsGain: number;
  /** The quality unskimmed and here. */
  before: number;
  after: number;
  /** How much worse; below 0 it is better. */
  loss: number;
  /** Of the loss, paired; null = it is not known here. */
  interval: Interval;
}

/** What a loss is a loss of. Curves are decided by where every row is in them. */
export function decidedBy(table: Evaluation): { quality: FigureInfo | undefined; exactly: boolean } {
  const { exact, rows, labelled } = table;
  const quality = exact?.rows === rows ? qualityOf({ figures: curvesOf(table, exact), labelled }) : undefined;
  return quality ? { quality, exactly: true } : { quality: qualityOf(table), exactly: false };
}

/** The one of the largest gain among those that lose at most so much; null = there is none. */
export function decide(candidates: readonly Candidate[], most: number): Candidate | null {
  const rounding = 1e-9; // 0.9 - 0.89 is a little above 0.01
  return candidates.findLast(({ loss }) => loss <= most + rounding) ?? null;
}
