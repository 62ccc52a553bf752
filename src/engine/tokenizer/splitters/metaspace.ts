import * as v from "valibot";
import { part } from "../part.js";
import type { Splitter } from "./index.js";
import { splitAt } from "./split.js";

const Settings = v.object({
  replacement: v.pipe(
    v.string(),
    v.check((c) => c.length === 1, "one character is needed"),
  ),
  /** The older form says this in place of prepend_scheme. */
  add_prefix_space: v.optional(v.boolean()),
  prepend_scheme: v.optional(v.picklist(["first", "never", "always"]), "always"),
  split: v.nullish(v.boolean(), true),
});

/** SentencePiece's words: blanks are "▁", one is put before the text, and each begins a word. */
export function metaspace(json: Record<string, unknown>): Splitter {
  const settings = part(Settings, json, "pre_tokenizer", "Metaspace with replacement");
  const { replacement: sign } = settings;
  const scheme = settings.add_prefix_space === false ? "never" : settings.prepend_scheme;
  const signs = function* (text: string): Generator<[number, number]> {
    for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + sign.length)) yield [at, at + sign.length];
  };
  return (aligned) => {
    let text = aligned.withText(aligned.text.replaceAll(" ", sign));
    const first = text.start(0) === 0;
    if (!text.text.startsWith(sign) && (scheme === "always" || (scheme === "first" && first)))
      text = text.prepend(sign);
    return settings.split ? splitAt(text, signs, "MergedWithNext") : [text];
  };
}
