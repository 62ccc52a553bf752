import { isRecord, quote } from "../../bundle/json.js";
import { Unusable } from "../unusable.js";

/** A vocabulary as an object of ids by pieces. Throws Unusable where it is another thing. */
export function readVocab(json: unknown): Map<string, number> {
  if (!isRecord(json)) throw new Unusable(`its model.vocab is ${quote(json)}, not an object`);
  const vocab = new Map<string, number>();
  for (const [piece, id] of Object.entries(json)) {
    if (typeof id !== "number" || !Number.isSafeInteger(id) || id < 0)
      throw new Unusable(`its piece ${quote(piece)} has the id ${quote(id)}`);
    vocab.set(piece, id);
  }
  return vocab;
}
