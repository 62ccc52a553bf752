/** Named numbers of a run's words beside what its layers decided: what they are is data, so that no view knows any by name. */
import type { Run } from "./run.js";

export interface MarkInfo {
  /** "importance": a column's head, unique in a run. */
  name: string;
  /** What it is, and what it is not: sentences. */
  about: string;
  /** What its numbers are counted in: "logit". */
  unit: string;
}

export interface Mark extends MarkInfo {
  /** Per token; null = it has none, or not yet. */
  values: (number | null)[];
}

/** What can be asked for of a text: each word left out of it, or the mask token in its place. */
export const markKinds = ["omit", "mask"] as const;
export type MarkKind = (typeof markKinds)[number];

/** More of a mark's numbers. */
export interface MarkEvent {
  mark: MarkInfo;
  /** Indices into the passage's tokens, and of each its number. */
  tokens: number[];
  values: number[];
  /** Words that are done, of all. */
  done: number;
  total: number;
}

/** Adds an event to the marks of a text of n tokens, in place. The only reducer there is. Throws where it does not fit. */
export function appendMark(marks: Mark[], n: number, { mark, tokens, values }: MarkEvent): void {
  let own = marks.find(({ name }) => name === mark.name);
  if (!own) marks.push((own = { ...mark, values: Array<null>(n).fill(null) }));
  for (const [i, token] of tokens.entries()) {
    const value = values[i];
    if (value === undefined || !Number.isFinite(value) || !(token in own.values))
      throw new Error(`the mark ${mark.name} does not fit a text of ${n} tokens`);
    own.values[token] = value;
  }
}

/** The output that a run is about: its label's, or the highest. */
export function shownOutput({ result }: Pick<Run, "result">): number {
  const { label = null, logits = [] } = result ?? {};
  return label ?? Math.max(0, logits.indexOf(Math.max(...logits)));
}
