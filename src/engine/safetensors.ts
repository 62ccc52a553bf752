import { SkimError } from "../protocol/errors.js";
import { isRecord, parseJson, quote } from "./json.js";

/** One float tensor of a file. `bytes` is a view into the file, little-endian and perhaps unaligned: read it with floats.ts. */
export interface Tensor {
  name: string;
  dtype: "F32" | "F16" | "BF16";
  /** Outermost first; [] is one number. */
  shape: number[];
  bytes: Uint8Array;
}

/** The format's own limit on its header, bytes. */
const maxHeaderBytes = 100_000_000;

/** Bytes per element of the dtypes that the format names and that fill whole bytes. */
const elementBytes = new Map([
  ...["BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0"].map((d) => [d, 1] as const),
  ...["U16", "I16", "F16", "BF16"].map((d) => [d, 2] as const),
  ...["U32", "I32", "F32"].map((d) => [d, 4] as const),
  ...["U64", "I64", "F64", "C64"].map((d) => [d, 8] as const),
]);

/**
 * Reads a safetensors file: 8 bytes of header length (little-endian), a JSON header, the tensors' bytes. No byte is trusted:
 * every entry is checked (also those of a dtype that the engine cannot use, which are then left out), and no two overlap.
 * Throws SkimError "bundle-weights", with a message that names `file`.
 */
export function readSafetensors(bytes: Uint8Array, file: string): Map<string, Tensor> {
  const fail = (why: string) => damaged(file, why);
  if (bytes.length < 8) throw fail(`it has ${bytes.length} bytes, too few for a header`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > maxHeaderBytes) throw fail(`its header claims ${length} bytes, more than the format's limit of 100 MB`);
  if (8 + length > bytes.length) throw fail(`its header claims ${length} bytes, the file has ${bytes.length}`);
  const header = parseJson(bytes.subarray(8, 8 + length), "bundle-weights", file);
  if (!isRecord(header)) throw fail("its header is not a JSON object");

  const body = bytes.subarray(8 + length);
  const tensors = new Map<string, Tensor>();
  const taken: { name: string; begin: number; end: number }[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const { dtype, shape, begin, end } = readEntry(name, entry, body.length, fail);
    if (end > begin) taken.push({ name, begin, end });
    if (dtype === "F32" || dtype === "F16" || dtype === "BF16")
      tensors.set(name, { name, dtype, shape, bytes: body.subarray(begin, end) });
  }
  taken.sort((a, b) => a.begin - b.begin);
  taken.forEach((t, i) => {
    const before = taken[i - 1];
    if (before && t.begin < before.end) throw fail(`the tensors ${quote(before.name)} and ${quote(t.name)} overlap`);
  });
  return tensors;
}

function readEntry(name: string, entry: unknown, bodyBytes: number, fail: (why: string) => SkimError) {
  const of = `tensor ${quote(name)}`;
  if (!isRecord(entry)) throw fail(`${of} is described by ${quote(entry)}`);
  const { dtype, shape, data_offsets: offsets } = entry as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  const width = typeof dtype === "string" ? elementBytes.get(dtype) : undefined;
  if (width === undefined) throw fail(`${of} has the dtype ${quote(dtype)}, which the engine does not know`);
  if (!isCounts(shape)) throw fail(`${of} has the shape ${quote(shape)}`);
  if (!isCounts(offsets) || offsets.length !== 2) throw fail(`${of} has the offsets ${quote(offsets)}`);
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > bodyBytes)
    throw fail(`${of} lies at ${begin} to ${end}, outside the file's ${bodyBytes} bytes of tensors`);
  // A product of safe integers may leave the safe range, but never comes back from there (0 apart, which is exact).
  const size = shape.includes(0) ? 0 : shape.reduce((product, n) => product * n, width);
  if (size !== end - begin)
    throw fail(`${of} of ${String(dtype)} ${quote(shape)} needs ${size} bytes and has ${end - begin}`);
  return { dtype: dtype as string, shape, begin, end };
}

/** An array of at most 16 integers that doubles hold exactly. */
function isCounts(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.length <= 16 &&
    value.every((n) => typeof n === "number" && Number.isSafeInteger(n) && n >= 0)
  );
}

function damaged(file: string, why: string): SkimError {
  const message = `${file} cannot be used: ${why}. Copy the file again from where it was saved, or choose another model folder.`;
  return new SkimError("bundle-weights", message, { file });
}
