/** Splitters that know white space, punctuation and digits. */
import * as v from "valibot";
import type { Aligned } from "../aligned.js";
import { part } from "../part.js";
import type { Pattern } from "../pattern.js";
import { isPunctuation, isWhitespace } from "../unicode.js";
import { Behavior, splitAt } from "./split.js";
import type { Splitter } from "./index.js";

type Class = "space" | "punctuation" | "word";
const classes = new Map<number, Class>();

function classOf(code: number): Class {
  let kind = classes.get(code);
  if (kind === undefined) {
    const c = String.fromCodePoint(code);
    kind = isWhitespace(c) ? "space" : isPunctuation(c) ? "punctuation" : "word";
    classes.set(code, kind);
  }
  return kind;
}

/** BERT's: words are runs between white space, every punctuation character one of its own. */
export const bert: Splitter = (aligned) => {
  const { text } = aligned;
  const words: Aligned[] = [];
  let from = 0;
  const close = (to: number) => {
    if (to > from) words.push(aligned.slice(from, to));
    from = to;
  };
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at) ?? 0;
    const next = at + (code > 0xffff ? 2 : 1);
    const kind = classOf(code);
    if (kind !== "word") {
      close(at);
      if (kind === "punctuation") close(next);
      from = next;
    }
    at = next;
  }
  close(text.length);
  return words;
};

const matches =
  (regex: RegExp): Pattern =>
  (text) =>
    Array.from(text.matchAll(regex), (m) => [m.index, m.index + m[0].length] as const);

const wordCharacter = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}";
const wordOrSigns = matches(new RegExp(`[${wordCharacter}]+|[^${wordCharacter}\\p{White_Space}]+`, "gu"));
/** Words, and runs of what is neither of a word nor white space. */
export const whitespace: Splitter = (aligned) => splitAt(aligned, wordOrSigns, "Removed", true);

const blanks = matches(/\p{White_Space}+/gu);
export const whitespaceSplit: Splitter = (aligned) => splitAt(aligned, blanks, "Removed");

const punctuationMarks: Pattern = function* (text) {
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at) ?? 0;
    const next = at + (code > 0xffff ? 2 : 1);
    if (classOf(code) === "punctuation") yield [at, next];
    at = next;
  }
};
const Punctuation = v.object({ behavior: v.optional(Behavior, "Isolated") });
export function punctuation(json: Record<string, unknown>): Splitter {
  const { behavior } = part(Punctuation, json, "pre_tokenizer", "Punctuation with a behavior");
  return (aligned) => splitAt(aligned, punctuationMarks, behavior);
}

const number = matches(/\p{N}/gu);
const Digits = v.object({ individual_digits: v.optional(v.boolean(), false) });
export function digits(json: Record<string, unknown>): Splitter {
  const { individual_digits: each } = part(Digits, json, "pre_tokenizer", "Digits with individual_digits");
  return (aligned) => splitAt(aligned, number, each ? "Isolated" : "Contiguous");
}
