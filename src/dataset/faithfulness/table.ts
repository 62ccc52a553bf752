import { drawWeights, interval95, replicates } from "../../run/bootstrap.js";
import type { Figure } from "../../run/evaluation.js";
import type { Faithfulness, TextFaithfulness } from "./faithfulness.js";

/** Of the texts that were read, at one setting of one policy. */
export interface FaithfulnessAt {
  setting: number;
  /** Of all words of all texts, those that are kept to the end. */
  kept: number;
  own: Record<keyof Faithfulness, Figure>;
  /** As many words of each text, by lot. */
  random: Record<keyof Faithfulness, Figure>;
}

export interface FaithfulnessTable {
  format: 1;
  kind: "faithfulness";
  file: string;
  columns: string;
  model: string;
  precision: string;
  seed: number;
  texts: number;
  policies: { policy: string; control: string; at: FaithfulnessAt[] }[];
}

/** Means over texts, each with its interval by the bootstrap over texts. */
export function faithfulnessAt(setting: number, texts: readonly TextFaithfulness[], seed: number): FaithfulnessAt {
  const weights = texts.map((_, row) => {
    const drawn = new Uint8Array(replicates);
    drawWeights(seed, row + 1, drawn);
    return drawn;
  });
  const mean = (values: readonly (number | null)[], weigh: (row: number) => number) => {
    let [sum, all] = [0, 0];
    values.forEach((value, row) => {
      if (value === null) return;
      sum += weigh(row) * value;
      all += weigh(row);
    });
    return sum / all;
  };
  const figure = (values: readonly (number | null)[]): Figure => {
    const value = mean(values, () => 1);
    if (Number.isNaN(value)) return { value: null, interval: null };
    const drawn = Float64Array.from({ length: replicates }, (_, b) => mean(values, (row) => weights[row]?.[b] ?? 0));
    return { value, interval: interval95(drawn) };
  };
  const both = (of: "own" | "random") => ({
    sufficiency: figure(texts.map((text) => text[of].sufficiency)),
    comprehensiveness: figure(texts.map((text) => text[of].comprehensiveness)),
  });
  const sum = (of: "kept" | "words") => texts.reduce((all, text) => all + text[of], 0);
  return { setting, kept: sum("kept") / Math.max(1, sum("words")), own: both("own"), random: both("random") };
}
