import type { Answer } from "../../run/answer.js";
import type { Figure, Flipping, Said, ThresholdFigures } from "../../run/evaluation.js";
import type { FigureInfo, FigureName } from "../../run/figures.js";
import type { GoldKind } from "../read/gold.js";

/** How many there are of each. */
export interface Sizes {
  thresholds: number;
  classes: number;
}

/**
 * A kind of answer: how a data set holds it, and how it is measured. One file beside this one each, named in index.ts and nowhere
 * else.
 */
export interface Kind {
  /** How labels of this kind stand in a file. */
  gold: GoldKind;
  figures: readonly FigureInfo[];
  flipping: Flipping;
  /** Why a model of these labels is not evaluated on data sets; null = it is. */
  refuses(labels: readonly string[]): string | null;
  said(answer: Answer): Said;
  /** Whether it is one that a model of so many labels can give: a journal may hold anything. */
  fits(said: Said, classes: number): boolean;
  /** Whether a text has not flipped. */
  same: (a: Said, b: Said) => boolean;
  /** Numbers that are held for a threshold: once, and in each `sums`. */
  held(classes: number): { once: number; each: number };
  sums(sizes: Sizes): KindSums;
  whole(sizes: Sizes, seed: number): KindWhole | null;
  curves: readonly KindCurve[];
}

/** Sums over weighted rows, from which figures follow: the table has one, each replicate of the bootstrap another. */
export interface KindSums {
  /** Adds a row `weight` times. `said`: what the model says per threshold, threshold 0 first. */
  add(weight: number, gold: Said | null, said: readonly Said[]): void;
  /** At the threshold of this index; NaN = there is nothing to tell. */
  figures: Partial<Record<FigureName, (t: number) => number>>;
}

/** What is kept of all rows, beside the sums. */
export interface KindWhole {
  /** `row` counts from 1. */
  add(row: number, gold: Said | null, said: readonly Said[]): void;
  /** What of the figures is missing, and why; null = nothing. */
  readonly lack: string | null;
  at(t: number): Partial<Record<FigureName, Figure>> & Pick<ThresholdFigures, "confusion" | "perLabel">;
}

/** A figure that is a mean of rows, and so has a curve over all thresholds. */
export interface KindCurve {
  figure: FigureName;
  over: "labelled" | "rows";
  /** One row's part; `gold` is there where `over` is "labelled". */
  of: (said: Said, gold: Said | null, dense: Said) => number;
  /** What a run's part lies between that was not visited; null = nobody knows. */
  unknown: [low: number, high: number] | null;
}
