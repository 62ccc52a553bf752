import type { Bounds, ExactCurves } from "./evaluation.js";
import { farthest, logit } from "./logit.js";

/** A figure's value, or what it lies between. */
export type Between = [low: number, high: number];

/** What holds for the thresholds of (lo, hi]. */
export interface Piece {
  lo: number;
  hi: number;
  /** null = no row has a label. */
  accuracy: Between | null;
  /** FLOPs of plain BERT / of the skimmed model. */
  gain: Between;
  agreement: Between;
}

export function pieceOf(curves: ExactCurves, i: number): Piece {
  const { hi, hits, agree, flops, flopsDense, labelled, rows } = curves;
  const share = ({ low, high }: Bounds, all: number): Between => [(low[i] ?? NaN) / all, (high[i] ?? NaN) / all];
  return {
    lo: hi[i - 1] ?? 0,
    hi: hi[i] ?? 1,
    accuracy: labelled > 0 ? share(hits, labelled) : null,
    gain: [flopsDense / (flops.high[i] ?? NaN), flopsDense / (flops.low[i] ?? NaN)],
    agreement: share(agree, rows),
  };
}

/** Index of the piece that a threshold belongs to. */
export function pieceIndexAt({ hi }: Pick<ExactCurves, "hi">, wanted: number): number {
  const threshold = Math.fround(wanted); // as scores are compared
  let low = 0;
  let high = hi.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hi[middle] ?? 1) < threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The pieces that people look for: where accuracy is highest (of equal ones the cheapest), and the cheapest that is as accurate as
 * threshold 0, each by its lower bounds. Agreement stands for accuracy where no row has a label.
 */
export function bestPieces(curves: ExactCurves): { what: string; piece: Piece }[] {
  const pieces = curves.hi.map((_, i) => pieceOf(curves, i));
  const [first] = pieces;
  if (!first || curves.rows === 0) return [];
  const quality = ({ accuracy, agreement }: Piece) => (accuracy ?? agreement)[0];
  const better = (a: Piece, b: Piece) => quality(a) - quality(b) || a.gain[0] - b.gain[0];
  const best = pieces.reduce((a, b) => (better(b, a) > 0 ? b : a));
  const asGood = pieces.filter((piece) => quality(piece) >= quality(first));
  const cheapest = asGood.reduce((a, b) => (b.gain[0] > a.gain[0] ? b : a));
  if (curves.labelled === 0) return [{ what: "cheapest with every label as at 0", piece: cheapest }];
  return [
    { what: "most accurate", piece: best },
    { what: "cheapest that is as accurate as 0", piece: cheapest },
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
  const names = ["hits", "agree", "flops"] as const;
  const bounds = { hits: empty(), agree: empty(), flops: empty() };
  let begun = NaN; // column in which the last piece lies alone
  curves.hi.forEach((end, i) => {
    const column = Math.ceil(place(end) * columns);
    const alone = Math.floor(place(curves.hi[i - 1] ?? 0) * columns) + 1 >= column;
    const joins = alone && column === begun;
    if (!joins) hi.push(end);
    const at = hi.length - 1;
    hi[at] = end;
    for (const name of names) {
      const { low, high } = bounds[name];
      low[at] = Math.min(joins ? (low[at] ?? Infinity) : Infinity, curves[name].low[i] ?? NaN);
      high[at] = Math.max(joins ? (high[at] ?? -Infinity) : -Infinity, curves[name].high[i] ?? NaN);
    }
    begun = alone ? column : NaN;
  });
  return { ...curves, hi, ...bounds };
}

function empty(): Bounds {
  return { low: [], high: [] };
}
