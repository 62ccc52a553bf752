import { SkimError } from "../protocol/errors.js";
import { readLines } from "./lines.js";
import { readTable } from "./table.js";
import { decodeUtf8, withoutMark } from "./utf8.js";

export type Format = "jsonl" | "csv" | "tsv";

/** The largest record that is read, bytes: past this it is no text that anyone would classify, and memory must stay bounded. */
export const maxRecordBytes = 1024 * 1024;

/** Columns of a table, or keys of an object, that are looked at. */
export const mostColumns = 1000;

/** One record of the file. Lines count from 1; a CSV record may have several. */
export interface FileRecord {
  line: number;
  endLine: number;
  /** A JSONL line's object, or a table's cells. */
  content: { object: Record<string, unknown> } | { cells: string[] };
}

/** A record that could not be read, and why. Never dropped in silence. */
export interface Malformed {
  line: number;
  endLine: number;
  reason: string;
}

/** By the name's ending; null = none of ours. */
export function formatOf(file: string): Format | null {
  const ending = /\.([^.]+)$/.exec(file)?.[1]?.toLowerCase();
  if (ending === "jsonl" || ending === "ndjson") return "jsonl";
  if (ending === "csv") return "csv";
  return ending === "tsv" || ending === "tab" ? "tsv" : null;
}

/**
 * Every record of the file in order, and what is wrong with those that cannot be read. Reads as it goes: memory holds one chunk and
 * one record. Blank lines are no records. Throws SkimError "data-set" for a file that is no text, and for a CSV record without end.
 */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  format: Format,
  file: string,
): AsyncGenerator<FileRecord | Malformed> {
  const bytes = withoutMark(chunks, file);
  if (format === "jsonl") yield* readJsonLines(bytes);
  else yield* readTable(bytes, format === "csv" ? "," : "\t", file);
}

async function* readJsonLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<FileRecord | Malformed> {
  for await (const { line, content } of readLines(bytes, maxRecordBytes)) {
    const malformed = (reason: string): Malformed => ({ line, endLine: line, reason });
    if (content === null) {
      yield malformed(`The line is longer than ${megabytes(maxRecordBytes)}.`);
      continue;
    }
    const text = decodeUtf8(content);
    if (text === null) yield malformed("The line is not UTF-8 text.");
    else if (text.trim() !== "") {
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        yield malformed(text.includes("\0") ? "The line holds NUL characters." : "The line is not JSON.");
        continue;
      }
      if (typeof value !== "object" || value === null || Array.isArray(value))
        yield malformed("The line is no JSON object.");
      else yield { line, endLine: line, content: { object: value as Record<string, unknown> } };
    }
  }
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}

export function tooLong(file: string, line: number): SkimError {
  return new SkimError(
    "data-set",
    `${file}, line ${line}: the record that begins here is longer than ${megabytes(maxRecordBytes)}. Is a quote left open, or is this no CSV file?`,
    { file },
  );
}
