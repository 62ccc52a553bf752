import { doubles } from "../sweep/scale.js";
import type { Move } from "../../run/sites.js";
import type { Asked } from "./policy.js";

/** How many of k units stay at a share of them: at least one. */
export function unitsAt(share: number, k: number): number {
  return Math.max(1, Math.ceil(doubles.at(doubles.ordinal(share)) * k - 1e-9));
}

/** The shares that let `units` of k stay, (lo, hi]: exact on a sweep's scale. */
export function sharesOf(units: number, k: number): { lo: number; hi: number } {
  return { lo: units <= 1 ? -Infinity : highest(units - 1, k), hi: units >= k ? Infinity : highest(units, k) };
}

/** The highest share at which no more than `units` of k stay. */
function highest(units: number, k: number): number {
  const fits = (step: number) => unitsAt(doubles.at(step), k) <= units;
  let step = doubles.ordinal((units + 1e-9) / k);
  while (!fits(step)) step--;
  while (fits(step + 1)) step++;
  return doubles.at(step);
}

/**
 * Who stays where a share of the units does: place 0, and those that come first in `order`, rows without row 0. One that is kept by
 * hand takes a place of theirs, and there are more places if more are kept than there were; one that is skimmed by hand is among the
 * leavers.
 */
export function shareOf({ alive, fates }: Asked, order: readonly number[], share: number): Move {
  const k = alive.length;
  const fateOf = (row: number) => fates.get(alive[row] ?? 0);
  const kept = order.filter((row) => fateOf(row) === true);
  const free = order.filter((row) => fateOf(row) === undefined);
  const least = 1 + kept.length;
  const most = least + free.length;
  const rows = Math.max(least, Math.min(unitsAt(share, k), most));
  const into = new Int32Array(k).fill(-1);
  for (const row of [0, ...kept, ...free.slice(0, rows - least)]) into[row] = row;
  return {
    into,
    rows,
    lo: rows === least ? -Infinity : sharesOf(rows, k).lo,
    hi: rows === most ? Infinity : sharesOf(rows, k).hi,
  };
}
