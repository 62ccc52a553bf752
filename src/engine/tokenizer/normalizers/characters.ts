/** Normalizers that look at one character at a time, or at the text's ends. */
import * as v from "valibot";
import { part } from "../part.js";
import { readPattern } from "../pattern.js";
import { isAnyMark, isWhitespace } from "../unicode.js";
import type { Normalizer } from "./index.js";

const lower = (code: number) => String.fromCodePoint(code).toLowerCase();
export const lowercase: Normalizer = (text) => text.spell(lower);

const withoutMark = (code: number) => {
  const c = String.fromCodePoint(code);
  return code > 0x7f && isAnyMark(c) ? "" : c;
};
export const stripAccents: Normalizer = (text) => text.spell(withoutMark);

const controls = /[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]/;
const blanks = /[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/;
const cleaned = (code: number) => {
  const c = String.fromCodePoint(code);
  return controls.test(c) ? "" : blanks.test(c) ? " " : c;
};
/** Machine translation's cleaning: controls vanish, other kinds of white space become blanks. */
export const nmt: Normalizer = (text) => text.spell(cleaned);

const Strip = v.object({ strip_left: v.optional(v.boolean(), true), strip_right: v.optional(v.boolean(), true) });
/** Takes white space off the ends. */
export function strip(json: Record<string, unknown>): Normalizer {
  const { strip_left: left, strip_right: right } = part(
    Strip,
    json,
    "normalizer",
    "Strip with strip_left and strip_right",
  );
  return (aligned) => {
    const { text } = aligned;
    let [from, to] = [0, text.length];
    if (left) while (from < to && isWhitespace(text.charAt(from))) from++;
    if (right) while (to > from && isWhitespace(text.charAt(to - 1))) to--;
    return aligned.slice(from, to);
  };
}

const Content = v.pipe(v.string(), v.maxLength(1000));
const Prepend = v.object({ prepend: Content });
export function prepend(json: Record<string, unknown>): Normalizer {
  const { prepend } = part(Prepend, json, "normalizer", "Prepend with a string");
  return (text) => text.prepend(prepend);
}

const Replace = v.object({ pattern: v.unknown(), content: Content });
export function replace(json: Record<string, unknown>): Normalizer {
  const { pattern, content } = part(Replace, json, "normalizer", "Replace with pattern and content");
  const found = readPattern(pattern);
  return (text) => text.replace(found(text.text), content);
}
