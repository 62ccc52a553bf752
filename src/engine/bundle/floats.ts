import type { Tensor } from "./tensor.js";

/** Whether this machine's numbers lie in memory as safetensors' do. */
export const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Numbers of a tensor as an aligned copy; F16 and BF16 widened, which is exact. With `firstRow` and `rows` only those rows
 * of its first dimension (a lookup in an embedding matrix); a RangeError where there are no such rows.
 */
export function toFloat32(tensor: Tensor, firstRow = 0, rows = (tensor.shape[0] ?? 1) - firstRow): Float32Array {
  const { bytes, dtype, shape } = tensor;
  const all = shape[0] ?? 1;
  if (firstRow < 0 || rows < 0 || firstRow + rows > all)
    throw new RangeError(`${tensor.name} has ${all} rows: no rows ${firstRow} to ${firstRow + rows}`);
  const rowBytes = all === 0 ? 0 : bytes.length / all;
  const part = bytes.subarray(firstRow * rowBytes, (firstRow + rows) * rowBytes);
  if (dtype === "F32") return copy32(part);
  const words = copy16(part);
  const out = new Float32Array(words.length);
  const bits = new Uint32Array(out.buffer);
  if (dtype === "BF16") for (let i = 0; i < words.length; i++) bits[i] = (words[i] ?? 0) << 16;
  else for (let i = 0; i < words.length; i++) bits[i] = half(words[i] ?? 0);
  return out;
}

function copy32(bytes: Uint8Array): Float32Array {
  const out = new Float32Array(bytes.length / 4);
  if (littleEndian) new Uint8Array(out.buffer).set(bytes);
  else {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let i = 0; i < out.length; i++) out[i] = view.getFloat32(4 * i, true);
  }
  return out;
}

function copy16(bytes: Uint8Array): Uint16Array {
  const out = new Uint16Array(bytes.length / 2);
  if (littleEndian) new Uint8Array(out.buffer).set(bytes);
  else for (let i = 0; i < out.length; i++) out[i] = (bytes[2 * i] ?? 0) | ((bytes[2 * i + 1] ?? 0) << 8);
  return out;
}

/** Bits of an IEEE half as bits of the single that equals it. */
function half(h: number): number {
  const sign = (h & 0x8000) << 16;
  const exponent = (h >> 10) & 31;
  const fraction = h & 0x3ff;
  if (exponent === 31) return sign | 0x7f800000 | (fraction << 13); // infinity, NaN
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  const shift = Math.clz32(fraction) - 21; // a subnormal half is a normal single: move its first 1 to the hidden place
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}
