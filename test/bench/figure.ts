import type { Spread, TimingOptions } from "./timing.js";

/** One measured number of a figure, and what it was measured on. */
export interface Row {
  /** "sst2, fp32, 128 tokens" */
  on: string;
  /** What is compared with the figure's bound; a ratio, or in the figure's unit. */
  value: Spread;
  /** What went into it: medians in milliseconds (or what the name says), for people. */
  parts: Record<string, number>;
  /** The bound does not apply here; the row is told for comparison. */
  beside?: boolean;
}

/** One line of issue 3's table: what is measured, its bound, and how. One file a figure, in figures/. */
export interface Figure {
  /** Short, for --only. */
  name: string;
  /** What `value` is: "per-layer sessions / one graph". */
  title: string;
  /** Absent = reported without a bound. */
  bound?: { atMost: number } | { atLeast: number };
  /** What a reader must know to read the numbers; what was tried where a bound is not held. */
  notes?: string[];
  measure(setting: Setting): AsyncGenerator<Row>;
}

export interface Setting extends TimingOptions {
  /** WASM threads; native sides take as many. */
  threads: number;
  /** Folder of data sets that stay outside the repository; null = none is given. */
  data: string | null;
}

export function holds({ bound }: Figure, { value, beside }: Row): boolean | null {
  if (!bound || beside === true) return null;
  return "atMost" in bound ? value.median <= bound.atMost : value.median >= bound.atLeast;
}
