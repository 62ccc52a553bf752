import type { TokenSpan } from "./events.js";

/** Where the text came from. */
export interface Passage {
  text: string;
  /** A second text that the model reads with it; absent = there is one text. */
  pair?: string;
  /** For people: "review.txt", "Untitled-1", "typed text". */
  name: string;
  /** Document and UTF-16 offset of the text in it; absent for typed text. */
  uri?: string;
  offset?: number;
}

/** What a model reads of a passage: one text, or a pair. */
export type Texts = Pick<Passage, "text" | "pair">;

/** Whether both are of one text, or of one pair. */
export function sameText(a: Texts, b: Texts): boolean {
  return a.text === b.text && a.pair === b.pair;
}

/** What a model reads of it. */
export function textsOf({ text, pair }: Texts): Texts {
  return pair === undefined ? { text } : { text, pair };
}

/** The characters that a span of one of its texts stands for. */
export function textAt(
  { text, pair }: Texts,
  { start, end, second }: Pick<TokenSpan, "start" | "end" | "second">,
): string {
  return (second ? (pair ?? "") : text).slice(start, end);
}
