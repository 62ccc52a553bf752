/** Sums over weighted rows, from which every figure follows. The table has one, each replicate of the bootstrap another. */
export interface Sizes {
  thresholds: number;
  classes: number;
}

export class Sums {
  private rows = 0;
  private labelled = 0;
  private dense = 0;
  private readonly flops: Float64Array;
  private readonly agree: Float64Array;
  /** Per threshold and class: rows with that label whose label the model gives. */
  private readonly hits: Float64Array;
  /** Per threshold and class: labelled rows that the model gives that label. */
  private readonly given: Float64Array;
  /** Per class: rows with that label. */
  private readonly gold: Float64Array;

  constructor(private readonly sizes: Sizes) {
    const { thresholds, classes } = sizes;
    this.flops = new Float64Array(thresholds);
    this.agree = new Float64Array(thresholds);
    this.hits = new Float64Array(thresholds * classes);
    this.given = new Float64Array(thresholds * classes);
    this.gold = new Float64Array(classes);
  }

  /** Adds a row `weight` times. `labels`, `flops`: per threshold, threshold 0 first. */
  add(weight: number, gold: number | null, labels: readonly number[], flops: readonly number[], dense: number): void {
    const { classes } = this.sizes;
    this.rows += weight;
    this.dense += weight * dense;
    if (gold !== null) {
      this.labelled += weight;
      this.gold[gold] = (this.gold[gold] ?? 0) + weight;
    }
    for (let t = 0; t < labels.length; t++) {
      const label = labels[t] ?? 0;
      this.flops[t] = (this.flops[t] ?? 0) + weight * (flops[t] ?? 0);
      if (label === labels[0]) this.agree[t] = (this.agree[t] ?? 0) + weight;
      if (gold === null) continue;
      const at = t * classes + label;
      this.given[at] = (this.given[at] ?? 0) + weight;
      if (label === gold) this.hits[at] = (this.hits[at] ?? 0) + weight;
    }
  }

  /** NaN = no row has a label. */
  accuracy(t: number): number {
    const { classes } = this.sizes;
    let hits = 0;
    for (let c = 0; c < classes; c++) hits += this.hits[t * classes + c] ?? 0;
    return hits / this.labelled;
  }

  macroF1(t: number): number {
    const { classes } = this.sizes;
    let sum = 0;
    let occurring = 0;
    for (let c = 0; c < classes; c++) {
      const both = (this.gold[c] ?? 0) + (this.given[t * classes + c] ?? 0);
      if (both === 0) continue;
      occurring++;
      sum += (2 * (this.hits[t * classes + c] ?? 0)) / both;
    }
    return sum / occurring;
  }

  flopsGain(t: number): number {
    return this.dense / (this.flops[t] ?? 0);
  }

  agreement(t: number): number {
    return (this.agree[t] ?? 0) / this.rows;
  }
}
