import * as v from "valibot";
import { part } from "./part.js";
import { compile } from "./regex/match.js";

/** Finds stretches of a text, in its order, none overlapping. */
export type Pattern = (text: string) => Iterable<readonly [from: number, to: number]>;

const Json = v.union([
  v.object({ String: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)) }),
  v.object({ Regex: v.pipe(v.string(), v.minLength(1), v.maxLength(10_000)) }),
]);

/** A pattern of tokenizer.json: a string as it stands, or a regular expression. Throws Unusable. */
export function readPattern(json: unknown): Pattern {
  const pattern = part(Json, json, "pattern", "a String or a Regex");
  return "String" in pattern ? literal(pattern.String) : compile(pattern.Regex);
}

const literal = (wanted: string): Pattern =>
  function* (text) {
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length))
      yield [at, at + wanted.length];
  };
