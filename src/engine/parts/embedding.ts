import type { TensorShapes, Tensors } from "../architectures/architecture.js";
import { notNumbers } from "../bundle/finite.js";
import { toFloat32 } from "../bundle/floats.js";

/** Embeddings as BERT's are, LayerNorm(word + position + token type), by their tensors' names. Rows are read from the bundle's bytes. */
export interface Embedding {
  width: number;
  /** Tables of `rows` rows. */
  words: { name: string; rows: number };
  /** `first`: the row of place 0; absent = places have no embeddings. */
  positions?: { name: string; rows: number; first: number };
  /** Absent = there are no token types. */
  types?: { name: string; rows: number };
  norm: string;
  eps: number;
}

export function embeddingShapes({ width, words, positions, types, norm }: Embedding): TensorShapes {
  const tables = [words, ...(positions ? [positions] : []), ...(types ? [types] : [])];
  return [
    ...tables.map(({ name, rows }) => [name, [rows, width]] as const),
    [`${norm}.weight`, [width]],
    [`${norm}.bias`, [width]],
  ];
}

/** Embeds the ids of one window, n × width. Throws SkimError "bundle-weights" where a word's row holds what is no number. */
export function embedding(
  { width, words, positions, types, norm, eps }: Embedding,
  tensors: Tensors,
): (ids: readonly number[], types?: readonly number[]) => Float32Array {
  const rows = (name: string, first?: number, count?: number): Float32Array => {
    const tensor = tensors.get(name);
    if (!tensor) throw new RangeError(`the bundle has no ${name}`); // openBundle has checked every name
    return toFloat32(tensor, first, count);
  };
  const gamma = rows(`${norm}.weight`);
  const beta = rows(`${norm}.bias`);
  const none = new Float32Array(width);
  const typed = types ? Array.from({ length: Math.min(2, types.rows) }, (_, type) => rows(types.name, type, 1)) : [];

  return (ids, typesOf) => {
    const out = positions ? rows(positions.name, positions.first, ids.length) : new Float32Array(ids.length * width);
    ids.forEach((id, i) => {
      const word = rows(words.name, id, 1);
      const type = typed[typesOf?.[i] ?? 0] ?? none;
      const row = out.subarray(i * width, (i + 1) * width);
      let sum = 0;
      for (let j = 0; j < width; j++) sum += row[j] = (word[j] ?? 0) + (row[j] ?? 0) + (type[j] ?? 0);
      // Of float32 numbers the sum is finite; positions and types were looked at when the bundle was opened.
      if (!Number.isFinite(sum))
        throw notNumbers(`${words.name} holds NaN or infinity in row ${id}, which this text reads`);
      const mean = sum / width;
      let squares = 0;
      for (const x of row) squares += (x - mean) ** 2;
      const scale = 1 / Math.sqrt(squares / width + eps);
      for (let j = 0; j < width; j++) row[j] = ((row[j] ?? 0) - mean) * scale * (gamma[j] ?? 0) + (beta[j] ?? 0);
    });
    return out;
  };
}
