import * as v from "valibot";
import { isRecord, quote } from "../bundle/json.js";
import type { AddedToken } from "./addedTokens.js";
import { readModel } from "./models/index.js";
import type { Model } from "./models/model.js";
import { readNormalizer, type Normalizer } from "./normalizers/index.js";
import { part } from "./part.js";
import { readSplitter, type Splitter } from "./splitters/index.js";
import { readTemplate, type Template } from "./template.js";
import { Unusable } from "./unusable.js";

/** A tokenizer.json, checked. Its truncation and padding are for batches, and do nothing here. */
export interface TokenizerJson {
  added: AddedToken[];
  normalize: Normalizer;
  split: Splitter;
  model: Model;
  template: Template;
  /** Each id's piece; not every id need have one. */
  pieces: string[];
  /** Ids: one more than the largest. */
  size: number;
}

const Added = v.object({
  id: v.pipe(v.number(), v.integer(), v.minValue(0)),
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
  const addedJson = part(
    v.nullish(v.pipe(v.array(Added), v.maxLength(10_000)), []),
    json["added_tokens"],
    "added_tokens",
    "a list of tokens",
  );
  const characters = addedJson.reduce((sum, { content }) => sum + content.length, 0);
  if (characters > mostAdded)
    throw new Unusable(`its added_tokens have ${characters} characters, and at most ${mostAdded} are read`);
  const model = readModel(json["model"], new Map(addedJson.map(({ content, id }) => [content, id])));

  const ids = new Map(model.vocab);
  for (const { content, id } of addedJson) {
    const known = ids.get(content);
    // Python's tokenizers takes the vocabulary's, and gives a new piece the next id that is free: it says so in a warning.
    if (known !== undefined && known !== id)
      throw new Unusable(`its added_tokens give ${quote(content)} the id ${id}, and its vocabulary ${known}`);
    ids.set(content, id);
  }
  const { pieces, size } = byId(ids, config.vocab);
  if (config.vocab - size > Math.max(mostSpare, size / 10))
    throw new Unusable(
      `it has ${size} pieces, but config.json's vocab_size is ${config.vocab}: they are of two models`,
    );
  return {
    added: addedJson.map(({ single_word: singleWord, ...token }) => ({ ...token, singleWord })),
    normalize: readNormalizer(json["normalizer"]),
    split: readSplitter(json["pre_tokenizer"]),
    model,
    template: readTemplate(json["post_processor"], ids),
    pieces,
    size,
  };
}

function byId(ids: ReadonlyMap<string, number>, rows: number): { pieces: string[]; size: number } {
  let size = 0;
  const pieces: string[] = [];
  for (const [piece, id] of ids) {
    if (id >= rows)
      throw new Unusable(
        `its piece ${quote(piece)} has the id ${id}, but config.json's vocab_size is ${rows}: they are of two models`,
      );
    const other = pieces[id];
    if (other !== undefined) throw new Unusable(`its pieces ${quote(other)} and ${quote(piece)} have one id, ${id}`);
    pieces[id] = piece;
    size = Math.max(size, id + 1);
  }
  return { pieces, size };
}
