/** Times of things that are compared: measured in turns, so that whatever else the machine does hits all of them alike. */

/** Median and quartiles of a sample. */
export interface Spread {
  median: number;
  low: number;
  high: number;
  count: number;
}

export interface TimingOptions {
  /** Rounds at least; each runs every side once. */
  least: number;
  /** More rounds until so many milliseconds are gone. */
  budgetMs: number;
}

/**
 * Runs every side once a round, forwards and backwards in turn, and gives each side's milliseconds by round. The first rounds,
 * a tenth of the budget, are not counted: caches and compilers settle there.
 */
export async function interleave<K extends string>(
  sides: Record<K, () => Promise<unknown>>,
  { least, budgetMs }: TimingOptions,
): Promise<Record<K, number[]>> {
  const names = Object.keys(sides) as K[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  const warmUntil = performance.now() + budgetMs / 10;
  do for (const name of names) await sides[name]();
  while (performance.now() < warmUntil);
  const until = performance.now() + budgetMs;
  for (let round = 0; round < least || performance.now() < until; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const started = performance.now();
      await sides[name]();
      times[name].push(performance.now() - started);
    }
  }
  return times;
}

export function spread(sample: readonly number[]): Spread {
  const sorted = [...sample].sort((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)] ?? NaN;
    return below + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] ?? NaN) - below);
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75), count: sorted.length };
}

/** Of one side's time over another's, round by round: a slow second slows both. */
export function ratio(times: readonly number[], over: readonly number[]): Spread {
  return spread(times.map((ms, i) => ms / (over[i] ?? NaN)));
}

/** A spread of numbers scaled by a known factor. */
export function scaled({ median, low, high, count }: Spread, by: number): Spread {
  return { median: median * by, low: low * by, high: high * by, count };
}
