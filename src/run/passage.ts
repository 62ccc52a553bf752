import type { TokenSpan } from "./events.js";
import type { Taken } from "./taken.js";

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
  /** Absent = the text is what stands there. */
  taken?: Taken;
  /** … of the second text. */
  pairAt?: Place;
}

/** What a model reads of a passage: one text, or a pair. */
export type Texts = Pick<Passage, "text" | "pair">;

/** A document, a UTF-16 offset in it, and what was read of what stands there; absent = all. */
export interface Place {
  uri: string;
  offset: number;
  taken?: Taken;
}

/** Characters of one of its texts: UTF-16 offsets, half-open. */
export type TextSpan = Pick<TokenSpan, "start" | "end" | "second">;

/** Of whatever has one, no more than it. */
export const spanOf = ({ start, end, second }: TextSpan): TextSpan => ({ start, end, ...(second ? { second } : {}) });

/** What a model reads of it. */
export function textsOf({ text, pair }: Texts): Texts {
  return pair === undefined ? { text } : { text, pair };
}

/** The characters that a span of one of its texts stands for. */
export function textAt({ text, pair }: Texts, { start, end, second }: TextSpan): string {
  return (second ? (pair ?? "") : text).slice(start, end);
}

/** Where one of its texts lies; null = it was typed. */
export function placeOf({ uri, offset, taken, pairAt }: Passage, second: boolean): Place | null {
  if (second) return pairAt ?? null;
  return uri === undefined || offset === undefined ? null : { uri, offset, ...(taken && { taken }) };
}

/** The same passage, of all that stands in its documents. */
export function wholeOf({ taken, pairAt, ...passage }: Passage): Passage {
  if (taken) passage.text = taken.source;
  if (!pairAt) return passage;
  const { taken: second, ...at } = pairAt;
  return { ...passage, ...(second && { pair: second.source }), pairAt: at };
}
