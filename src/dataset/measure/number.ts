import { counted } from "../../words/counted.js";
import type { Said } from "../../run/evaluation.js";
import { flopsGain, meanAbsoluteDifference, meanAbsoluteError, pearson, spearman } from "../../run/figures.js";
import { numbers } from "../read/numbers.js";
import type { Kind, KindSums, Sizes } from "./kind.js";
import { RankCorrelation } from "./rankCorrelation.js";

/** A number. */
export const number: Kind = {
  gold: numbers,
  figures: [pearson, spearman, meanAbsoluteError, flopsGain, meanAbsoluteDifference],
  flipping: null,
  refuses: ({ length }) =>
    length === 1
      ? null
      : `answers with ${counted(length, "number")} a text, and a data set is evaluated by one: classify its texts one by one, or with --file in the terminal.`,
  said: ({ logits: [only = NaN] }) => only,
  fits: (said) => typeof said === "number" && Number.isFinite(said),
  same: () => true,
  held: () => ({ once: 0, each: 5 }),
  sums: (sizes) => new NumberSums(sizes),
  whole: (sizes, seed) => new RankCorrelation(sizes, seed),
  curves: [
    { figure: meanAbsoluteError.name, over: "labelled", of: (said, gold) => distance(said, gold), unknown: null },
    { figure: meanAbsoluteDifference.name, over: "rows", of: (said, _, dense) => distance(said, dense), unknown: null },
  ],
};

function distance(a: Said | null, b: Said | null): number {
  return Math.abs(Number(a) - Number(b));
}

/** Variances below this share of the mean square are rounding: a column of one number has no correlation. */
const noVariance = 1e-12;

class NumberSums implements KindSums {
  private rows = 0;
  private labelled = 0;
  /** Of the data set's numbers, and of their squares. */
  private y = 0;
  private yy = 0;
  /** Per threshold, of the model's numbers in labelled rows, of their squares, and of the products. */
  private readonly x: Float64Array;
  private readonly xx: Float64Array;
  private readonly xy: Float64Array;
  private readonly error: Float64Array;
  private readonly difference: Float64Array;
  readonly figures = {
    pearson: (t: number) => this.pearson(t),
    meanAbsoluteError: (t: number) => (this.error[t] ?? 0) / this.labelled,
    meanAbsoluteDifference: (t: number) => (this.difference[t] ?? 0) / this.rows,
  };

  constructor({ thresholds }: Sizes) {
    const zeros = () => new Float64Array(thresholds);
    [this.x, this.xx, this.xy, this.error, this.difference] = [zeros(), zeros(), zeros(), zeros(), zeros()];
  }

  add(weight: number, gold: Said | null, said: readonly Said[]): void {
    const y = gold as number | null;
    const dense = said[0] as number;
    this.rows += weight;
    if (y !== null) {
      this.labelled += weight;
      this.y += weight * y;
      this.yy += weight * y * y;
    }
    for (let t = 0; t < said.length; t++) {
      const x = said[t] as number;
      this.difference[t] = (this.difference[t] ?? 0) + weight * Math.abs(x - dense);
      if (y === null) continue;
      this.x[t] = (this.x[t] ?? 0) + weight * x;
      this.xx[t] = (this.xx[t] ?? 0) + weight * x * x;
      this.xy[t] = (this.xy[t] ?? 0) + weight * x * y;
      this.error[t] = (this.error[t] ?? 0) + weight * Math.abs(x - y);
    }
  }

  private pearson(t: number): number {
    const n = this.labelled;
    const [x, y, xx, yy] = [(this.x[t] ?? 0) / n, this.y / n, (this.xx[t] ?? 0) / n, this.yy / n];
    const [vx, vy] = [xx - x * x, yy - y * y];
    if (vx <= noVariance * xx || vy <= noVariance * yy) return NaN;
    return ((this.xy[t] ?? 0) / n - x * y) / Math.sqrt(vx * vy);
  }
}
