import { SkimError } from "../../protocol/errors.js";
import { fromFile } from "../../words/text.js";
import { exampleOf } from "./example.js";
import { isHeader } from "./header.js";
import { idsNamed, labelText, wholeNumber } from "./labels.js";
import { fold, labelNames, textNames } from "./names.js";
import type { Question, ReadingChoice, Wanted } from "./reading.js";
import { mostColumns, type FileRecord } from "./record.js";

/** Where a record's text and label are. */
export interface Columns {
  /** A JSON key, or a column's name; "1", "2", … where the table has no header. */
  text: string;
  /** null = the rows have no labels. */
  label: string | null;
  /** All that there are: a table's in order, of JSONL the keys that the first records have. */
  names: string[];
  /** The table's first record names its columns. */
  header: boolean;
  /** Cells that a row must have: those after the last column with a name of its own may be missing. */
  least: number;
}

/** Finds the columns in the file's first records. Throws SkimError "data-set" for a column that is not there, or no text at all. */
export function detectColumns(
  sample: readonly FileRecord[],
  labels: readonly string[],
  file: string,
  wanted: Wanted,
  delimiter: string | null = null,
): Columns | Question {
  const found = sampleOf(sample, labels, wanted);
  if (found === null) return whetherHeader(sample, file);
  const { header, names, least, rows } = found;
  const candidates = names.filter((name) =>
    rows.some((row) => ![undefined, null, ""].includes(row.get(name) as string)),
  );
  const refuse = (what: string) => new SkimError("data-set", `${file} ${what} It has ${listed(candidates)}.`, { file });
  // A key of JSON may come later: the whole file shows whether it does (`withLater`).
  const isTable = sample.some(({ content }) => "cells" in content);
  for (const name of isTable ? [wanted.text, wanted.label] : [])
    if (typeof name === "string" && !names.includes(name)) throw noColumn(name, candidates, file);

  const valuesOf = (name: string) => rows.map((row) => row.get(name)).filter((value) => labelText(value) !== null);
  const all = (name: string, are: (value: string) => boolean) => {
    const values = valuesOf(name).map((value) => labelText(value) ?? "");
    return values.length > 0 && values.every(are);
  };
  const areNames = (name: string) => all(name, (value) => idsNamed(value, labels).length > 0);
  const areNumbers = (name: string) => all(name, (value) => (wholeNumber(value) ?? Infinity) <= labels.length);
  const isProse = (name: string) => {
    const texts = valuesOf(name).filter((value) => typeof value === "string");
    return (
      texts.length >= rows.length / 2 && texts.filter((text) => text.trim().includes(" ")).length >= rows.length / 2
    );
  };
  /** One of these, and whether nothing else could be meant as well: a name that two columns have says nothing. */
  const named = (known: string[]) => {
    const same = known
      .map((k) => names.filter((c) => fold(c).replace(/ \(\d+\)$/, "") === k))
      .find((c) => c.length > 0);
    return { name: same?.[0], alone: same?.length === 1 };
  };

  /** What a comma between the parts of a sentence leaves: a blank, and words. */
  const goesOn = (name: string) => {
    const texts = valuesOf(name).filter((value) => typeof value === "string" && /^ +\p{L}/u.test(value));
    return texts.length >= rows.length / 2 && !areNames(name);
  };
  const prosaic = candidates.filter(isProse);
  const byTextName = named(textNames);
  const text =
    wanted.text ?? byTextName.name ?? prosaic[0] ?? candidates.find((name) => !areNames(name) && !areNumbers(name));
  if (text === undefined) throw refuse("has no column that could hold the texts.");
  // Prose holds commas, and no tabs. Where nothing names the columns, lines of texts look like a table.
  const asked = wanted.text !== undefined || wanted.delimiter !== undefined || wanted.header !== undefined;
  if (!asked && !header && delimiter !== null && delimiter !== "\t")
    if (prosaic.length > 1 || candidates.slice(1).some(goesOn))
      return whichText(file, [text, ...candidates.filter((name) => name !== text)], rows, true);
  if (
    wanted.text === undefined &&
    !(byTextName.alone || (!byTextName.name && (prosaic.length === 1 || candidates.length === 1)))
  )
    return whichText(file, [text, ...candidates.filter((name) => name !== text)], rows);

  const others = candidates.filter((name) => name !== text);
  const byLabelName = named(labelNames);
  const ofNames = others.filter(areNames);
  const ofNumbers = others.filter(areNumbers);
  const found_ = { text, names, header, least };
  if (wanted.label !== undefined) return { ...found_, label: wanted.label };
  if (byLabelName.name !== undefined && byLabelName.name !== text && byLabelName.alone)
    return { ...found_, label: byLabelName.name };
  if (byLabelName.name === undefined || byLabelName.name === text) {
    if (ofNames.length === 1) return { ...found_, label: ofNames[0] ?? null };
    const asked = wanted.labels !== undefined && others.length > 0;
    if (ofNames.length + ofNumbers.length === 0 && !asked) return { ...found_, label: null };
  }
  const likely = [...(byLabelName.name ? [byLabelName.name] : []), ...ofNames, ...ofNumbers];
  return whichLabel(
    file,
    [...new Set([...likely, ...others])].filter((name) => name !== text),
    rows,
    wanted.labels === undefined,
  );
}

/** The columns with the keys of JSON that come after the first records. Throws SkimError "data-set" where one that is wanted never comes. */
export function withLater(columns: Columns, later: ReadonlySet<string>, file: string): Columns {
  const names = [...columns.names, ...later];
  for (const name of [columns.text, columns.label])
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
    .filter((name) => name !== columns.text)
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

interface Sample {
  header: boolean;
  names: string[];
  least: number;
  rows: Map<string, unknown>[];
}

/** null = nothing says whether a table's first record names its columns. */
function sampleOf(sample: readonly FileRecord[], labels: readonly string[], wanted: Wanted): Sample | null {
  const cells = sample.flatMap(({ content }) => ("cells" in content ? [content.cells] : []));
  const [first, ...rest] = cells;
  if (!first) {
    const rows = sample.map(
      ({ content }) => new Map("object" in content ? Object.entries(content.object).slice(0, mostColumns) : []),
    );
    return { header: false, names: [...new Set(rows.flatMap((row) => [...row.keys()]))], least: 0, rows };
  }
  const header = wanted.header ?? isHeader(first, rest, labels, wanted);
  if (header === null) return null;
  const names = header ? distinct(first) : first.map((_, i) => String(i + 1));
  const rows = (header ? rest : cells).map((row) => new Map<string, unknown>(names.map((name, i) => [name, row[i]])));
  const least = header ? first.findLastIndex((cell) => cell.trim() !== "") + 1 : first.length;
  return { header, names, least, rows };
}

/** Names of columns, made distinct: "text", "text (2)". */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((given, i) => {
    const plain = given.trim() === "" ? `column ${i + 1}` : given.trim();
    let name = plain;
    for (let times = 2; taken.has(name); times++) name = `${plain} (${times})`;
    taken.add(name);
    return name;
  });
}

function whetherHeader(sample: readonly FileRecord[], file: string): Question {
  const content = sample[0]?.content;
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

type Rows = Sample["rows"];

/** `orNone`: the delimiter may be the texts' own. */
function whichText(file: string, candidates: string[], rows: Rows, orNone = false): Question {
  const choices = candidates.map((text) => ({ ...columnSaid(text, rows), wanted: { text } }));
  const none = { said: "no delimiter: each line is one text", wanted: { delimiter: null } };
  return {
    about: "text",
    said: `Which column of ${file} holds the texts?`,
    choices: orNone ? [...choices, none] : choices,
  };
}

function whichLabel(file: string, candidates: string[], rows: Rows, orNone: boolean): Question {
  const choices = candidates.map((label) => ({ ...columnSaid(label, rows), wanted: { label } }));
  const none = { said: "no labels", wanted: { label: null } };
  return {
    about: "label",
    said: `Which column of ${file} holds the labels?`,
    choices: orNone ? [...choices, none] : choices,
  };
}

function columnSaid(name: string, rows: Rows): Pick<ReadingChoice, "said" | "example"> {
  const example = exampleOf(rows.map((row) => row.get(name)));
  return { said: `column “${fromFile(name)}”`, ...(example === null ? {} : { example }) };
}

function listed(names: readonly string[], what = "the columns"): string {
  if (names.length === 0) return "no columns";
  const shown = names.slice(0, 20).map((name) => `“${fromFile(name)}”`);
  return `${what} ${shown.join(", ")}${names.length > 20 ? ` and ${names.length - 20} more` : ""}`;
}
