import { normShapes, type TensorShapes, type Tensors } from "../architectures/architecture.js";
import { SkimError } from "../../protocol/errors.js";
import { notNumbers } from "../bundle/finite.js";
import { toFloat32 } from "../bundle/floats.js";

/** Embeddings as BERT's are, LayerNorm(word + position + token type), by their tensors' names. Rows are read from the bundle's bytes. */
export interface Embedding {
  width: number;
  /** Tables of `rows` rows. */
  words: { name: string; rows: number };
  /**
   * `first`: the row of place 0; absent = places have no embeddings. `pad`: the id of tokens that take no place, as RoBERTa counts: they
   * get the row before `first`, and the tokens after them the next one.
   */
  positions?: { name: string; rows: number; first: number; pad?: number };
  /** Absent = there are no token types. */
  types?: { name: string; rows: number };
  /** Absent = the sum is normed by nothing. */
  norm?: string;
  /** False: the norm has none. */
  normBias?: boolean;
  eps: number;
}

/** By BERT's own names under `stem`; the sizes are the tables' rows. */
export function bertEmbedding(
  stem: string,
  sizes: { width: number; eps: number; words: number; positions: number; first?: number; pad?: number; types?: number },
): Embedding {
  const { width, eps, words, positions, first = 0, pad, types } = sizes;
  return {
    width,
    eps,
    words: { name: `${stem}.word_embeddings.weight`, rows: words },
    positions: {
      name: `${stem}.position_embeddings.weight`,
      rows: positions,
      first,
      ...(pad === undefined ? {} : { pad }),
    },
    ...(types === undefined ? {} : { types: { name: `${stem}.token_type_embeddings.weight`, rows: types } }),
    norm: `${stem}.LayerNorm`,
  };
}

export function embeddingShapes({ width, words, positions, types, norm, normBias }: Embedding): TensorShapes {
  const tables = [words, ...(positions ? [positions] : []), ...(types ? [types] : [])];
  return [
    ...tables.map(({ name, rows }) => [name, [rows, width]] as const),
    ...(norm === undefined ? [] : normShapes(norm, width, normBias)),
  ];
}

/** Embeds the ids of one window, n × width. Throws SkimError "bundle-weights" where a word's row holds what is no number. */
export function embedding(
  { width, words, positions, types, norm, normBias, eps }: Embedding,
  tensors: Tensors,
): (ids: readonly number[], types?: readonly number[]) => Float32Array {
  const rows = (name: string, first?: number, count?: number): Float32Array => {
    const tensor = tensors.get(name);
    if (!tensor) throw new RangeError(`the bundle has no ${name}`); // openBundle has checked every name
    return toFloat32(tensor, first, count);
  };
  const gamma = norm === undefined ? null : rows(`${norm}.weight`);
  const beta = norm === undefined || normBias === false ? null : rows(`${norm}.bias`);
  const none = new Float32Array(width);
  const typed = new Map<number, Float32Array>();
  const typeRow = (type: number): Float32Array => {
    if (!types) return none;
    const known = typed.get(type);
    if (known) return known;
    if (type >= types.rows)
      throw new SkimError(
        "bundle-tokenizer",
        `tokenizer.json asks for token type ${type}, and the model has ${types.rows}: the two are of different models.`,
      );
    const row = rows(types.name, type, 1);
    typed.set(type, row);
    return row;
  };

  return (ids, typesOf) => {
    const out = new Float32Array(ids.length * width);
    let place = positions?.first ?? 0;
    ids.forEach((id, i) => {
      const word = rows(words.name, id, 1);
      const position = positions ? rows(positions.name, id === positions.pad ? positions.first - 1 : place++, 1) : none;
      const type = typeRow(typesOf?.[i] ?? 0);
      const row = out.subarray(i * width, (i + 1) * width);
      let sum = 0;
      for (let j = 0; j < width; j++) sum += row[j] = (word[j] ?? 0) + (position[j] ?? 0) + (type[j] ?? 0);
      // Of float32 numbers the sum is finite; positions and types were looked at when the bundle was opened.
      if (!Number.isFinite(sum))
        throw notNumbers(`${words.name} holds NaN or infinity in row ${id}, which this text reads`);
      if (!gamma) return;
      const mean = sum / width;
      let squares = 0;
      for (const x of row) squares += (x - mean) ** 2;
      const scale = 1 / Math.sqrt(squares / width + eps);
      for (let j = 0; j < width; j++) row[j] = ((row[j] ?? 0) - mean) * scale * (gamma[j] ?? 0) + (beta?.[j] ?? 0);
    });
    return out;
  };
}
