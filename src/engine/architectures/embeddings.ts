import { wordEmbeddings, type Bundle } from "../bundle/bundle.js";
import { notNumbers } from "../bundle/finite.js";
import { toFloat32 } from "../bundle/floats.js";

/** BERT's embedding output for the ids of one window: LayerNorm(word + position + token type 0), n × H. Rows are read from the bundle's bytes.
 * Throws SkimError "bundle-weights" where a word's row holds what is no number. */
export class Embeddings {
  private readonly gamma: Float32Array;
  private readonly beta: Float32Array;
  private readonly type0: Float32Array;

  constructor(private readonly bundle: Pick<Bundle, "config" | "tensors">) {
    this.gamma = this.rows("LayerNorm.weight");
    this.beta = this.rows("LayerNorm.bias");
    this.type0 = this.rows("token_type_embeddings.weight", 0, 1);
  }

  embed(ids: readonly number[]): Float32Array {
    const { hidden: H, layerNormEps } = this.bundle.config;
    const out = this.rows("position_embeddings.weight", 0, ids.length);
    ids.forEach((id, i) => {
      const word = this.rows("word_embeddings.weight", id, 1);
      const row = out.subarray(i * H, (i + 1) * H);
      let sum = 0;
      for (let j = 0; j < H; j++) sum += row[j] = (word[j] ?? 0) + (row[j] ?? 0) + (this.type0[j] ?? 0);
      // Of float32 numbers the sum is finite; positions and types were looked at when the bundle was opened.
      if (!Number.isFinite(sum))
        throw notNumbers(`${wordEmbeddings} holds NaN or infinity in row ${id}, which this text reads`);
      const mean = sum / H;
      let squares = 0;
      for (const x of row) squares += (x - mean) ** 2;
      const scale = 1 / Math.sqrt(squares / H + layerNormEps);
      for (let j = 0; j < H; j++) row[j] = ((row[j] ?? 0) - mean) * scale * (this.gamma[j] ?? 0) + (this.beta[j] ?? 0);
    });
    return out;
  }

  private rows(name: string, first?: number, count?: number): Float32Array {
    const tensor = this.bundle.tensors.get(`bert.embeddings.${name}`);
    if (!tensor) throw new RangeError(`the bundle has no bert.embeddings.${name}`); // openBundle has checked every name
    return toFloat32(tensor, first, count);
  }
}
