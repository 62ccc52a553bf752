import { SkimError } from "../../protocol/errors.js";
import { fromFile } from "../../words/text.js";
import { columnSaid, listed } from "./columnsSaid.js";
import { labelText, wholeNumber } from "./labels.js";
import { fold, labelNames } from "./names.js";
import type { Question, Wanted } from "./reading.js";
import type { FileRecord } from "./record.js";
import { givenName, Sample } from "./sample.js";
import { findTexts, likeTexts, type TextColumns } from "./texts.js";

/** Where a record's texts and label are. A column is a JSON key, or a column's name; "1", "2", … where the table has no header. */
export interface Columns extends TextColumns {
  /** null = the rows have no labels. */
  label: string | null;
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
  const label = findLabel(sample, texts, file, wanted);
  if (typeof label === "object" && label !== null) return label;
  return {
    columns: { ...texts, label, names, header, least },
    otherTexts: likeTexts(sample, [texts.text, texts.second, label]),
  };
}

function findLabel(
  sample: Sample,
  { text, second }: TextColumns,
  file: string,
  wanted: Wanted,
): string | null | Question {
  if (wanted.label !== undefined) return wanted.label;
  const others = sample.candidates.filter((name) => name !== text && name !== second);
  const [named = []] = labelNames
    .map((known) => sample.names.filter((name) => fold(givenName(name)) === known))
    .filter((all) => all.length > 0);
  const byName = named[0] === text || named[0] === second ? undefined : named[0];
  if (byName !== undefined && named.length === 1) return byName;
  const ofNames = others.filter((name) => sample.areNames(name));
  const ofNumbers = others.filter((name) => sample.areNumbers(name));
  if (byName === undefined) {
    if (ofNames.length === 1) return ofNames[0] ?? null;
    const asked = wanted.labels !== undefined && others.length > 0;
    if (ofNames.length + ofNumbers.length === 0 && !asked) return null;
  }
  const likely = [...(byName === undefined ? [] : [byName]), ...ofNames, ...ofNumbers];
  const choices = [...new Set([...likely, ...others])].map((label) => ({
    ...columnSaid([label], sample.rows),
    wanted: { label },
  }));
  const none = { said: "no labels", wanted: { label: null } };
  return {
    about: "label",
    said: `Which column of ${file} holds the labels?`,
    choices: wanted.labels === undefined ? [...choices, none] : choices,
  };
}

/** The columns with the keys of JSON that come after the first records. Throws SkimError "data-set" where one that is wanted never comes. */
export function withLater(columns: Columns, later: ReadonlySet<string>, file: string): Columns {
  const names = [...columns.names, ...later];
  for (const name of [columns.text, columns.second, columns.label])
    if (name !== null && !names.includes(name)) throw noColumn(name, names, file);
  return { ...columns, names };
}

function noColumn(name: string, names: readonly string[], file: string): SkimError {
  const message = `${file} has no column “${fromFile(name)}”. It has ${listed(names)}.`;
  return new SkimError("data-set", message, { file });
}

/** Distinct values of a column that could hold labels, at most, and the longest that one would be. */
const mostLikeLabels = 20;
const longestLikeLabel = 30;

/** Columns that could as well hold labels, though of no model that is known here, with their values: few, short, and met again or numbers. */
export function likeLabels(sample: readonly FileRecord[], columns: Columns): { name: string; values: string[] }[] {
  const rows = columns.header ? sample.slice(1) : sample;
  return columns.names
    .filter((name) => name !== columns.text && name !== columns.second)
    .flatMap((name) => {
      const all = rows.flatMap((row) => labelText(valueOf(row, name, columns)) ?? []);
      const values = [...new Set(all)].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
      const few = values.length > 1 && values.length <= mostLikeLabels;
      const like =
        values.every((v) => v.length <= longestLikeLabel) &&
        (values.length < all.length || values.every((v) => wholeNumber(v) !== null));
      return few && like ? [{ name, values }] : [];
    });
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
