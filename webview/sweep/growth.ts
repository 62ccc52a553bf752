import type { ShownSweep } from "../../src/run/shownSweep.js";

/** Grows with the runs of a sweep, of a long one not with each of them: drawing thousands anew for every one would take all the time. */
export function growth({ steps, state }: Pick<ShownSweep, "steps" | "state">): number {
  const { length } = steps;
  return state === "running" && length > 200 ? 200 + Math.floor(50 * Math.log(length / 200)) : length;
}
