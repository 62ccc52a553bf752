import { joined } from "./utf8.js";

/** A line's bytes without its ending (LF or CRLF); null where it is longer than allowed. Lines count from 1. */
export interface Line {
  line: number;
  content: Uint8Array | null;
}

const lf = 10;
const cr = 13;

/** Lines of a file, in order. Never holds more than one chunk and `most` bytes. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Line> {
  let parts: Uint8Array[] = []; // of the line so far
  let length = 0;
  let line = 1;
  for await (const chunk of chunks) {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(lf, start);
      const part = chunk.subarray(start, end < 0 ? chunk.length : end);
      length += part.length;
      if (length > most) parts = [];
      else if (part.length > 0) parts.push(part);
      if (end < 0) break;
      yield { line: line++, content: length > most ? null : withoutCr(joined(parts)) };
      parts = [];
      length = 0;
      start = end + 1;
    }
  }
  if (length > 0) yield { line, content: length > most ? null : withoutCr(joined(parts)) };
}

function withoutCr(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === cr ? bytes.subarray(0, -1) : bytes;
}
