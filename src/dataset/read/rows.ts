import { counted } from "../../words/counted.js";
import { SkimError } from "../../protocol/errors.js";
import type { Said } from "../../run/evaluation.js";
import { fromFile } from "../../words/text.js";
import { labelOf, valueOf, type Columns } from "./columns.js";
import { labelReader } from "./labelReader.js";
import type { Reading } from "./reading.js";
import type { FileRecord, Format, Malformed } from "./record.js";
import { readRecords } from "./records.js";

/** One text to evaluate. */
export interface Row {
  /** Counts the rows with a text from 1, malformed ones left out. */
  row: number;
  line: number;
  text: string;
  /** The second text, where each row is a pair. */
  pair?: string;
  /** null = the row has none that the model knows. */
  label: Said | null;
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

/** A row has as many cells as the table has columns; empty ones at its end, and those of columns without a name, do not count. */
export function fits({ content }: FileRecord, { names, least }: Columns): boolean {
  if ("object" in content) return true;
  const { cells } = content;
  return cells.length >= least && cells.slice(names.length).every((cell) => cell.trim() === "");
}

/**
 * Every row in order, and what is wrong with those that cannot be evaluated. Throws SkimError "data-set" for a label that was not
 * there when the reading was found: nobody said what it means.
 */
export async function* readRows(source: Source, reading: Reading): AsyncGenerator<Row | Malformed> {
  const { columns, labels } = reading;
  const readLabel = labelReader(labels);
  let row = 0;
  let header = columns.header;
  for await (const item of readRecords(source.open(), reading, source.name)) {
    if (isMalformed(item)) {
      yield item;
      continue;
    }
    if (header) {
      header = false;
      continue;
    }
    const { line, endLine } = item;
    const malformed = (reason: string): Malformed => ({ line, endLine, reason });
    if (!fits(item, columns)) {
      const cells = "cells" in item.content ? item.content.cells.length : 0;
      yield malformed(
        `The row has ${counted(cells, "cell")}, and the table ${counted(columns.names.length, "column")}.`,
      );
      continue;
    }
    const first = readText(item, columns.text, columns);
    const second = columns.second === null ? null : readText(item, columns.second, columns);
    const label = readLabel(labelOf(item, columns));
    if ("reason" in first) yield malformed(first.reason);
    else if (second && "reason" in second) yield malformed(second.reason);
    else if (label && "reason" in label) yield malformed(`The row's “${columns.label ?? ""}” ${label.reason}`);
    else if (!label)
      throw new SkimError(
        "data-set",
        `${source.name}, line ${line}: the label “${writtenLabel(labelOf(item, columns))}” was not there when the evaluation began. The file was edited: start anew.`,
        { file: source.name },
      );
    else {
      const texts = { text: first.text, ...(second && { pair: second.text }) };
      yield { row: ++row, line, ...texts, label: label.label, unknownLabel: label.unknown };
    }
  }
}

function writtenLabel(value: unknown): string {
  return fromFile(typeof value === "string" ? value.trim() : JSON.stringify(value));
}

/** A record's text, or why there is none that can be run. */
function readText(record: FileRecord, column: string, columns: Columns): { text: string } | { reason: string } {
  const value = valueOf(record, column, columns);
  if (value === undefined || value === null) return { reason: `The row has no “${column}”.` };
  if (typeof value !== "string") return { reason: `The row's “${column}” is no text.` };
  if (value.trim() === "")
    return { reason: column === columns.text ? "The text is empty." : "The second text is empty." };
  return value.includes("\0") ? { reason: "The text holds NUL characters." } : { text: value };
}
