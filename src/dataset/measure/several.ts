import type { LabelFigures, Said } from "../../run/evaluation.js";
import { exactMatch, flopsGain, macroF1, microF1, sameLabels } from "../../run/figures.js";
import { severalLabels } from "../read/severalLabels.js";
import type { Kind, KindSums, KindWhole, Sizes } from "./kind.js";

/** Some of the labels, or none: those over a half. */
export const several: Kind = {
  gold: severalLabels,
  figures: [exactMatch, microF1, macroF1, flopsGain, sameLabels],
  flipping: "labels",
  refuses: () => null,
  said({ labels }) {
    if (!labels) throw new RangeError("the answer of several labels has them");
    return labels;
  },
  fits: (said, classes) =>
    typeof said === "object" && said.every((label, i) => label < classes && label > (said[i - 1] ?? -1)),
  same,
  held: (classes) => ({ once: 2 * classes, each: 2 * (classes + 1) }),
  sums: (sizes) => new SeveralSums(sizes),
  whole: (sizes) => new PerLabel(sizes),
  curves: [
    { figure: exactMatch.name, over: "labelled", of: (said, gold) => (same(said, gold) ? 1 : 0), unknown: [0, 1] },
    { figure: sameLabels.name, over: "rows", of: (said, _, dense) => (same(said, dense) ? 1 : 0), unknown: [0, 1] },
  ],
};

/** Both are ascending. */
function same(a: Said | null, b: Said | null): boolean {
  const [these, those] = [a as number[] | null, b as number[] | null];
  return these !== null && those?.length === these.length && these.every((label, i) => label === those[i]);
}

/** As scikit-learn has them: F1 of a label that neither side has is 0, and counts in the macro mean, which is of all of the model's labels. */
class SeveralSums implements KindSums {
  private rows = 0;
  private labelled = 0;
  private readonly agree: Float64Array;
  private readonly exact: Float64Array;
  /** Per threshold and label: labelled rows to which model and data set give it, and those to which the model does. */
  private readonly hits: Float64Array;
  private readonly given: Float64Array;
  /** Per label: rows to which the data set gives it. */
  private readonly gold: Float64Array;
  readonly figures = {
    exactMatch: (t: number) => (this.exact[t] ?? 0) / this.labelled,
    microF1: (t: number) => this.microF1(t),
    macroF1: (t: number) => this.macroF1(t),
    agreement: (t: number) => (this.agree[t] ?? 0) / this.rows,
  };

  constructor(private readonly sizes: Sizes) {
    const { thresholds, classes } = sizes;
    this.agree = new Float64Array(thresholds);
    this.exact = new Float64Array(thresholds);
    this.hits = new Float64Array(thresholds * classes);
    this.given = new Float64Array(thresholds * classes);
    this.gold = new Float64Array(classes);
  }

  add(weight: number, gold: Said | null, said: readonly Said[]): void {
    const right = gold as number[] | null;
    this.rows += weight;
    if (right) {
      this.labelled += weight;
      for (const label of right) this.gold[label] = (this.gold[label] ?? 0) + weight;
    }
    for (let t = 0; t < said.length; t++) {
      const labels = said[t] as number[];
      if (same(labels, said[0] ?? null)) this.agree[t] = (this.agree[t] ?? 0) + weight;
      if (!right) continue;
      if (same(labels, right)) this.exact[t] = (this.exact[t] ?? 0) + weight;
      for (const label of labels) {
        const at = t * this.sizes.classes + label;
        this.given[at] = (this.given[at] ?? 0) + weight;
        if (right.includes(label)) this.hits[at] = (this.hits[at] ?? 0) + weight;
      }
    }
  }

  private microF1(t: number): number {
    let [hits, both] = [0, 0];
    this.gold.forEach((rows, c) => {
      const at = t * this.sizes.classes + c;
      hits += this.hits[at] ?? 0;
      both += rows + (this.given[at] ?? 0);
    });
    return this.labelled > 0 && both === 0 ? 0 : (2 * hits) / both;
  }

  private macroF1(t: number): number {
    if (this.labelled === 0) return NaN;
    let sum = 0;
    this.gold.forEach((rows, c) => {
      const at = t * this.sizes.classes + c;
      const both = rows + (this.given[at] ?? 0);
      sum += both === 0 ? 0 : (2 * (this.hits[at] ?? 0)) / both;
    });
    return sum / this.sizes.classes;
  }
}

class PerLabel implements KindWhole {
  readonly lack = null;
  private readonly hits: number[][];
  private readonly given: number[][];
  private readonly gold: number[];

  constructor({ thresholds, classes }: Sizes) {
    const counts = () => Array<number>(classes).fill(0);
    this.hits = Array.from({ length: thresholds }, counts);
    this.given = Array.from({ length: thresholds }, counts);
    this.gold = counts();
  }

  add(_: number, gold: Said | null, said: readonly Said[]): void {
    if (gold === null) return;
    const right = gold as number[];
    for (const label of right) count(this.gold, label);
    said.forEach((labels, t) => {
      for (const label of labels as number[]) {
        count(this.given[t], label);
        if (right.includes(label)) count(this.hits[t], label);
      }
    });
  }

  at(t: number): { perLabel: LabelFigures[] } {
    return {
      perLabel: this.gold.map((rows, c) => {
        const [hits, given] = [this.hits[t]?.[c] ?? 0, this.given[t]?.[c] ?? 0];
        return { rows, precision: given === 0 ? null : hits / given, recall: rows === 0 ? null : hits / rows };
      }),
    };
  }
}

function count(counts: number[] | undefined, label: number): void {
  if (counts) counts[label] = (counts[label] ?? 0) + 1;
}
