import { diffArrays } from "diff";
import { fateText } from "../words/fate.js";
import { whichText } from "../words/whichText.js";
import { columnsOf, type Run } from "./run.js";
import { barsOf, type Bar } from "./bars.js";

/** One word in A and in B; null = that text does not have it. */
export interface Pair {
  text: string;
  special: boolean;
  /** Of the second text of a pair. */
  second: boolean;
  a: Bar | null;
  b: Bar | null;
  /** Depth in B less depth in A, in layers, or in shares of the layers where the models have different numbers; null = in one text only. */
  change: number | null;
}

/** The words of both runs, aligned; in reading order. */
export function pairsOf(a: Run, b: Run): Pair[] {
  const [left, right] = [barsOf(a, columnsOf(a, "word")), barsOf(b, columnsOf(b, "word"))];
  const shared = a.model.layers !== b.model.layers;
  const pair = (x: Bar | null, y: Bar | null): Pair => {
    const { text = "", special = false, second = false } = (x ?? y)?.column ?? {};
    const depth = (bar: Bar, run: Run): number => (shared ? bar.depth / run.model.layers : bar.depth);
    return { text, special, second, a: x, b: y, change: x && y ? depth(y, b) - depth(x, a) : null };
  };
  // A word of a first text is none of a second one.
  const words = (bars: readonly Bar[]): string[] =>
    bars.map(({ column }) => `${column.second ? "2" : "1"} ${column.text}`);
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  for (const part of diffArrays(words(left), words(right)))
    for (let k = 0; k < part.count; k++) {
      const x = part.added ? null : (left[i++] ?? null);
      const y = part.removed ? null : (right[j++] ?? null);
      pairs.push(pair(x, y));
    }
  return pairs;
}

/** Largest difference first, what only one run has last; ties in reading order. The second text of a pair is behind the first. */
export function byDifference(pairs: readonly Pair[]): Pair[] {
  const size = (pair: Pair): number => (pair.change === null ? -1 : Math.abs(pair.change));
  return pairs.toSorted((p, q) => Number(p.second) - Number(q.second) || size(q) - size(p));
}

export interface Tally {
  deeper: Pair[];
  earlier: Pair[];
  same: number;
  onlyA: number;
  onlyB: number;
}

/** What became of the words from A to B; [CLS] and [SEP] are not words. */
export function tallyOf(pairs: readonly Pair[]): Tally {
  const words = pairs.filter((p) => !p.special);
  return {
    deeper: words.filter((p) => (p.change ?? 0) > 0),
    earlier: words.filter((p) => (p.change ?? 0) < 0),
    same: words.filter((p) => p.change === 0).length,
    onlyA: words.filter((p) => p.b === null).length,
    onlyB: words.filter((p) => p.a === null).length,
  };
}

/** "film. A: skimmed before layer 2 of 6; B: kept at all 6 layers" */
export function pairText(pair: Pair, a: Run, b: Run): string {
  const side = (bar: Bar | null, run: Run): string => (bar ? fateText(bar, run.model) : "not in this text");
  const which = whichOf(pair, a, b);
  return `${pair.text}${which === null ? "" : ` (${which})`}. A: ${side(pair.a, a)}; B: ${side(pair.b, b)}`;
}

/** Either run is of two texts. */
export const anyPair = (a: Run, b: Run): boolean => a.passage.pair !== undefined || b.passage.pair !== undefined;

/** "second text"; null where neither run is of two. */
export const whichOf = (pair: Pair, a: Run, b: Run): string | null =>
  whichText(a.passage.pair === undefined ? b.passage : a.passage, pair);
