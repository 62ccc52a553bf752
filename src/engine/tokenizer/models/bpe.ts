import * as v from "valibot";
import { quote } from "../../bundle/json.js";
import { utf8 } from "../bytes.js";
import { part } from "../part.js";
import { Unusable } from "../unusable.js";
import { LeastFirst } from "./leastFirst.js";
import type { Model, Pieces } from "./model.js";
import { readVocab } from "./vocab.js";

const Affix = v.nullish(v.pipe(v.string(), v.maxLength(16)), "");
const Settings = v.object({
  type: v.literal("BPE"),
  merges: v.array(v.union([v.string(), v.tuple([v.string(), v.string()])])),
  unk_token: v.nullish(v.string(), null),
  continuing_subword_prefix: Affix,
  end_of_word_suffix: Affix,
  fuse_unk: v.optional(v.boolean(), false),
  byte_fallback: v.optional(v.boolean(), false),
  ignore_merges: v.optional(v.boolean(), false),
  dropout: v.nullish(v.literal(0, "only null is supported: pieces would be left to chance"), null),
});

/** A rank and a place in the word as one number: ranks first, then places. */
const places = 2 ** 26;

/** Byte pair encoding: a word's characters, of which the pair that was learnt first is put together, again and again. */
export function bpe(json: Record<string, unknown>, added: ReadonlyMap<string, number>): Model {
  const settings = part(Settings, json, "model", 'a "BPE" model with vocab and merges');
  const { continuing_subword_prefix: prefix, end_of_word_suffix: suffix } = settings;
  const { fuse_unk: fuses, byte_fallback: toBytes } = settings;
  const vocab = readVocab(json["vocab"]);
  const unk = settings.unk_token === null ? undefined : (vocab.get(settings.unk_token) ?? added.get(settings.unk_token));
  const { ranks, made, key } = readMerges(settings.merges, vocab, prefix);
  const bytes = Array.from({ length: 256 }, (_, byte) =>
    vocab.get(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`),
  );

  /** A word's characters as pieces: what no piece is goes to its bytes, or is unknown, or goes. */
  const characters = (word: string): Pieces => {
    const found: Pieces = { ids: [], starts: [], ends: [] };
    const add = (id: number, start: number, end: number) => {
      found.ids.push(id);
      found.starts.push(start);
      found.ends.push(end);
    };
    let unknownTo = -1; // where the last unknown character ended
    for (let at = 0; at < word.length;) {
      const code = word.codePointAt(at) ?? 0;
      const next = at + (code > 0xffff ? 2 : 1);
      const piece = (at > 0 ? prefix : "") + word.slice(at, next) + (next === word.length ? suffix : "");
      const id = vocab.get(piece);
      const fallback = id === undefined && toBytes ? bytesOf(piece, bytes) : null;
      if (id !== undefined) add(id, at, next);
      else if (fallback) for (const byte of fallback) add(byte, at, next);
      else if (unk !== undefined) {
        if (fuses && unknownTo === at) found.ends[found.ends.length - 1] = next;
        else add(unk, at, next);
        unknownTo = next;
      }
      at = next;
    }
    return found;
  };

  const merge = ({ ids, starts, ends }: Pieces): Pieces => {
    const count = ids.length;
    const before = Int32Array.from(ids, (_, i) => i - 1);
    const after = Int32Array.from(ids, (_, i) => i + 1);
    const gone = new Uint8Array(count);
    const waiting = new LeastFirst();
    const offer = (left: number, right: number) => {
      if (left < 0 || right >= count) return;
      const rank = ranks.get(key(ids[left] ?? 0, ids[right] ?? 0));
      if (rank !== undefined) waiting.push(rank * places + left);
    };
    for (let i = 0; i + 1 < count; i++) offer(i, i + 1);
    for (let top = waiting.pop(); top !== undefined; top = waiting.pop()) {
      const left = top % places;
      const rank = (top - left) / places;
      const right = after[left] ?? count;
      if (gone[left] || right >= count) continue;
      const now = ranks.get(key(ids[left] ?? 0, ids[right] ?? 0)); // its neighbours may have changed since
      if (now === undefined || made[now] !== made[rank]) continue;
      ids[left] = made[rank] ?? 0;
      ends[left] = ends[right] ?? 0;
      gone[right] = 1;
      const next = after[right] ?? count;
      after[left] = next;
      if (next < count) before[next] = left;
      offer(before[left] ?? -1, left);
      offer(left, next);
    }
    const stays = (_: number, i: number) => gone[i] === 0;
    return { ids: ids.filter(stays), starts: starts.filter(stays), ends: ends.filter(stays) };
  };

  return {
    vocab,
    cut(word) {
      const whole = settings.ignore_merges ? vocab.get(word) : undefined;
      return whole === undefined ? merge(characters(word)) : { ids: [whole], starts: [0], ends: [word.length] };
    },
  };
}

function bytesOf(piece: string, bytes: readonly (number | undefined)[]): number[] | null {
  const ids = Array.from(piece)
    .flatMap((c) => utf8(c.codePointAt(0) ?? 0))
    .map((byte) => bytes[byte]);
  return ids.every((id) => id !== undefined) ? ids : null;
}

/** Each pair's rank by its key, and the piece that a rank makes. */
function readMerges(merges: (string | [string, string])[], vocab: ReadonlyMap<string, number>, prefix: string) {
  let size = 0;
  for (const id of vocab.values()) size = Math.max(size, id + 1);
  const key = (a: number, b: number) => a * size + b;
  const ranks = new Map<number, number>();
  const made: number[] = [];
  const idOf = (piece: string) => {
    const id = vocab.get(piece);
    if (id === undefined) throw new Unusable(`its merges make ${quote(piece)}, which its vocabulary has not`);
    return id;
  };
  for (const merge of merges) {
    if (typeof merge === "string" && merge.startsWith("#version")) continue;
    const [a = "", b, more] = typeof merge === "string" ? merge.split(" ") : merge;
    if (b === undefined || more !== undefined) throw new Unusable(`its merges hold ${quote(merge)}, which is not two pieces`);
    ranks.set(key(idOf(a), idOf(b)), made.length);
    made.push(idOf(a + b.slice(prefix.length)));
  }
  return { ranks, made, key };
}
