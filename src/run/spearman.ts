/** Spearman's correlation: Pearson's of the ranks, equal numbers sharing the mean of theirs. */
import { interval95, replicates, weightAt } from "./bootstrap.js";
import type { Figure } from "./evaluation.js";

/** Of as many pairs as are ranked anew for each replicate in some milliseconds; of more there is no interval. */
const mostDrawn = 2000;
/** The draws of the bootstrap are the same each time. */
const seed = 1;

/** With its 95 % interval by the bootstrap over pairs; value null = one side is all the same, or there are fewer than three pairs. */
export function spearman(a: readonly number[], b: readonly number[]): Figure {
  const once = new Uint8Array(a.length).fill(1);
  const [left, right] = [groupsOf(a), groupsOf(b)];
  const value = correlation(ranks(left, once), ranks(right, once), once);
  if (a.length < 3 || !Number.isFinite(value)) return { value: null, interval: null };
  if (a.length > mostDrawn) return { value, interval: null };
  const weights = new Uint8Array(a.length);
  const drawn = Float64Array.from({ length: replicates }, (_, replicate) => {
    weights.forEach((_, i) => (weights[i] = weightAt(seed, i + 1, replicate)));
    return correlation(ranks(left, weights), ranks(right, weights), weights);
  });
  return { value, interval: interval95(drawn) };
}

/** Indices in ascending order of their numbers, and where each group of equal ones ends. */
interface Groups {
  order: Uint32Array;
  ends: number[];
}

export function groupsOf(numbers: readonly number[]): Groups {
  const order = Uint32Array.from(numbers.keys()).sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
  const ends: number[] = [];
  order.forEach((index, i) => {
    const next = order[i + 1];
    if (next === undefined || numbers[next] !== numbers[index]) ends.push(i + 1);
  });
  return { order, ends };
}

/** Each row's rank where it stands there `weights` times. */
export function ranks({ order, ends }: Groups, weights: Uint8Array): Float64Array {
  const found = new Float64Array(order.length);
  let [from, below] = [0, 0];
  for (const end of ends) {
    let here = 0;
    for (let i = from; i < end; i++) here += weights[order[i] ?? 0] ?? 0;
    const rank = below + (here + 1) / 2;
    for (let i = from; i < end; i++) found[order[i] ?? 0] = rank;
    below += here;
    from = end;
  }
  return found;
}

/** Pearson's, of weighted rows; NaN where one side is all the same. */
export function correlation(a: Float64Array, b: Float64Array, weights: Uint8Array): number {
  let [n, sa, sb] = [0, 0, 0];
  weights.forEach((w, i) => {
    n += w;
    sa += w * (a[i] ?? 0);
    sb += w * (b[i] ?? 0);
  });
  const [ma, mb] = [sa / n, sb / n];
  let [aa, bb, ab] = [0, 0, 0];
  weights.forEach((w, i) => {
    const [da, db] = [(a[i] ?? 0) - ma, (b[i] ?? 0) - mb];
    aa += w * da * da;
    bb += w * db * db;
    ab += w * da * db;
  });
  // Ranks that differ at all differ by a half: what is less is rounding.
  const least = 1e-6;
  return aa > least && bb > least ? ab / Math.sqrt(aa * bb) : NaN;
}
