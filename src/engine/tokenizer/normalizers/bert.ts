import * as v from "valibot";
import { part } from "../part.js";
import { decompose, isChinese, isMark, isRemoved, isWhitespace } from "../unicode.js";
import type { Normalizer } from "./index.js";

const Settings = v.object({
  type: v.literal("BertNormalizer"),
  clean_text: v.optional(v.boolean(), true),
  handle_chinese_chars: v.optional(v.boolean(), true),
  strip_accents: v.nullish(v.boolean(), null),
  lowercase: v.optional(v.boolean(), true),
});

/**
 * BERT's normalisation: clean, set Chinese characters apart, strip accents, lowercase. Each character becomes none, one or more, whatever
 * its neighbours; so its spelling is looked up once, and all that it becomes is aligned with it.
 * (Canonical reordering, the one thing that looks at neighbours, moves marks, which strip_accents strips. Left over are the spacing
 * marks of musical notation and two Hangul tone marks: the library's offsets of a word that mixes them differ from these.)
 */
export function bert(json: Record<string, unknown>): Normalizer {
  const settings = part(Settings, json, "normalizer", 'a "BertNormalizer"');
  const { clean_text: clean, handle_chinese_chars: chinese, lowercase } = settings;
  const strip = settings.strip_accents ?? lowercase;
  const spell = (c: string): string => {
    if (clean && isRemoved(c)) return "";
    let out = clean && isWhitespace(c) ? " " : c;
    if (chinese && isChinese(out)) out = ` ${out} `;
    // One character by one: U+03A3 becomes U+03C3 at a word's end too, as in the library.
    const each = (change: (d: string) => string) => (out = Array.from(out, change).join(""));
    if (strip)
      each((d) =>
        Array.from(decompose(d))
          .filter((e) => !isMark(e))
          .join(""),
      );
    if (lowercase) each((d) => d.toLowerCase());
    return out;
  };
  const known = new Map<number, string>();
  const spelling = (code: number): string => {
    let out = known.get(code);
    if (out === undefined) known.set(code, (out = spell(String.fromCodePoint(code))));
    return out;
  };
  return (text) => text.spell(spelling);
}
