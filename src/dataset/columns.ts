import { SkimError } from "../protocol/errors.js";
import { mostColumns, type FileRecord, type Format } from "./record.js";
import { labelIndex } from "./labels.js";

/** Where a record's text and label are. */
export interface Columns {
  /** A JSON key, or a column's name; "1", "2", … where the table has no header. */
  text: string;
  /** null = the rows have no labels. */
  label: string | null;
  /** Of a table, in order; empty for JSONL. */
  names: string[];
  /** The table's first record names its columns. */
  header: boolean;
}

export interface Wanted {
  text?: string;
  /** null = take no labels, though there may be some. */
  label?: string | null;
}

/** What was found, and how sure it is. Unsure ones are to be asked for. */
export interface Detected {
  columns: Columns;
  sureOfText: boolean;
  sureOfLabel: boolean;
  /** All that there is to choose from. */
  candidates: string[];
  /** Mean length of the first texts, UTF-16 units. */
  characters: number;
  /** One sentence for people. */
  said: string;
}

/** Records that are looked at. */
export const sampleRecords = 200;

const textNames = [
  "text",
  "sentence",
  "content",
  "review",
  "document",
  "passage",
  "body",
  "comment",
  "message",
  "tweet",
];
/** A label column's name, and as often a label: "yes". */
const yes = "y";
const labelNames = ["label", "labels", "class", "category", "target", "sentiment", "gold", yes];

/** Finds the columns in the file's first records. Throws SkimError "data-set" for a column that is not there, or no text at all. */
export function detectColumns(
  sample: readonly FileRecord[],
  labels: readonly string[],
  format: Format,
  file: string,
  wanted: Wanted = {},
): Detected {
  const { header, names, rows } = format === "jsonl" ? fromObjects(sample) : fromTable(sample, labels, wanted);
  const candidates = names.filter((name) => rows.some((row) => row.get(name) !== undefined));
  const refuse = (what: string) => new SkimError("data-set", `${file} ${what} It has ${listed(candidates)}.`, { file });
  for (const name of [wanted.text, wanted.label])
    if (typeof name === "string" && !candidates.includes(name)) throw refuse(`has no column “${name}”.`);

  const named = (known: string[]) =>
    known.map((k) => candidates.find((c) => fold(c) === k)).find((c) => c !== undefined);
  const isLabel = (name: string) => {
    const values = rows.map((row) => row.get(name)).filter((value) => value !== undefined && value !== "");
    return values.length > 0 && values.every((value) => labelIndex(value, labels) !== null);
  };
  const prose = (name: string) => {
    const texts = rows.map((row) => row.get(name)).filter((value) => typeof value === "string");
    return texts.filter((text) => text.trim().includes(" ")).length / Math.max(1, rows.length);
  };

  const prosaic = candidates.filter((name) => prose(name) >= 0.5);
  const text = wanted.text ?? named(textNames) ?? prosaic.at(0) ?? candidates.find((name) => !isLabel(name));
  if (text === undefined) throw refuse("has no column that could hold the texts.");
  const others = candidates.filter((name) => name !== text);
  const fitting = others.filter(isLabel);
  const byName = named(labelNames);
  const guess = byName !== undefined && byName !== text ? byName : (fitting[0] ?? null);
  const label = wanted.label === undefined ? guess : wanted.label;
  const sureOfText = wanted.text !== undefined || named(textNames) !== undefined || prosaic.length === 1;
  const sureOfLabel = wanted.label !== undefined || guess === byName || fitting.length === 0;
  const columns: Columns = { text, label, names: format === "jsonl" ? [] : names, header };
  const how = (given: boolean) => (given ? "chosen" : "detected");
  const said =
    `Texts: column “${text}” (${how(wanted.text !== undefined)}). ` +
    (label === null ? "No labels." : `Labels: column “${label}” (${how(typeof wanted.label === "string")}).`) +
    (format === "jsonl" || header ? "" : " The table has no header.");
  const texts = rows.map((row) => row.get(text)).filter((value) => typeof value === "string");
  const characters = texts.reduce((sum, { length }) => sum + length, 0) / Math.max(1, texts.length);
  return { columns, sureOfText, sureOfLabel, candidates, characters, said };
}

/** One value of a record; undefined = it has none. */
export function valueOf({ content }: FileRecord, column: string, { names }: Columns): unknown {
  if ("object" in content) return Object.hasOwn(content.object, column) ? content.object[column] : undefined;
  const at = names.indexOf(column);
  return at < 0 ? undefined : content.cells[at];
}

interface Sample {
  header: boolean;
  names: string[];
  rows: Map<string, unknown>[];
}

function fromObjects(sample: readonly FileRecord[]): Sample {
  const rows = sample.map(
    ({ content }) => new Map("object" in content ? Object.entries(content.object).slice(0, mostColumns) : []),
  );
  return { header: false, names: [...new Set(rows.flatMap((row) => [...row.keys()]))], rows };
}

function fromTable(sample: readonly FileRecord[], labels: readonly string[], wanted: Wanted): Sample {
  const cells = sample.map(({ content }) => ("cells" in content ? content.cells : []));
  const [first = [], ...rest] = cells;
  const header = isHeader(first, rest, labels, wanted);
  const names = header ? distinct(first) : first.map((_, i) => String(i + 1));
  const rows = (header ? rest : cells).map((row) => new Map<string, unknown>(names.map((name, i) => [name, row[i]])));
  return { header, names, rows };
}

/**
 * A first record names columns if one of its cells is asked for or well known, or if all are short, distinct, none a label and none
 * met again in its column. Columns asked for by number are those of a table without a header.
 */
function isHeader(cells: string[], rest: string[][], labels: readonly string[], { text, label }: Wanted): boolean {
  const asked = [text, label].filter((name) => typeof name === "string").map(fold);
  const byNumber = asked.filter((name) => /^\d+$/.test(name));
  const names = asked.filter((name) => name !== "" && !byNumber.includes(name));
  const known = new Set([...textNames, ...labelNames.filter((name) => name !== yes), ...names]);
  const folded = cells.map(fold);
  if (folded.some((cell) => known.has(cell))) return true;
  if (byNumber.some((name) => !folded.includes(name))) return false;
  return (
    new Set(cells).size === cells.length &&
    cells.every((cell) => cell.trim() !== "" && cell.length <= 40 && cell.trim().split(/\s+/).length <= 3) &&
    cells.every((cell) => labelIndex(cell, labels) === null) &&
    !cells.some((cell, i) => rest.some((row) => row[i] === cell))
  );
}

/** Names of columns, made distinct: "text", "text (2)". */
function distinct(names: string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((given, i) => {
    const name = given.trim() === "" ? `column ${i + 1}` : given.trim();
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

function fold(name: string): string {
  return name.trim().toLowerCase();
}

function listed(names: string[]): string {
  if (names.length === 0) return "no columns";
  const shown = names.slice(0, 20).map((name) => `“${name.slice(0, 60)}”`);
  return `the columns ${shown.join(", ")}${names.length > 20 ? ` and ${names.length - 20} more` : ""}`;
}
