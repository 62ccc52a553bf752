import { readLines } from "./lines.js";
import { maxRecordBytes, megabytes, type FileRecord, type Format, type Malformed } from "./record.js";
import { readTable } from "./table.js";
import { decodeUtf8, withoutMark } from "./utf8.js";

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
