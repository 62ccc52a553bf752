import { SkimError } from "../../protocol/errors.js";
import type { Tensor } from "./tensor.js";
import { littleEndian, toFloat32 } from "./floats.js";

/** Of each 32 bits: where exponents are, and their lowest bits. An exponent of ones, and no other, carries over by adding one. */
const exponents = {
  F32: [0x7f800000, 0x00800000, 0x80000000],
  F16: [0x7c007c00, 0x04000400, 0x80008000],
  BF16: [0x7f807f80, 0x00800080, 0x80008000],
} as const;

/** The place of a tensor's first number that is NaN or infinite, which have an exponent of ones; -1 = there is none. */
export function firstNotFinite({ bytes, dtype }: Tensor): number {
  if (littleEndian && (bytes.byteOffset | bytes.length) % 4 === 0) {
    // All weights are looked at whenever a model is opened: without a branch, and without an iterator, it takes a third of the time.
    const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    const [mask, one, carried] = exponents[dtype];
    let found = 0;
    for (let i = words.length; i-- > 0;) found |= ((words[i] ?? 0) & mask) + one;
    if ((found & carried) === 0) return -1;
  }
  const width = widthOf(dtype);
  const ones = dtype === "F16" ? 0x7c : 0x7f;
  for (let i = width - 1; i < bytes.length; i += width)
    if (((bytes[i] ?? 0) & ones) === ones && (dtype === "F16" || (bytes[i - 1] ?? 0) >= 0x80))
      return (i + 1) / width - 1;
  return -1;
}

/** Throws where `firstNotFinite` finds a number; `file`: where the tensor lies. */
export function checkFinite(tensor: Tensor, file: string): void {
  const at = firstNotFinite(tensor);
  if (at < 0) return;
  const [number = NaN] = toFloat32({ ...tensor, shape: [tensor.bytes.length / widthOf(tensor.dtype)] }, at, 1);
  throw notNumbers(`${file} cannot be used: ${tensor.name} holds ${number} (at ${at})`, file);
}

const widthOf = (dtype: Tensor["dtype"]): number => (dtype === "F32" ? 4 : 2);

/** What is no number decides nothing and says nothing of a text. `what`: where it was seen, as a sentence. */
export function notNumbers(what: string, file?: string): SkimError {
  return new SkimError(
    "bundle-weights",
    `${what}: the weights are damaged, or overflowed when they were saved in 16 bits. Save the model again in F32 or BF16, or choose another model folder.`,
    file === undefined ? {} : { file },
  );
}
