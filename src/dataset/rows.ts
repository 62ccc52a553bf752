import { SkimError } from "../protocol/errors.js";
import { detectColumns, sampleRecords, valueOf, type Columns, type Detected, type Wanted } from "./columns.js";
import { labelIndex, labelText } from "./labels.js";
import type { FileRecord, Format, Malformed } from "./record.js";
import { readRecords } from "./records.js";

/** One text to evaluate. */
export interface Row {
  /** Counts the rows with a text from 1, malformed ones left out. */
  row: number;
  line: number;
  text: string;
  /** Index into the model's labels; null = the row has none that the model knows. */
  label: number | null;
  /** As it is written, where the model knows no such label. */
  unknownLabel: string | null;
}

/** A file that can be read from its beginning as often as needed. */
export interface Source {
  /** For people. */
  name: string;
  format: Format;
  open(): AsyncIterable<Uint8Array>;
}

export function isMalformed(item: FileRecord | Row | Malformed): item is Malformed {
  return "reason" in item;
}

/** Reads the first records and finds the columns. Throws SkimError "data-set". */
export async function detect(source: Source, labels: readonly string[], wanted: Wanted = {}): Promise<Detected> {
  const sample: FileRecord[] = [];
  let first: Malformed | null = null;
  for await (const item of readRecords(source.open(), source.format, source.name)) {
    if (!isMalformed(item)) {
      if (sample.push(item) > sampleRecords) break;
      continue;
    }
    // The next record would be taken for the names of the columns, and be lost as a row.
    if (source.format !== "jsonl" && sample.length === 0)
      throw new SkimError(
        "data-set",
        `${source.name}, line ${item.line}: the table's first record, which may name its columns, cannot be read. ${item.reason}`,
        { file: source.name },
      );
    first ??= item;
  }
  if (sample.length === 0) {
    const why = first ? `has no record that can be read. Line ${first.line}: ${first.reason}` : "is empty.";
    throw new SkimError("data-set", `${source.name} ${why}`, { file: source.name });
  }
  return detectColumns(sample, labels, source.format, source.name, wanted);
}

/** Every row in order, and what is wrong with those that cannot be evaluated. */
export async function* readRows(
  source: Source,
  columns: Columns,
  labels: readonly string[],
): AsyncGenerator<Row | Malformed> {
  let row = 0;
  let header = columns.header;
  for await (const item of readRecords(source.open(), source.format, source.name)) {
    if (isMalformed(item)) {
      yield item;
      continue;
    }
    if (header) {
      header = false;
      continue;
    }
    const { line, endLine, content } = item;
    const malformed = (reason: string): Malformed => ({ line, endLine, reason });
    if ("cells" in content && content.cells.length !== columns.names.length) {
      yield malformed(`The row has ${content.cells.length} cells, and the table ${columns.names.length} columns.`);
      continue;
    }
    const text = valueOf(item, columns.text, columns);
    const label = columns.label === null ? undefined : valueOf(item, columns.label, columns);
    if (text === undefined || text === null) yield malformed(`The row has no “${columns.text}”.`);
    else if (typeof text !== "string") yield malformed(`The row's “${columns.text}” is no text.`);
    else if (text.trim() === "") yield malformed("The text is empty.");
    else if (text.includes("\0")) yield malformed("The text holds NUL characters.");
    else if (typeof label === "object" && label !== null)
      yield malformed(`The row's “${columns.label ?? ""}” is neither a name nor a number.`);
    else {
      const index = labelIndex(label, labels);
      yield { row: ++row, line, text, label: index, unknownLabel: index === null ? labelText(label) : null };
    }
  }
}
