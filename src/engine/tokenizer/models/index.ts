import { isRecord, quote } from "../../bundle/json.js";
import { Unusable } from "../unusable.js";
import { bpe } from "./bpe.js";
import type { Model } from "./model.js";
import { unigram } from "./unigram.js";
import { wordPiece } from "./wordpiece.js";

/** By the type that tokenizer.json gives them; `added` = ids of added tokens, which may lie outside the model's vocabulary. */
const kinds: Record<string, (json: Record<string, unknown>, added: ReadonlyMap<string, number>) => Model> = {
  WordPiece: wordPiece,
  BPE: bpe,
  Unigram: unigram,
};

/** tokenizer.json's model. Throws Unusable, naming what is not supported. */
export function readModel(json: unknown, added: ReadonlyMap<string, number>): Model {
  if (!isRecord(json)) throw new Unusable(`its model is ${quote(json)}, not an object`);
  const type = typeOf(json);
  const read = typeof type === "string" && Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (!read) throw new Unusable(`its model is ${quote(type)}; ${Object.keys(kinds).join(", ")} are supported`);
  return read({ ...json, type }, added);
}

/** What a model is whose file names no type: files of 2020 do not. */
function typeOf(model: Record<string, unknown>): unknown {
  if (model["type"] !== undefined) return model["type"];
  if (model["merges"] !== undefined) return "BPE";
  if (Array.isArray(model["vocab"])) return "Unigram";
  return "unk_token" in model || "continuing_subword_prefix" in model ? "WordPiece" : undefined;
}
