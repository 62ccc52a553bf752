/** Thresholds on a logit scale, log(t / (1 - t)): it gives the ends of the range, where most scores lie, the room that they need. */

/** float32 knows nothing between 1 - 2^-24 and 1; the lower end is cut alike. */
export const farthest = Math.log(2 ** 24 - 1);

export function logit(threshold: number): number {
  return Math.max(-farthest, Math.min(farthest, Math.log(threshold / (1 - threshold))));
}

export function expit(place: number): number {
  return 1 / (1 + Math.exp(-place));
}
