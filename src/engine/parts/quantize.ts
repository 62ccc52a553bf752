/** A linear's weights in eight bits, transposed for MatMulInteger. */
export interface QuantizedWeight {
  /** into × out, int8, symmetric. */
  values: Int8Array;
  /** Per output: max|row| / 127 (1 for a row of zeros). */
  scale: Float32Array;
  /** Per output: scale × sum of its quantised weights, which multiplies a token's lowest activation. */
  offset: Float32Array;
}

/**
 * Quantises the rows of out × into weights, as models/train/model.py does in float32:
 * W_q = clamp(round_half_even(W / s_w), -127, 127), s_w = max|W_row| / 127.
 */
export function quantizeWeight(weight: Float32Array, out: number, into: number): QuantizedWeight {
  const values = new Int8Array(out * into);
  const scale = new Float32Array(out);
  const offset = new Float32Array(out);
  for (let o = 0; o < out; o++) {
    const row = weight.subarray(o * into, (o + 1) * into);
    let most = 0;
    for (const w of row) most = Math.max(most, Math.abs(w));
    const s = Math.fround(most / 127) || 1;
    let sum = 0;
    for (let i = 0; i < into; i++) {
      const q = Math.min(127, Math.max(-127, roundHalfEven(Math.fround((row[i] ?? 0) / s))));
      values[i * out + o] = q;
      sum += q;
    }
    scale[o] = s;
    offset[o] = s * sum;
  }
  return { values, scale, offset };
}

/** 1.5 × 2^52: adding it leaves a double no bits below 1, so the sum is rounded as IEEE 754 rounds, half to even. */
const noFraction = 6755399441055744;

export function roundHalfEven(x: number): number {
  return x + noFraction - noFraction;
}
