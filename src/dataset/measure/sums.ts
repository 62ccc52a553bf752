import type { Said } from "../../run/evaluation.js";
import type { FigureName } from "../../run/figures.js";
import type { Kind, KindSums, Sizes } from "./kind.js";

/** Sums over weighted rows: those of the kind of answer, and what the runs cost. */
export class Sums {
  private dense = 0;
  private readonly flops: Float64Array;
  private readonly ofKind: KindSums;

  constructor(kind: Kind, sizes: Sizes) {
    this.flops = new Float64Array(sizes.thresholds);
    this.ofKind = kind.sums(sizes);
  }

  /** Adds a row `weight` times. `said`, `flops`: per threshold, threshold 0 first. */
  add(weight: number, gold: Said | null, said: readonly Said[], flops: readonly number[], dense: number): void {
    this.dense += weight * dense;
    for (let t = 0; t < flops.length; t++) this.flops[t] = (this.flops[t] ?? 0) + weight * (flops[t] ?? 0);
    this.ofKind.add(weight, gold, said);
  }

  /** NaN = there is nothing to tell; undefined = it does not follow from sums. */
  figure(name: FigureName, t: number): number | undefined {
    return name === "flopsGain" ? this.dense / (this.flops[t] ?? 0) : this.ofKind.figures[name]?.(t);
  }
}
