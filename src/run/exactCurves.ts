import { qualityOf, type Bounds, type Evaluation, type ExactCurves } from "./evaluation.js";
import type { FigureInfo, FigureName } from "./figures.js";
import { farthest, logit } from "./logit.js";
import { isOver } from "./shownSweep.js";

/** A figure's value, or what it lies between. */
export type Between = [low: number, high: number];

/** What holds for the thresholds of (lo, hi]. */
export interface Piece extends Partial<Record<FigureName, Between>> {
  lo: number;
  hi: number;
  /** FLOPs of plain BERT / of the skimmed model. */
  flopsGain: Between;
}

export function pieceOf(curves: ExactCurves, i: number): Piece {
  const { hi, sums, flops, flopsDense } = curves;
  const piece: Piece = {
    lo: hi[i - 1] ?? 0,
    hi: hi[i] ?? 1,
    flopsGain: [flopsDense / (flops.high[i] ?? NaN), flopsDense / (flops.low[i] ?? NaN)],
  };
  for (const { figure, over, low, high } of sums)
    if (curves[over] > 0) piece[figure] = [(low[i] ?? NaN) / curves[over], (high[i] ?? NaN) / curves[over]];
  return piece;
}

/** Index of the piece that a threshold belongs to. */
export function pieceIndexAt({ hi }: Pick<ExactCurves, "hi">, wanted: number): number {
  let low = 0;
  let high = hi.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isOver(wanted, hi[middle] ?? 1)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of a table's figures, those that have curves. */
export function curvesOf({ figures }: Pick<Evaluation, "figures">, { sums }: ExactCurves): FigureInfo[] {
  return figures.filter(({ name }) => name === "flopsGain" || sums.some(({ figure }) => figure === name));
}

/**
 * The pieces that people look for: where the figure against labels is best (of equal ones the cheapest), and the cheapest that is as
 * good as threshold 0, each by its worse bounds. Where no row has a label, the figure against threshold 0 stands for it.
 */
export function bestPieces(
  table: Pick<Evaluation, "figures" | "labelled" | "exact">,
): { what: string; piece: Piece }[] {
  const { exact: curves, labelled } = table;
  const figure = curves && qualityOf({ figures: curvesOf(table, curves), labelled });
  if (!figure || curves.rows === 0) return [];
  const pieces = curves.hi.map((_, i) => pieceOf(curves, i));
  const [first] = pieces;
  if (!first) return [];
  const quality = (piece: Piece) => {
    const [low, high] = piece[figure.name] ?? [NaN, NaN];
    return figure.better === "more" ? low : -high;
  };
  const better = (a: Piece, b: Piece) => quality(a) - quality(b) || a.flopsGain[0] - b.flopsGain[0];
  const best = pieces.reduce((a, b) => (better(b, a) > 0 ? b : a));
  const asGood = pieces.filter((piece) => quality(piece) >= quality(first));
  const cheapest = asGood.reduce((a, b) => (b.flopsGain[0] > a.flopsGain[0] ? b : a), first);
  return [
    ...(figure.best === undefined ? [] : [{ what: figure.best, piece: best }]),
    ...(figure.asGood === undefined ? [] : [{ what: figure.asGood, piece: cheapest }]),
  ];
}

/** From 0 to 1. */
function place(threshold: number): number {
  return (logit(threshold) + farthest) / (2 * farthest);
}

/** The same for drawing on so many columns: pieces that lie in one column alone are one, with what they lie between. */
export function thinned(curves: ExactCurves, columns: number): ExactCurves {
  if (curves.hi.length <= columns) return curves;
  const hi: number[] = [];
  const all: Bounds[] = [...curves.sums, curves.flops];
  const thin: Bounds[] = all.map(() => ({ low: [], high: [] }));
  let begun = NaN; // column in which the last piece lies alone
  curves.hi.forEach((end, i) => {
    const column = Math.ceil(place(end) * columns);
    const alone = Math.floor(place(curves.hi[i - 1] ?? 0) * columns) + 1 >= column;
    const joins = alone && column === begun;
    if (!joins) hi.push(end);
    const at = hi.length - 1;
    hi[at] = end;
    thin.forEach(({ low, high }, n) => {
      low[at] = Math.min(joins ? (low[at] ?? Infinity) : Infinity, all[n]?.low[i] ?? NaN);
      high[at] = Math.max(joins ? (high[at] ?? -Infinity) : -Infinity, all[n]?.high[i] ?? NaN);
    });
    begun = alone ? column : NaN;
  });
  const sums = curves.sums.map((sum, n) => ({ ...sum, ...thin[n] }));
  return { ...curves, hi, sums, flops: thin.at(-1) ?? curves.flops };
}
