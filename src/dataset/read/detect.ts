import { estimatedTokens } from "../../words/estimate.js";
import { SkimError } from "../../protocol/errors.js";
import { fromFile } from "../../words/text.js";
import { detectColumns, hasLabels, namesOf, withLater, type Columns } from "./columns.js";
import { findDialect, findEncoding, headOf } from "./dialect.js";
import { encodingNames } from "./encoding.js";
import type { GoldKind } from "./gold.js";
import { delimiterName, isQuestion, type Question, type Reading, type Wanted } from "./reading.js";
import type { FileRecord, Malformed } from "./record.js";
import { readRecords, type Writing } from "./records.js";
import { isMalformed, type Source } from "./rows.js";
import { doubtEncoding, doubtMisfits, surveyFile } from "./survey.js";

/** Records that are looked at for the columns. */
export const sampleRecords = 200;

export interface Detected {
  reading: Reading;
  /** What was taken for what, in a few sentences for people. */
  said: string;
  /** What could be taken too, where nothing was and nobody said that there is nothing: columns of labels, and of second texts. */
  passedOver: Wanted[];
}

/**
 * Finds how a data set's file is to be read, for a model of these labels: encoding and delimiter on its beginning, columns on its
 * first records, quotes and labels on all of it. Gives a question where there are two readings and neither is better; its answer
 * is more that is wanted. Throws SkimError "data-set" where there is none.
 */
export async function detect(
  source: Source,
  labels: readonly string[],
  gold: GoldKind,
  wanted: Wanted = {},
): Promise<Detected | Question> {
  const { name } = source;
  const writing = await findWriting(source, wanted);
  if (isQuestion(writing)) return writing;
  const sample = await sampleOf(source, writing);
  const found = detectColumns(sample, labels, gold, name, wanted, writing.table?.delimiter);
  if (isQuestion(found)) return found;
  const { columns } = found;
  const survey = await surveyFile(source, writing, columns, gold.survey(labels, wanted));
  const misfits = () => doubtMisfits(survey, columns, writing.table?.delimiter ?? null, name, wanted);
  const doubt = doubtEncoding(survey, writing.encoding, name, wanted) ?? misfits();
  if (doubt) return doubt;
  if (survey.records + survey.malformed === 0)
    throw new SkimError("data-set", `${name} has no rows: its first line names the columns, and nothing follows.`, {
      file: name,
    });
  const all = withLater(columns, survey.later, name);
  const read = survey.labels.decide(columns, name, wanted);
  if (isQuestion(read)) return read;
  const reading = { ...writing, columns: all, labels: read };
  const nothing = !hasLabels(columns) && wanted.label === undefined;
  const passed = nothing ? gold.passed(sample, columns, labels) : { said: "", wanted: [] };
  const seconds = columns.second === null && wanted.second === undefined ? found.otherTexts : [];
  const labelled = read ? gold.said(read, labels, wanted.labels) : null;
  const said = saidOf(reading, wanted, { labelled, passed: passed.said, seconds }) + laterSaid(survey.later, columns);
  return { reading, said, passedOver: [...seconds.map((second) => ({ second })), ...passed.wanted] };
}

async function findWriting(source: Source, wanted: Wanted): Promise<Writing | Question> {
  const head = await headOf(source);
  const encoding = findEncoding(head, source.name, wanted);
  if (isQuestion(encoding)) return encoding;
  if (source.format === "jsonl") return { encoding, table: null };
  const table = await findDialect(source, head, encoding, wanted);
  return isQuestion(table) ? table : { encoding, table };
}

/** The first records. Throws SkimError "data-set" where there is none, or a table's first cannot be read. */
async function sampleOf(source: Source, writing: Writing): Promise<FileRecord[]> {
  const sample: FileRecord[] = [];
  const { name } = source;
  let first: Malformed | null = null;
  for await (const item of readRecords(source.open(), writing, name)) {
    if (!isMalformed(item)) {
      if (sample.push(item) > sampleRecords) break;
      continue;
    }
    // The next record would be taken for the names of the columns, and be lost as a row.
    if (writing.table && sample.length === 0)
      throw new SkimError(
        "data-set",
        `${name}, line ${item.line}: the table's first record, which may name its columns, cannot be read. ${item.reason}`,
        { file: name },
      );
    first ??= item;
  }
  if (sample.length > 0) return sample;
  const why = first ? `has no record that can be read. Line ${first.line}: ${first.reason}` : "is empty.";
  throw new SkimError("data-set", `${name} ${why}`, { file: name });
}

function saidOf(
  { encoding, table, columns }: Reading,
  wanted: Wanted,
  { labelled, passed, seconds }: { labelled: string | null; passed: string; seconds: readonly string[] },
): string {
  const how = (given: unknown) => (given === undefined ? "detected" : "chosen");
  const { text, second, label, each } = columns;
  const cut = table
    ? [
        table.delimiter === null
          ? "each line one cell"
          : `delimiter ${delimiterName(table.delimiter)}${table.sepLine && wanted.delimiter === undefined ? " (its first line says so)" : ""}`,
        table.quotes ? "quotes enclose cells" : "a quote is a character",
        columns.header ? "the first line names the columns" : "no header",
      ]
    : ["JSON lines"];
  const at = each
    ? `columns ${each.map((name) => `“${fromFile(name)}”`).join(", ")}`
    : `column “${fromFile(label ?? "")}”`;
  const labels = hasLabels(columns)
    ? `Labels: ${at} (${how(wanted.label)})${labelled === null ? "" : `, ${labelled}`}.`
    : `No labels${passed}.`;
  return `Read as ${[encodingNames[encoding], ...cut].join(", ")}. Texts: column “${fromFile(text)}” (${how(wanted.text)})${secondSaid(second, how(wanted.second), seconds)}. ${labels}`;
}

/** ", each with the second text of column “hypothesis” (detected)"; ", alone: column “title” holds texts too, and is not taken"; empty = there is none. */
function secondSaid(second: string | null, how: string, passed: readonly string[]): string {
  if (second !== null) return `, each with the second text of column “${fromFile(second)}” (${how})`;
  if (passed.length === 0) return "";
  const most = 5;
  const more = passed.length > most ? ` and ${passed.length - most} more` : "";
  const shown = passed.slice(0, most).map((name) => `“${fromFile(name)}”`);
  const said =
    passed.length === 1 ? `column ${shown.join("")} holds texts` : `columns ${shown.join(", ")}${more} hold texts`;
  return `, alone: ${said} too, not taken as second texts`;
}

/** Of keys that nobody chose: a column is looked for among those of the first records. */
function laterSaid(later: ReadonlySet<string>, columns: Columns): string {
  const names = [...later].filter((name) => !namesOf(columns).includes(name));
  if (names.length === 0) return "";
  const most = 5;
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  const shown = names.slice(0, most).map((name) => `“${fromFile(name)}”`);
  return ` Not looked at, for the first ${sampleRecords + 1} records do not have it: ${shown.join(", ")}${more}.`;
}

/**
 * About how long the file's texts are, tokens: the longest string of each of the first records. Enough to choose an engine
 * before a model's labels are known. 0 = who knows.
 */
export async function textTokens(source: Source): Promise<number> {
  const head = await headOf(source);
  const start: Source = {
    ...source,
    async *open() {
      yield await Promise.resolve(head);
    },
  };
  const writing = await findWriting(start, {});
  if (isQuestion(writing)) return 0;
  const lengths: number[] = [];
  for await (const item of readRecords(start.open(), writing, source.name)) {
    if (isMalformed(item)) continue;
    const values = "cells" in item.content ? item.content.cells : Object.values(item.content.object);
    lengths.push(Math.max(0, ...values.map((value) => (typeof value === "string" ? estimatedTokens(value) : 0))));
    if (lengths.length > sampleRecords) break;
  }
  const rows = writing.table && lengths.length > 1 ? lengths.slice(1) : lengths; // a header's names are no texts
  return rows.reduce((sum, length) => sum + length, 0) / Math.max(1, rows.length);
}
