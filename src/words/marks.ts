/** What is said of named numbers of words. */
import type { Mark, MarkInfo, MarkKind } from "../run/marks.js";
import { columnsOf, type Column, type Run } from "../run/run.js";
import { spearman } from "../run/spearman.js";
import { reachesOf } from "../run/units.js";
import { shorten } from "./text.js";

const how: Record<MarkKind, { name: string; does: string }> = {
  omit: { name: "importance", does: "the word is left out of the text" },
  mask: { name: "importance (masked)", does: "the mask token stands in the word’s place" },
};

/** Occlusion, for the output of this label. */
export function importanceMark(kind: MarkKind, label: string): MarkInfo {
  const { name, does } = how[kind];
  return {
    name,
    about:
      `By how much the logit of “${shorten(label, 40)}” falls in the unskimmed model where ${does}; below 0 it rises. ` +
      "It is no proof of what the model goes by: words that stand for each other hide each other, for while one is gone the other still says it.",
    unit: "logit",
  };
}

/** A word's own number: that of the first of its pieces that has one; null = none has. */
export function markOf({ values }: Mark, { tokens }: Column): number | null {
  for (const token of tokens) {
    const value = values[token] ?? null;
    if (value !== null) return value;
  }
  return null;
}

/** "0.41", "−0.07": signed, for what is a difference. */
export function markText(value: number | null): string {
  return value === null ? "" : value.toFixed(value !== 0 && Math.abs(value) < 0.995 ? 3 : 2).replace("-", "−");
}

/** How far a mark's numbers and the words' exit depths go together, in a sentence; of a run on its way "". */
export function markAgainstDepth(run: Run, mark: Mark): string {
  if (run.state !== "done") return "";
  const reach = reachesOf(run);
  const pairs = columnsOf(run, "word").flatMap((column) => {
    const value = column.special ? null : markOf(mark, column);
    return value === null ? [] : [[value, reach(column)] as const];
  });
  const { value, interval } = spearman(
    pairs.map(([value]) => value),
    pairs.map(([, depth]) => depth),
  );
  if (value === null) return `Of ${mark.name} and exit depth there is no rank correlation: all depths are the same.`;
  const between = interval ? ` (95 %: ${markText(interval[0])} to ${markText(interval[1])})` : "";
  return `Spearman’s rank correlation of ${mark.name} and exit depth: ${markText(value)}${between}, over ${pairs.length} words.`;
}
