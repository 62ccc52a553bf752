import { SkimError } from "../../protocol/errors.js";
import { cutRecords, type Cut } from "../read/cut.js";
import { maxRecordBytes, megabytes, mostColumns, type FileRecord, type Malformed } from "../read/record.js";
import { fromByteString, toByteString } from "../read/utf8.js";

const pieceBytes = 64 * 1024;

/** How a table is written. */
export interface Dialect {
  /** Between cells, one ASCII character; null = each line is one cell. */
  delimiter: string | null;
  /** A quote at a cell's beginning encloses it (RFC 4180); else it is a character like any other, and a line is a record. */
  quotes: boolean;
  /** The first line is Excel's `sep=;`, and no record. */
  sepLine: boolean;
}

/**
 * Records of a table. Enclosed cells may hold delimiters, line ends and doubled quotes. It is cut at one character a byte,
 * since all that it cuts at is ASCII; each cell is then read as UTF-8 by itself, so that one wrong byte spoils one record.
 */
export async function* readTable(
  chunks: AsyncIterable<Uint8Array>,
  { delimiter, quotes, sepLine }: Dialect,
  file: string,
): AsyncGenerator<FileRecord | Malformed> {
  let pending = "";
  let line = 1;
  let newline: string | null = null;
  let found: (FileRecord | Malformed)[] = [];
  let after = 0; // where in `pending` the next record begins

  const parse = (last: boolean) => {
    found = [];
    after = 0;
    newline ??= lineEnd(pending, last);
    if (newline === null) return;
    const end = newline;
    for (const { cells, fault, next } of cutRecords(pending, { delimiter, quotes }, end, last)) {
      const raw = pending.slice(after, next);
      const lines = count(raw, end);
      const at = { line, endLine: line + lines - (raw.endsWith(end) ? 1 : 0) };
      const record =
        raw.length > maxRecordBytes
          ? { ...at, reason: `The record is longer than ${megabytes(maxRecordBytes)}.` }
          : readCells(cells, fault, at);
      if (record && !(sepLine && line === 1)) found.push(record);
      line += lines;
      after = next;
    }
    pending = pending.slice(after);
  };

  let enough = 0; // characters with which parsing is tried again: a long record is not gone through anew for each piece of it
  for await (const chunk of chunks)
    for (let start = 0; start < chunk.length; start += pieceBytes) {
      pending += toByteString(chunk.subarray(start, start + pieceBytes));
      if (pending.length < enough) continue;
      parse(false);
      yield* found;
      enough = after > 0 ? 0 : Math.min(2 * pending.length, maxRecordBytes + 1);
      if (pending.length > maxRecordBytes) throw tooLong(file, line);
    }
  if (pending === "") return;
  parse(true);
  yield* found;
}

/**
 * Old Macintosh files end their lines with CR alone; everyone else has an LF, and the CR before it is taken off with the last cell.
 * null = so far either may be.
 */
function lineEnd(start: string, last: boolean): string | null {
  if (start.includes("\n")) return "\n";
  if (last || start.length >= pieceBytes) return /\r(?!$)/.test(start) || last ? "\r" : null;
  return null;
}

/** A record of a table; null for a blank line. */
function readCells(
  cells: string[],
  fault: Cut["fault"],
  at: { line: number; endLine: number },
): FileRecord | Malformed | null {
  if (fault)
    return {
      ...at,
      reason:
        fault === "never closed"
          ? "A quote is opened and never closed."
          : "A closing quote is followed by other characters: quotes inside a quoted cell must be doubled.",
    };
  const last = cells.at(-1) ?? "";
  if (last.endsWith("\r")) cells[cells.length - 1] = last.slice(0, -1);
  if (cells.length === 1 && cells[0]?.trim() === "") return null;
  if (cells.length > mostColumns) return { ...at, reason: `The record has more than ${mostColumns} cells.` };
  const texts = cells.map(fromByteString);
  if (texts.includes(null)) return { ...at, reason: "The record is not UTF-8 text.", undecoded: true };
  return { ...at, content: { cells: texts.filter((text) => text !== null) } };
}

function count(text: string, part: string): number {
  let n = 0;
  for (let i = text.indexOf(part); i >= 0; i = text.indexOf(part, i + part.length)) n++;
  return n;
}

function tooLong(file: string, line: number): SkimError {
  return new SkimError(
    "data-set",
    `${file}, line ${line}: the record that begins here is longer than ${megabytes(maxRecordBytes)}. Is a quote left open, or is this no CSV file?`,
    { file },
  );
}
