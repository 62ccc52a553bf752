import { SkimError } from "../../protocol/errors.js";
import { joined } from "./utf8.js";

/** How a file's bytes become characters. "windows-1252" is Western Windows's, and reads Latin-1 (ISO 8859-1) too. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
export const encodings: readonly Encoding[] = ["utf-8", "utf-16le", "utf-16be", "windows-1252"];

export const encodingNames: Record<Encoding, string> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16 (little endian)",
  "utf-16be": "UTF-16 (big endian)",
  "windows-1252": "Windows-1252 (Latin-1)",
};

/** In every runtime (Node, workers, browsers), but in no library that this world is compiled with. */
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array, options: { stream: boolean }): string };
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

const marks: [Encoding, number[]][] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/** By the byte order mark; null = there is none. */
export function markedEncoding(head: Uint8Array): Encoding | null {
  return marks.find(([, mark]) => starts(head, mark))?.[0] ?? null;
}

/** UTF-16 that has no mark shows itself by Latin text's NULs at every other byte; null = this does not look like it. */
export function unmarkedUtf16(head: Uint8Array): Encoding | null {
  const nuls = [0, 0];
  head.forEach((byte, i) => byte === 0 && (nuls[i % 2] = (nuls[i % 2] ?? 0) + 1));
  const [even = 0, odd = 0] = nuls;
  if (Math.max(even, odd) <= head.length / 8 || Math.min(even, odd) > head.length / 32) return null;
  return odd > even ? "utf-16le" : "utf-16be";
}

/**
 * The file as UTF-8 without a byte order mark, whatever it was. `encoding` null = what the mark says, else UTF-8, whose errors are
 * left for whoever reads a record. Throws SkimError "data-set" for what is compressed, and for UTF-16 that is none.
 */
export async function* toUtf8(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  encoding: Encoding | null,
): AsyncGenerator<Uint8Array> {
  let recode: ((bytes: Uint8Array, stream: boolean) => Uint8Array) | null = null;
  let begun = false;
  for await (let chunk of withHead(chunks)) {
    if (!begun) {
      begun = true;
      if (starts(chunk, [0x1f, 0x8b]) || starts(chunk, [0x50, 0x4b, 3, 4]))
        throw new SkimError("data-set", `${file} is compressed: unpack it first.`, { file });
      const taken = encoding ?? markedEncoding(chunk) ?? "utf-8";
      const mark = marks.find(([name]) => name === taken)?.[1] ?? [];
      if (mark.length > 0 && starts(chunk, mark)) chunk = chunk.subarray(mark.length);
      recode = taken === "utf-8" ? null : recoder(taken, file);
    }
    yield recode ? recode(chunk, true) : chunk;
  }
  if (recode) yield recode(new Uint8Array(), false);
}

/** Of the next bytes; `stream`: more come. Nothing is replaced in silence. */
function recoder(encoding: Encoding, file: string): (bytes: Uint8Array, stream: boolean) => Uint8Array {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const encoder = new TextEncoder();
  return (bytes, stream) => {
    try {
      return encoder.encode(decoder.decode(bytes, { stream }));
    } catch (cause) {
      throw new SkimError("data-set", `${file} is not ${encodingNames[encoding]} text: save it as UTF-8.`, {
        cause,
        file,
      });
    }
  };
}

/** The same bytes; the first chunk has at least four of them, if there are so many. */
async function* withHead(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | null = new Uint8Array();
  for await (const chunk of chunks) {
    if (!head) {
      yield chunk;
      continue;
    }
    head = joined([head, chunk]);
    if (head.length < 4) continue;
    yield head;
    head = null;
  }
  if (head && head.length > 0) yield head;
}

function starts(bytes: Uint8Array, with_: readonly number[]): boolean {
  return with_.every((byte, i) => bytes[i] === byte);
}
