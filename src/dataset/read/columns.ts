import { SkimError } from "../../protocol/errors.js";
import { fromFile } from "../../words/text.js";
import { listed } from "./columnsSaid.js";
import type { GoldKind, LabelColumns } from "./gold.js";
import type { Question, Wanted } from "./reading.js";
import type { FileRecord } from "./record.js";
import { Sample } from "./sample.js";
import { findTexts, likeTexts, type TextColumns } from "./texts.js";

/** Where a record's texts and label are. A column is a JSON key, or a column's name; "1", "2", … where the table has no header. */
export interface Columns extends TextColumns, LabelColumns {
  /** All that there are: a table's in order, of JSONL the keys that the first records have. */
  names: string[];
  /** The table's first record names its columns. */
  header: boolean;
  /** Cells that a row must have: those after the last column with a name of its own may be missing. */
  least: number;
}

/** What was found in the file's first records. */
export interface FoundColumns {
  columns: Columns;
  /** Columns of texts that are not taken. */
  otherTexts: string[];
}

/** Finds the columns in the file's first records. Throws SkimError "data-set" for a column that is not there, or no text at all. */
export function detectColumns(
  records: readonly FileRecord[],
  labels: readonly string[],
  gold: GoldKind,
  file: string,
  wanted: Wanted,
  delimiter: string | null = null,
): FoundColumns | Question {
  const sample = Sample.of(records, labels, wanted);
  if (sample === null) return whetherHeader(records, file);
  const { header, names, least, candidates } = sample;
  // A key of JSON may come later: the whole file shows whether it does (`withLater`).
  const isTable = records.some(({ content }) => "cells" in content);
  for (const name of isTable ? [wanted.text, wanted.second, wanted.label] : [])
    if (typeof name === "string" && !names.includes(name)) throw noColumn(name, candidates, file);
  const texts = findTexts(sample, file, wanted, delimiter);
  if ("choices" in texts) return texts;
  const at = gold.find(sample, texts, file, wanted);
  if ("choices" in at) return at;
  return {
    columns: { ...texts, ...at, names, header, least },
    otherTexts: likeTexts(sample, [texts.text, texts.second, at.label]),
  };
}

/** The columns with the keys of JSON that come after the first records. Throws SkimError "data-set" where one that is wanted never comes. */
export function withLater(columns: Columns, later: ReadonlySet<string>, file: string): Columns {
  const names = [...columns.names, ...later];
  for (const name of namesOf(columns)) if (!names.includes(name)) throw noColumn(name, names, file);
  return { ...columns, names };
}

function noColumn(name: string, names: readonly string[], file: string): SkimError {
  const message = `${file} has no column “${fromFile(name)}”. It has ${listed(names)}.`;
  return new SkimError("data-set", message, { file });
}

/** Columns that a row is read from. */
export function namesOf({ text, second, label, each }: Columns): string[] {
  return [text, second, label, ...(each ?? [])].filter((name) => name !== null);
}

export function hasLabels({ label, each }: LabelColumns): boolean {
  return label !== null || each !== null;
}

/** What stands in a record where labels are: of `each`, the values in their order. */
export function labelOf(record: FileRecord, columns: Columns): unknown {
  if (columns.each) return columns.each.map((name) => valueOf(record, name, columns));
  return columns.label === null ? undefined : valueOf(record, columns.label, columns);
}

/** One value of a record; undefined = it has none. */
export function valueOf({ content }: FileRecord, column: string, { names }: Pick<Columns, "names">): unknown {
  if ("object" in content) return Object.hasOwn(content.object, column) ? content.object[column] : undefined;
  const at = names.indexOf(column);
  return at < 0 ? undefined : content.cells[at];
}

function whetherHeader(records: readonly FileRecord[], file: string): Question {
  const content = records[0]?.content;
  const cells = content && "cells" in content ? content.cells : [];
  return {
    about: "header",
    said: `Does the first line of ${file} name the columns, or is it a row? It has ${listed(cells, "the cells")}.`,
    choices: [
      { said: "it names the columns", wanted: { header: true } },
      { said: "it is the first row", wanted: { header: false } },
    ],
  };
}
