/** Lists of one share a layer, and how one comes from others: Length-Adaptive Transformer's search (Kim and Cho 2021), of shares in place of lengths. */
import { uniform } from "../../run/uniform.js";

/** Shares are read, written and run in so many decimals: a list in a table is the list that was run. */
const decimals = 3;
const least = 0.01;

/** Numbers in [0, 1), always the same from the same seed. */
export class Draws {
  #n = 0;

  constructor(private readonly seed: number) {}

  next(): number {
    return uniform(this.seed, this.#n++);
  }

  /** One of so many. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }
}

/** Lists of one share for all layers, from 1 down: what the search begins with. */
export function startLists(count: number, layers: number): number[][] {
  return Array.from({ length: count }, (_, i) => Array<number>(layers).fill(rounded(1 - (0.9 * i) / (count - 1))));
}

/** Of all units, how many are left after each layer is drawn anew for about half of the layers, between its neighbours. */
export function mutated(shares: readonly number[], draws: Draws): number[] {
  const left = leftAfter(shares);
  for (let l = 0; l < left.length; l++) {
    if (draws.next() < 0.5) continue;
    const [high, low] = [left[l - 1] ?? 1, left[l + 1] ?? 0];
    left[l] = low + (high - low) * draws.next();
  }
  return sharesOf(left);
}

/** The mean of two. */
export function crossed(a: readonly number[], b: readonly number[]): number[] {
  const others = leftAfter(b);
  return sharesOf(leftAfter(a).map((left, l) => (left + (others[l] ?? 0)) / 2));
}

/** Of all units, the share that is left after each layer. */
function leftAfter(shares: readonly number[]): number[] {
  let left = 1;
  return shares.map((share) => (left *= share));
}

function sharesOf(left: readonly number[]): number[] {
  return left.map((now, l) => rounded(now / (left[l - 1] ?? 1)));
}

function rounded(share: number): number {
  return Number(Math.min(1, Math.max(least, share)).toFixed(decimals));
}
