/** One float tensor of a file. `bytes` is perhaps a view into the file, little-endian and perhaps unaligned: read it with floats.ts. */
export interface Tensor {
  name: string;
  dtype: "F32" | "F16" | "BF16";
  /** Outermost first; [] is one number. */
  shape: number[];
  bytes: Uint8Array;
}

/** A tensor of a file, by safetensors' name of its numbers; F64 is rounded, as PyTorch does; null = the engine cannot use such numbers. */
export function tensorOf(name: string, dtype: string, shape: number[], bytes: Uint8Array): Tensor | null {
  if (dtype === "F64") return { name, dtype: "F32", shape, bytes: rounded(bytes) };
  return dtype === "F32" || dtype === "F16" || dtype === "BF16" ? { name, dtype, shape, bytes } : null;
}

function rounded(doubles: Uint8Array): Uint8Array {
  const from = new DataView(doubles.buffer, doubles.byteOffset, doubles.length);
  const to = new DataView(new ArrayBuffer(doubles.length / 2));
  for (let at = 0; at < to.byteLength; at += 4) to.setFloat32(at, from.getFloat64(2 * at, true), true);
  return new Uint8Array(to.buffer);
}
