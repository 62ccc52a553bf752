import { stepIndexAt } from "../../src/run/shownSweep.js";
import type { SweepStep } from "../../src/run/sweep.js";

/** The step that a threshold gives, of a sweep from 0 to 1, ascending; undefined = in a gap. */
export function stepIn(steps: SweepStep[], threshold: number): SweepStep | undefined {
  return steps[stepIndexAt({ steps, range: { from: 0, to: 1 } }, threshold) ?? -1];
}
