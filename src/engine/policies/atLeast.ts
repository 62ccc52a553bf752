import type { Move } from "../../run/sites.js";
import type { Asked } from "./policy.js";

/**
 * Who stays where scores are held against a bound: place 0, and all of at least it. `scores`: one a row, that of place 0 is not looked
 * at; `bound`: a float32 number, for PyTorch compares in float32 too. Where a fate is decided by hand the score has no say, and does
 * not bound the thresholds that decide the same.
 */
export function atLeast({ alive, fates }: Asked, scores: ArrayLike<number>, bound: number): Move {
  const into = new Int32Array(alive.length);
  let rows = 0;
  let lo = -Infinity;
  let hi = Infinity;
  alive.forEach((token, row) => {
    const score = token === 0 ? Infinity : (scores[row] ?? NaN);
    const fate = fates.get(token);
    const stays = fate ?? score >= bound;
    into[row] = stays ? row : -1;
    if (stays) rows++;
    if (fate !== undefined) return;
    if (stays) hi = Math.min(hi, score);
    else if (score > lo) lo = score;
  });
  return { into, rows, lo, hi };
}
