import { accuracy, figuresOfOne, sameLabel } from "../../run/figures.js";
import type { Said } from "../../run/evaluation.js";
import { oneLabel } from "../read/oneLabel.js";
import type { Kind, KindSums, KindWhole, Sizes } from "./kind.js";

/** One label a text. */
export const one: Kind = {
  gold: oneLabel,
  figures: figuresOfOne,
  flipping: "label",
  refuses: () => null,
  said({ label }) {
    if (label === null) throw new RangeError("the answer of one label has it");
    return label;
  },
  fits: (said, classes) => typeof said === "number" && Number.isInteger(said) && said >= 0 && said < classes,
  same: (a, b) => a === b,
  held: (classes) => ({ once: classes ** 2, each: 2 * (classes + 1) }),
  sums: (sizes) => new OneSums(sizes),
  whole: (sizes) => new Confusion(sizes),
  curves: [
    { figure: accuracy.name, over: "labelled", of: (said, gold) => (said === gold ? 1 : 0), unknown: [0, 1] },
    { figure: sameLabel.name, over: "rows", of: (said, _, dense) => (said === dense ? 1 : 0), unknown: [0, 1] },
  ],
};

class OneSums implements KindSums {
  private rows = 0;
  private labelled = 0;
  private readonly agree: Float64Array;
  /** Per threshold and class: rows with that label whose label the model gives. */
  private readonly hits: Float64Array;
  /** Per threshold and class: labelled rows that the model gives that label. */
  private readonly given: Float64Array;
  /** Per class: rows with that label. */
  private readonly gold: Float64Array;
  readonly figures = {
    accuracy: (t: number) => this.accuracy(t),
    macroF1: (t: number) => this.macroF1(t),
    agreement: (t: number) => (this.agree[t] ?? 0) / this.rows,
  };

  constructor(private readonly sizes: Sizes) {
    const { thresholds, classes } = sizes;
    this.agree = new Float64Array(thresholds);
    this.hits = new Float64Array(thresholds * classes);
    this.given = new Float64Array(thresholds * classes);
    this.gold = new Float64Array(classes);
  }

  add(weight: number, gold: Said | null, said: readonly Said[]): void {
    const { classes } = this.sizes;
    const right = gold as number | null;
    this.rows += weight;
    if (right !== null) {
      this.labelled += weight;
      this.gold[right] = (this.gold[right] ?? 0) + weight;
    }
    for (let t = 0; t < said.length; t++) {
      const label = said[t] as number;
      if (label === said[0]) this.agree[t] = (this.agree[t] ?? 0) + weight;
      if (right === null) continue;
      const at = t * classes + label;
      this.given[at] = (this.given[at] ?? 0) + weight;
      if (label === right) this.hits[at] = (this.hits[at] ?? 0) + weight;
    }
  }

  /** Of the labelled rows. */
  private accuracy(t: number): number {
    const { classes } = this.sizes;
    let hits = 0;
    for (let c = 0; c < classes; c++) hits += this.hits[t * classes + c] ?? 0;
    return hits / this.labelled;
  }

  /** Mean F1 of the classes that occur among labels or predictions, 0 for a class that is never hit. */
  private macroF1(t: number): number {
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
}

/** Rows by [label of the data set][label of the model]. */
class Confusion implements KindWhole {
  readonly lack = null;
  private readonly counts: number[][][];

  constructor({ thresholds, classes }: Sizes) {
    const empty = () => Array.from({ length: classes }, () => Array<number>(classes).fill(0));
    this.counts = Array.from({ length: thresholds }, empty);
  }

  add(_: number, gold: Said | null, said: readonly Said[]): void {
    if (gold === null) return;
    said.forEach((label, t) => {
      const counts = this.counts[t]?.[gold as number];
      if (counts) counts[label as number] = (counts[label as number] ?? 0) + 1;
    });
  }

  at(t: number): { confusion: number[][] } {
    return { confusion: this.counts[t] ?? [] };
  }
}
