import { without } from "../../run/leftOut.js";
import type { TokenSpan } from "../../run/events.js";
import type { Texts } from "../../run/passage.js";
import type { Run } from "../../run/run.js";
import { uniform } from "../../run/uniform.js";

/** A word of one of the texts, by its characters. */
export interface WordSpan {
  start: number;
  end: number;
  second: boolean;
  /** Its deepest piece's. */
  depth: number;
}

/**
 * How far the words that are kept to the end stand for the text, as ERASER (DeYoung et al. 2020) measures a rationale: falls of the
 * probability of the label that the unskimmed model gives. null = no text is left to be read.
 */
export interface Faithfulness {
  /** Where only they are given: small = they suffice. */
  sufficiency: number | null;
  /** Where they alone are left out: large = nothing else would do. */
  comprehensiveness: number | null;
}

/** Of one text at one setting, beside as many words that are drawn by lot. */
export interface TextFaithfulness {
  words: number;
  kept: number;
  own: Faithfulness;
  random: Faithfulness;
}

/** The words of a text, in order. `depth`: of each token. */
export function wordsOf(tokens: readonly TokenSpan[], depth: readonly number[]): WordSpan[] {
  const words = new Map<number, WordSpan>();
  tokens.forEach(({ word, start, end, second = false, special }, i) => {
    if (special || word < 0) return;
    const known = words.get(word);
    const deep = depth[i] ?? 0;
    if (!known) words.set(word, { start, end, second, depth: deep });
    else words.set(word, { ...known, end: Math.max(known.end, end), depth: Math.max(known.depth, deep) });
  });
  return [...words.values()];
}

/** The texts without these words; null = of one of them nothing is left. */
export function leavingOut({ text, pair }: Texts, words: readonly WordSpan[]): Texts | null {
  const cut = (whole: string, isSecond: boolean) =>
    words
      .filter(({ second }) => second === isSecond)
      .toSorted((a, b) => b.start - a.start)
      .reduce((rest, { start, end }) => without(rest, start, end), whole);
  const rest = { text: cut(text, false), ...(pair === undefined ? {} : { pair: cut(pair, true) }) };
  return Object.values(rest).every((part) => part.trim() !== "") ? rest : null;
}

/** So many of them, always the same of one seed and text. */
export function drawnWords(words: readonly WordSpan[], count: number, seed: number): WordSpan[] {
  const lots = words.map((word, i) => ({ word, lot: uniform(seed, i) }));
  return lots
    .sort((a, b) => a.lot - b.lot)
    .slice(0, count)
    .map(({ word }) => word);
}

/**
 * `whole`: the text's run with nothing left out. `skimmed`: its run at the setting. `read`: the probability that the unskimmed model
 * gives a label for other texts.
 */
export async function faithfulnessOf(
  texts: Texts,
  whole: Run,
  skimmed: Run,
  seed: number,
  read: (texts: Texts, label: number) => Promise<number>,
): Promise<TextFaithfulness> {
  const label = whole.result?.label ?? 0;
  const before = whole.result?.probabilities[label] ?? NaN;
  const words = wordsOf(skimmed.tokens, skimmed.depth);
  const kept = words.filter(({ depth }) => depth === skimmed.model.layers);
  const fall = async (left: readonly WordSpan[]) => {
    const rest = leavingOut(texts, left);
    return rest && before - (await read(rest, label));
  };
  const of = async (some: readonly WordSpan[]): Promise<Faithfulness> => ({
    sufficiency: await fall(words.filter((word) => !some.includes(word))),
    comprehensiveness: await fall(some),
  });
  const random = drawnWords(words, kept.length, seed);
  return { words: words.length, kept: kept.length, own: await of(kept), random: await of(random) };
}
