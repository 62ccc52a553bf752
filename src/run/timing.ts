/** How long runs take, in one way for a text and for a data set. */

/** Timed runs at each setting, after one that warms up: their median stands for them. */
export const timedRuns = 3;

/** Medians, milliseconds, of runs at several settings in turns, so that what else the machine does falls on all of them. `time`: one run at the i-th setting; null = it was cancelled, and so is this. */
export async function warmMedians(
  settings: number,
  time: (i: number) => Promise<number | null>,
): Promise<number[] | null> {
  const each = Array.from({ length: settings }, (): number[] => []);
  for (let round = 0; round <= timedRuns; round++)
    for (const [i, times] of each.entries()) {
      const ms = await time(i);
      if (ms === null) return null;
      if (round > 0) times.push(ms);
    }
  return each.map((times) => quantile(times, 0.5));
}

/** By the nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
