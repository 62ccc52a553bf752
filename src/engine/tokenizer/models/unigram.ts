import * as v from "valibot";
import { SkimError } from "../../../protocol/errors.js";
import { quote } from "../../bundle/json.js";
import { utf8 } from "../bytes.js";
import { part } from "../part.js";
import { Trie } from "../trie.js";
import { Unusable } from "../unusable.js";
import type { Model, Pieces } from "./model.js";

/** UTF-16 units of a piece: SentencePiece's have 16, and each place of a text tries as many. */
const longestPiece = 1000;
/** How much less likely than the least likely piece a character is that no piece has. */
const unknownPenalty = 10;

const Piece = v.tuple([v.pipe(v.string(), v.maxLength(longestPiece)), v.number()]);
const Settings = v.object({
  type: v.literal("Unigram"),
  vocab: v.pipe(v.array(Piece), v.minLength(1), v.maxLength(4_000_000)),
  unk_id: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0)), null),
  byte_fallback: v.optional(v.boolean(), false),
});

/** Of all ways to cut a word into pieces the one whose scores' sum is the greatest (Viterbi); neighbours that are unknown are one piece. */
export function unigram(json: Record<string, unknown>): Model {
  const settings = part(Settings, json, "model", 'a "Unigram" model with pieces and scores');
  const { vocab: pieces, unk_id: unk, byte_fallback: toBytes } = settings;
  if (unk !== null && unk >= pieces.length)
    throw new Unusable(`its unk_id is ${unk}, and its vocabulary has ${pieces.length} pieces`);
  const vocab = new Map<string, number>();
  let [units, least] = [0, Infinity];
  pieces.forEach(([piece, score], id) => {
    vocab.set(piece, id);
    units += piece.length;
    least = Math.min(least, score);
  });
  const scores = Float64Array.from(pieces, ([, score]) => score);
  const trie = new Trie(units);
  const idAt = new Int32Array(units + 1).fill(-1);
  for (const [piece, id] of vocab) {
    let node = 0;
    for (let i = 0; i < piece.length; i++) node = trie.grow(node, piece.charCodeAt(i));
    if (piece !== "") idAt[node] = id;
  }
  const ofUnknown = least - unknownPenalty;
  const bytes = Array.from({ length: 256 }, (_, byte) =>
    vocab.get(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`),
  );

  const cut = (word: string): Pieces => {
    const best = new Float64Array(word.length + 1);
    const from = new Int32Array(word.length + 1).fill(-1);
    const ids = new Int32Array(word.length + 1);
    const offer = (at: number, end: number, id: number, score: number) => {
      const sum = (best[at] ?? 0) + score;
      if (from[end] !== -1 && !(sum > (best[end] ?? 0))) return;
      best[end] = sum;
      from[end] = at;
      ids[end] = id;
    };
    for (let at = 0; at < word.length;) {
      const next = at + ((word.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
      let known = false;
      for (let end = at, node = 0; end < word.length;) {
        node = trie.child(node, word.charCodeAt(end++));
        if (node === 0) break;
        const id = idAt[node] ?? -1;
        if (id < 0) continue;
        offer(at, end, id, scores[id] ?? 0);
        known ||= end === next;
      }
      if (!known) offer(at, next, orThrow(unk, word.slice(at, next)), ofUnknown);
      at = next;
    }
    const found: Pieces = { ids: [], starts: [], ends: [] };
    for (let end = word.length; end > 0;) {
      let start = from[end] ?? 0;
      const unknown = ids[end] === unk;
      while (unknown && start > 0 && ids[start] === unk) start = from[start] ?? 0;
      for (const id of idsOf(word.slice(start, end)).reverse()) {
        found.ids.push(id);
        found.starts.push(start);
        found.ends.push(end);
      }
      end = start;
    }
    return { ids: found.ids.reverse(), starts: found.starts.reverse(), ends: found.ends.reverse() };
  };

  const idsOf = (piece: string): number[] => {
    const id = vocab.get(piece);
    if (id !== undefined) return [id];
    if (toBytes) {
      const fallback = Array.from(piece).flatMap((c) => utf8(c.codePointAt(0) ?? 0).map((byte) => bytes[byte]));
      if (fallback.every((byte) => byte !== undefined)) return fallback;
    }
    return [orThrow(unk, piece)];
  };
  return { vocab, cut };
}

function orThrow(unk: number | null, piece: string): number {
  if (unk !== null) return unk;
  throw new SkimError(
    "bundle-tokenizer",
    `tokenizer.json has no piece for ${quote(piece)} and none for what is unknown (unk_id): choose another model folder.`,
    { file: "tokenizer.json" },
  );
}
