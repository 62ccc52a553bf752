import { shorten } from "../../words/text.js";
import { valueOf } from "./columns.js";
import type { Reading } from "./reading.js";
import { readRecords } from "./records.js";
import { isMalformed, type Source } from "./rows.js";

/** Characters of a cell that a person is shown. */
const longest = 40;
/** Records that are looked at for a cell with anything in it. */
const most = 20;

/** What stands in a column, for a person who is to choose one: its first cell with anything in it. null = the first are empty. */
export function exampleOf(values: readonly unknown[]): string | null {
  for (const value of values.slice(0, most)) {
    if (value === undefined || value === null) continue;
    const said = typeof value === "string" ? value.trim() : JSON.stringify(value);
    if (said !== "") return shorten(said, longest);
  }
  return null;
}

/** The same of each column of a file that is read so. */
export async function examplesOf(source: Source, reading: Reading): Promise<Map<string, string>> {
  const { columns } = reading;
  const records = [];
  for await (const item of readRecords(source.open(), reading, source.name))
    if (!isMalformed(item) && records.push(item) > most) break;
  const rows = columns.header ? records.slice(1) : records;
  const examples = new Map<string, string>();
  for (const name of columns.names) {
    const example = exampleOf(rows.map((row) => valueOf(row, name, columns)));
    if (example !== null) examples.set(name, example);
  }
  return examples;
}
