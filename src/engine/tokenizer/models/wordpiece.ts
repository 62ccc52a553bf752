import * as v from "valibot";
import { quote } from "../../bundle/json.js";
import { LongestMatch } from "../longestMatch.js";
import { part } from "../part.js";
import { Unusable } from "../unusable.js";
import type { Model, Pieces } from "./model.js";
import { readVocab } from "./vocab.js";

const Count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000));
const Settings = v.object({
  type: v.literal("WordPiece"),
  unk_token: v.string(),
  continuing_subword_prefix: v.optional(v.pipe(v.string(), v.maxLength(16)), "##"),
  max_input_chars_per_word: v.optional(Count, 100),
});

/** The longest piece that fits, again and again; a word that has no such pieces, or too many characters, is unknown. */
export function wordPiece(json: Record<string, unknown>, added: ReadonlyMap<string, number>): Model {
  const settings = part(Settings, json, "model", 'a "WordPiece" model');
  const { continuing_subword_prefix: prefix, max_input_chars_per_word: maxChars, unk_token: unkPiece } = settings;
  const vocab = readVocab(json["vocab"]);
  const unk = vocab.get(unkPiece) ?? added.get(unkPiece);
  if (unk === undefined) throw new Unusable(`its vocabulary has no ${quote(unkPiece)}`);
  const mostUnits = 2 * maxChars; // longer pieces are in no word that is cut
  /** UTF-16 units of the longest piece that may begin a word. */
  let longest = 0;
  let units = 0;
  /** Pieces that continue a word, by their spelling without the prefix. */
  const inner = new Map<string, number>();
  for (const [piece, id] of vocab) {
    if (piece.length <= mostUnits) longest = Math.max(longest, piece.length);
    const rest = piece.length - prefix.length;
    if (rest <= 0 || rest > mostUnits || !piece.startsWith(prefix)) continue;
    inner.set(piece.slice(prefix.length), id);
    units += rest;
  }
  const continuing = new LongestMatch(inner.keys(), units);

  const cut = (word: string): Pieces | null => {
    if (word.length > maxChars && Array.from(word).length > maxChars) return null;
    const found: Pieces = { ids: [], starts: [], ends: [] };
    let end = Math.min(word.length, longest);
    while (end > 0 && !vocab.has(word.slice(0, end))) end--;
    const first = end;
    const lengths = first < word.length ? continuing.lengths(word, first, word.length) : [];
    for (let at = 0; at < word.length;) {
      if (at > 0) end = at + (lengths[at - first] ?? 0);
      const id = (at > 0 ? inner : vocab).get(word.slice(at, end));
      if (id === undefined || end === at) return null;
      found.ids.push(id);
      found.starts.push(at);
      found.ends.push(end);
      at = end;
    }
    return found;
  };
  return {
    vocab,
    cut: (word) => cut(word) ?? { ids: [unk], starts: [0], ends: [word.length] },
  };
}
