/** How long the text of a run takes on the machine that computed it: medians of warm runs, computed from their first layer on, milliseconds. */
export interface RunSpeed {
  /** With nothing skimmed; null = nothing can be skimmed. */
  unskimmed: number | null;
  skimmed: number;
  /** Timed runs at each setting. */
  runs: number;
}

/** How long texts of a data set take, as plain data: it is of one machine and one moment, so it is no part of a table. */
export interface Speed {
  /** By its name; absent = there is one. */
  policy?: string;
  threshold: number;
  /** Texts that were timed, spread over the lengths of the file's. */
  texts: number;
  /** "WASM, 1 thread" */
  backend: string;
  precision: string;
  /** Milliseconds of a text, warm. */
  unskimmed: Times;
  skimmed: Times;
  /** Median of the texts' own: unskimmed / skimmed. */
  speedUp: number;
}

export interface Times {
  p50: number;
  p95: number;
}

/** What is measured, or why it is not. */
export type SpeedState =
  | { is: "none" }
  | { is: "measuring"; done: number; all: number }
  | { is: "failed"; message: string }
  | { is: "done" };
