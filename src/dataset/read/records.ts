import { readLines } from "./lines.js";
import { toUtf8, type Encoding } from "./encoding.js";
import { maxRecordBytes, megabytes, type FileRecord, type Format, type Malformed } from "./record.js";
import { readTable, type Dialect } from "../table/table.js";
import { decodeUtf8 } from "./utf8.js";

/** How a file's bytes become records. */
export interface Writing {
  encoding: Encoding;
  /** null = JSON, one object a line. */
  table: Dialect | null;
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
  { encoding, table }: Writing,
  file: string,
): AsyncGenerator<FileRecord | Malformed> {
  const bytes = toUtf8(chunks, file, encoding);
  if (table) yield* readTable(bytes, table, file);
  else yield* readJsonLines(bytes);
}

async function* readJsonLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<FileRecord | Malformed> {
  for await (const { line, content } of readLines(bytes, maxRecordBytes)) {
    const malformed = (reason: string): Malformed => ({ line, endLine: line, reason });
    if (content === null) {
      yield malformed(`The line is longer than ${megabytes(maxRecordBytes)}.`);
      continue;
    }
    const text = decodeUtf8(content);
    if (text === null) yield { ...malformed("The line is not UTF-8 text."), undecoded: true };
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
