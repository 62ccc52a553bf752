import { SkimError } from "../../protocol/errors.js";
import { sizeOf, type BundleFiles } from "./bundleFiles.js";
import { isRecord, parseJson, quote } from "./json.js";
import { mistakenFor, startBytes } from "./mistaken.js";
import { tensorOf, type Tensor } from "./tensor.js";

/**
 * The longest header that is read, bytes: some 80,000 tensors, where the largest of encoders has a few thousand. The format allows ten times
 * as much, which as objects takes some twenty times its bytes: one of 73 MB took 1.65 GB.
 */
const maxHeaderBytes = 10_000_000;

/** Bytes per element of the dtypes that the format names and that fill whole bytes. */
const elementBytes = new Map([
  ...["BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0"].map((d) => [d, 1] as const),
  ...["U16", "I16", "F16", "BF16"].map((d) => [d, 2] as const),
  ...["U32", "I32", "F32"].map((d) => [d, 4] as const),
  ...["U64", "I64", "F64", "C64"].map((d) => [d, 8] as const),
]);

/**
 * Reads a safetensors file: 8 bytes of header length (little-endian), a JSON header, the tensors' bytes. No byte is trusted: every
 * entry is checked (also those of a dtype that the engine cannot use, which are then left out). As the format asks, no name comes
 * twice and the tensors cover the rest of the file, without gap or overlap; that rest is read last, when all this is so.
 * Names of tensors that are left out go to `others`. Throws SkimError "bundle-missing" or "bundle-weights", with a message that names `file`.
 */
export async function readSafetensors(
  files: BundleFiles,
  file: string,
  others: string[] = [],
): Promise<Map<string, Tensor>> {
  const size = await sizeOf(files, file);
  const start = await files.read(file, 0, Math.min(size, startBytes));
  const bodyAt = bodyOffset(start, size, file);
  const header = await files.read(file, 8, bodyAt);
  const entries = readHeader(header, size - bodyAt, file);
  const body = await files.read(file, bodyAt, size);
  const tensors = new Map<string, Tensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    const tensor = tensorOf(name, dtype, shape, body.subarray(begin, end));
    if (tensor) tensors.set(name, tensor);
    else others.push(name);
  }
  return tensors;
}

/** Where the tensors' bytes begin, by the file's first bytes. */
function bodyOffset(start: Uint8Array, size: number, file: string): number {
  const { length } = start;
  const claimed = length < 8 ? null : Number(new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true));
  if (claimed !== null && claimed <= maxHeaderBytes && claimed !== 0 && 8 + claimed <= size) return 8 + claimed;
  const mistaken = mistakenFor(start);
  if (mistaken) throw new SkimError("bundle-weights", `${file} is ${mistaken}.`, { file });
  // A length of at most 10 MB has zeros among its bytes, so what is text is no safetensors file: an error message, say.
  const text = String.fromCharCode(...start.subarray(0, 80));
  if (/^[\t\n\r\x20-\x7e]+$/.test(text)) throw damaged(file, `it is text that begins ${quote(text)}`);
  if (claimed === null) throw damaged(file, `it has ${length} bytes, too few for a header`);
  if (claimed > maxHeaderBytes)
    throw damaged(
      file,
      `its header claims ${claimed} bytes, more than the limit of 10 MB, which some 80,000 tensors fill`,
    );
  throw damaged(file, `its header claims ${claimed} bytes, the file has ${size}`);
}

interface Entry {
  name: string;
  dtype: string;
  shape: number[];
  /** Counted from the header's end. */
  begin: number;
  end: number;
}

function readHeader(bytes: Uint8Array, bodyBytes: number, file: string): Entry[] {
  const fail = (why: string) => damaged(file, why);
  const header = parseJson(bytes, "bundle-weights", file);
  if (!isRecord(header)) throw fail("its header is not a JSON object");
  // JSON.parse takes the last of two: with the same offsets nothing else would tell.
  if (writtenKeys(bytes) !== keysOf(header)) throw fail("its header gives the same name twice");
  const entries = Object.entries(header)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, entry]) => readEntry(name, entry, bodyBytes, fail));
  let before: Entry | undefined;
  let covered = 0;
  for (const entry of entries.filter(({ begin, end }) => end > begin).sort((a, b) => a.begin - b.begin)) {
    const { begin, end, name } = entry;
    if (before && begin < covered) throw fail(`the tensors ${quote(before.name)} and ${quote(name)} overlap`);
    if (begin > covered) throw fail(`its bytes ${covered} to ${begin} belong to no tensor`);
    [before, covered] = [entry, end];
  }
  if (covered < bodyBytes) throw fail(`its bytes ${covered} to ${bodyBytes} belong to no tensor`);
  return entries;
}

/** Names in valid JSON, counted as they are written: a colon outside of a string follows each. */
function writtenKeys(json: Uint8Array): number {
  const [quotes, backslash, colon] = [0x22, 0x5c, 0x3a];
  let count = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (byte === quotes) inString = !inString;
    else if (byte === backslash) i++;
    else if (byte === colon && !inString) count++;
  }
  return count;
}

/** Names in parsed JSON, however deep. */
function keysOf(json: unknown): number {
  let count = 0;
  const open = [json];
  while (open.length > 0) {
    const value = open.pop();
    if (isRecord(value)) count += Object.keys(value).length;
    if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) open.push(inner);
  }
  return count;
}

function readEntry(name: string, entry: unknown, bodyBytes: number, fail: (why: string) => SkimError): Entry {
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
  return { name, dtype: dtype as string, shape, begin, end };
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
