import * as v from "valibot";
import { bytesOf } from "../bytes.js";
import { part } from "../part.js";
import type { Splitter } from "./index.js";

const Settings = v.object({
  add_prefix_space: v.optional(v.boolean(), true),
  use_regex: v.optional(v.boolean(), true),
});

/** GPT-2's words: each has the blank before it. It comes from no file, and reads any text in time that grows with it. */
const words =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** Words, and their bytes as characters. */
export function byteLevel(json: Record<string, unknown>): Splitter {
  const { add_prefix_space: prefix, use_regex: cut } = part(Settings, json, "pre_tokenizer", "ByteLevel");
  return (aligned) => {
    const text = prefix && !aligned.text.startsWith(" ") ? aligned.prepend(" ") : aligned;
    if (!cut) return [text.spell(bytesOf)];
    const places = new Uint32Array(text.text.length + 1);
    const bytes = text.spell(bytesOf, places);
    return Array.from(text.text.matchAll(words), ({ 0: word, index }) =>
      bytes.slice(places[index] ?? 0, places[index + word.length] ?? 0),
    );
  };
}
