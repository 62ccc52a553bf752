import { crossed, Draws, mutated, startLists } from "./lists.js";

/** A list, and what it came to on the rows that choose. */
export interface Found {
  shares: number[];
  flopsGain: number;
  /** More is better. */
  quality: number;
}

export interface SearchOptions {
  layers: number;
  seed: number;
  /** Lists that are run, those it begins with among them. */
  lists: number;
  /** Of these lists, in their order; null = it was cancelled. */
  measure: (lists: readonly number[][]) => Promise<Found[] | null>;
  /** After each round. */
  onRound: (front: readonly Found[], done: number) => void;
}

/** Lists that it begins with, and those of a round, half of them mutated and half crossed. */
const perRound = 20;
/** Draws of one list that has not been run yet. */
const tries = 50;

/**
 * Evolutionary search of one share a layer: lists of one share, then rounds of mutations and crossings of what no other list beats in
 * gain and quality. Always the same lists for the same outcomes and seed: what was measured before need not be measured again.
 * Gives what no other beats, by gain; null = it was cancelled.
 */
export async function search({ layers, seed, lists, measure, onRound }: SearchOptions): Promise<Found[] | null> {
  const draws = new Draws(seed);
  const known = new Set<string>();
  let front: Found[] = [];
  for (let done = 0; done < lists;) {
    const count = Math.min(perRound, lists - done);
    const round = done === 0 ? startLists(perRound, layers).slice(0, count) : bred(front, count, known, draws);
    if (round.length === 0) break; // all that can be bred is known
    for (const list of round) known.add(list.join());
    const measured = await measure(round);
    if (!measured) return null;
    done += round.length;
    front = frontOf([...front, ...measured]);
    onRound(front, done);
  }
  return front;
}

function bred(front: readonly Found[], count: number, known: ReadonlySet<string>, draws: Draws): number[][] {
  const parent = () => front[draws.below(front.length)]?.shares ?? [];
  const fresh = new Map<string, number[]>();
  for (let i = 0; i < count; i++)
    for (let n = 0; n < tries; n++) {
      const list = i % 2 === 0 ? mutated(parent(), draws) : crossed(parent(), parent());
      const key = list.join();
      if (known.has(key) || fresh.has(key)) continue;
      fresh.set(key, list);
      break;
    }
  return [...fresh.values()];
}

/** Those that no other beats, from the smallest gain to the largest. */
export function frontOf(all: readonly Found[]): Found[] {
  const sorted = [...all].sort((a, b) => b.flopsGain - a.flopsGain || b.quality - a.quality);
  let best = -Infinity;
  return sorted.filter(({ quality }) => quality > best && ((best = quality), true)).reverse();
}

/** The best that gains at least so much; of equal ones the one that gains more. null = none does. */
export function bestFor(front: readonly Found[], gain: number): Found | null {
  return front.find(({ flopsGain }) => flopsGain >= gain) ?? null; // quality falls as the gain rises
}
