/** What is on the screen, and which pictures there are of it. */
import type { Evaluation } from "../../run/evaluation.js";
import type { Run } from "../../run/run.js";
import type { ShownSweep } from "../../run/shownSweep.js";

/** null = nothing of that kind. */
export interface Shown {
  run: Run | null;
  /** Of the run's text. */
  sweep: ShownSweep | null;
  /** A against B. */
  pair: [a: Run, b: Run] | null;
  table: Evaluation | null;
}

export const nothing: Shown = { run: null, sweep: null, pair: null, table: null };

interface Listed {
  /** For people. */
  name: string;
  isThere: (shown: Shown) => boolean;
}

const listed = {
  skyline: { name: "Skyline", isThere: ({ run }) => run !== null },
  words: { name: "Text in lines", isThere: ({ run }) => run !== null },
  sweep: { name: "Sweep", isThere: ({ run, sweep }) => run !== null && (sweep?.steps.length ?? 0) > 0 },
  against: { name: "A against B", isThere: ({ pair }) => pair !== null },
  gain: { name: "Quality against FLOPs gain", isThere: ({ table }) => table !== null && table.rows > 0 },
  curves: { name: "Exact curves", isThere: ({ table }) => (table?.exact?.rows ?? 0) > 0 },
} satisfies Record<string, Listed>;

export type PictureName = keyof typeof listed;
export const pictureNames = Object.keys(listed) as PictureName[];

/** Those that are there, as [name, words for people]. */
export function picturesOf(shown: Shown): [PictureName, string][] {
  return pictureNames.filter((name) => listed[name].isThere(shown)).map((name) => [name, listed[name].name]);
}
