import * as v from "valibot";
import type { AddedToken } from "./addedTokens.js";
import { isRecord, quote } from "../bundle/json.js";
import type { BertNormalizer } from "./normalize.js";
import { part } from "./part.js";
import { readTemplate, type Template } from "./template.js";
import { Unusable } from "./unusable.js";

/** A tokenizer.json, checked: WordPiece with BERT's normalizer and pre-tokenizer. */
export interface TokenizerJson {
  vocab: Map<string, number>;
  /** Before every piece of a word but its first: "##". */
  prefix: string;
  unkPiece: string;
  unk: number;
  /** Longer words are unknown, in Unicode characters. */
  maxWordChars: number;
  normalizer: BertNormalizer;
  added: AddedToken[];
  /** Ids: one more than the largest. */
  size: number;
  template: Template;
}

const Id = v.pipe(v.number(), v.integer(), v.minValue(0));
const Model = v.object({
  type: v.literal("WordPiece"),
  unk_token: v.string(),
  continuing_subword_prefix: v.optional(v.pipe(v.string(), v.maxLength(16)), "##"),
  max_input_chars_per_word: v.optional(v.pipe(Id, v.minValue(1), v.maxValue(1000)), 100),
});
const Normalizer = v.object({
  type: v.literal("BertNormalizer"),
  clean_text: v.optional(v.boolean(), true),
  handle_chinese_chars: v.optional(v.boolean(), true),
  strip_accents: v.nullish(v.boolean(), null),
  lowercase: v.optional(v.boolean(), true),
});
const Added = v.object({
  id: Id,
  content: v.pipe(v.string(), v.maxLength(1000)),
  normalized: v.optional(v.boolean(), false),
  single_word: v.optional(v.boolean(), false),
  lstrip: v.optional(v.boolean(), false),
  rstrip: v.optional(v.boolean(), false),
});
/** Characters of all added tokens together: a thousand times what models have, and few enough to be looked for at once. */
const mostAdded = 4_000_000;

/** Embeddings that were made larger than their tokenizer have so many rows more at most, or a tenth: with more they are another model's. */
const mostSpare = 2048;

/** Throws Unusable, saying what does not fit and what is supported. */
export function readTokenizer(json: unknown, config: { vocab: number }): TokenizerJson {
  if (!isRecord(json)) throw new Unusable(`it holds ${quote(json)}, not an object`);
  const modelJson = isRecord(json["model"]) ? json["model"] : {};
  const model = part(Model, { ...modelJson, type: typeOf(modelJson) }, "model", 'a "WordPiece" model');
  const normalizer = part(Normalizer, json["normalizer"], "normalizer", 'the "BertNormalizer"');
  part(
    v.object({ type: v.literal("BertPreTokenizer") }),
    json["pre_tokenizer"],
    "pre_tokenizer",
    'the "BertPreTokenizer"',
  );
  const addedJson = part(
    v.nullish(v.pipe(v.array(Added), v.maxLength(10_000)), []),
    json["added_tokens"],
    "added_tokens",
    "a list of tokens",
  );

  const vocab = readVocab(modelJson["vocab"]);
  const added = addedJson.reduce((sum, { content }) => sum + content.length, 0);
  if (added > mostAdded)
    throw new Unusable(`its added_tokens have ${added} characters, and at most ${mostAdded} are read`);
  const ids = new Map(vocab);
  for (const { content, id } of addedJson) {
    const known = ids.get(content);
    // Python's tokenizers takes the vocabulary's, and gives a new piece the next id that is free: it says so in a warning.
    if (known !== undefined && known !== id)
      throw new Unusable(`its added_tokens give ${quote(content)} the id ${id}, and its vocabulary ${known}`);
    ids.set(content, id);
  }
  let size = 0;
  const pieces = new Map<number, string>();
  for (const [piece, id] of ids) {
    const other = pieces.get(id);
    if (other !== undefined) throw new Unusable(`its pieces ${quote(other)} and ${quote(piece)} have one id, ${id}`);
    pieces.set(id, piece);
    if (id >= config.vocab)
      throw new Unusable(
        `its piece ${quote(piece)} has the id ${id}, but config.json's vocab_size is ${config.vocab}: they are of two models`,
      );
    size = Math.max(size, id + 1);
  }
  if (config.vocab - size > Math.max(mostSpare, size / 10))
    throw new Unusable(
      `it has ${size} pieces, but config.json's vocab_size is ${config.vocab}: they are of two models`,
    );

  const idOf = (piece: string) => {
    const id = ids.get(piece);
    if (id === undefined) throw new Unusable(`its vocabulary has no ${quote(piece)}`);
    return id;
  };
  const unk = idOf(model.unk_token);
  return {
    vocab,
    prefix: model.continuing_subword_prefix,
    unkPiece: model.unk_token,
    unk,
    maxWordChars: model.max_input_chars_per_word,
    normalizer: {
      cleanText: normalizer.clean_text,
      chineseChars: normalizer.handle_chinese_chars,
      stripAccents: normalizer.strip_accents ?? normalizer.lowercase,
      lowercase: normalizer.lowercase,
    },
    added: addedJson.map(({ single_word: singleWord, ...token }) => ({ ...token, singleWord })),
    size,
    template: readTemplate(json["post_processor"], ids),
  };
}

function readVocab(json: unknown): Map<string, number> {
  if (!isRecord(json)) throw new Unusable(`its model.vocab is ${quote(json)}, not an object`);
  const vocab = new Map<string, number>();
  for (const [piece, id] of Object.entries(json)) {
    if (typeof id !== "number" || !Number.isSafeInteger(id) || id < 0)
      throw new Unusable(`its piece ${quote(piece)} has the id ${quote(id)}`);
    vocab.set(piece, id);
  }
  return vocab;
}

/** What a model is whose file names no type: files of 2020 do not. */
function typeOf(model: Record<string, unknown>): unknown {
  if (model["type"] !== undefined) return model["type"];
  if (model["merges"] !== undefined) return "BPE";
  if (Array.isArray(model["vocab"])) return "Unigram";
  return "unk_token" in model || "continuing_subword_prefix" in model ? "WordPiece" : undefined;
}
