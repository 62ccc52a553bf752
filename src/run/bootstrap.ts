import { uniform } from "./uniform.js";

/**
 * Poisson bootstrap (Chamandy et al. 2012): each replicate takes each row k times, k ~ Poisson(1), drawn as the row comes. One pass,
 * sums alone, and, since the draws depend on seed and row number alone, the same whoever computes which row when.
 */
export const replicates = 1000;

/** P(k <= i) for k ~ Poisson(1), i = 0, 1, …; the rest, 1e-12, is put on the last. */
const cumulative = (() => {
  const sums: number[] = [];
  let p = Math.exp(-1);
  for (let i = 0, sum = 0; i < 15; i++, p /= i) sums.push((sum += p));
  return sums;
})();

/** The row's weight in each replicate. `row` counts from 1. */
export function drawWeights(seed: number, row: number, into: Uint8Array): void {
  const start = mix(mix(seed) ^ row);
  for (let b = 0; b < into.length; b++) into[b] = poisson(uniform(start, b));
}

/** The same of one replicate. */
export function weightAt(seed: number, row: number, replicate: number): number {
  return poisson(uniform(mix(mix(seed) ^ row), replicate));
}

function poisson(u: number): number {
  let k = 0;
  while (k < cumulative.length - 1 && u >= (cumulative[k] ?? 1)) k++;
  return k;
}

/** The middle 95 % of the replicates, by the nearest rank; null where there are too few with a value. */
export function interval95(values: Float64Array): [number, number] | null {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length < values.length / 2 || sorted.length === 0) return null;
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
  return [at(0.025) ?? NaN, at(0.975) ?? NaN];
}

/** murmur3's last step: neighbours in, strangers out. */
function mix(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
