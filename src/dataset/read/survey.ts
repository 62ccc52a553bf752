import { counted } from "../../words/counted.js";
import { SkimError } from "../../protocol/errors.js";
import { fromFile } from "../../words/text.js";
import { valueOf, type Columns } from "./columns.js";
import { encodingNames, type Encoding } from "./encoding.js";
import { labelText, longestValue, mostValues, readLabels, schemeOf, wholeNumber, type LabelReading } from "./labels.js";
import { delimiterName, type Question, type Wanted } from "./reading.js";
import { mostColumns } from "./record.js";
import { readRecords, type Writing } from "./records.js";
import { fits, isMalformed, type Source } from "./rows.js";

/** What only the whole file shows. */
export interface Survey {
  /** Values of the label column and how many rows have them, in the order of the file. */
  values: Map<string, number>;
  /** There are more of them, or longer ones, than labels would be. */
  noLabels: boolean;
  records: number;
  /** Records that cannot be read. */
  malformed: number;
  /** Records of a table that have not as many cells as it has columns. */
  misfits: number;
  /** Records whose bytes are not of the encoding, and those that show it: they have characters beyond ASCII. */
  undecoded: number;
  firstUndecoded: number;
  beyondAscii: number;
  /** Keys of JSON that are none of the columns: the first records do not have them. */
  later: Set<string>;
}

export async function surveyFile(source: Source, writing: Writing, columns: Columns): Promise<Survey> {
  const values = new Map<string, number>();
  const found: Survey = {
    values,
    noLabels: false,
    records: 0,
    malformed: 0,
    misfits: 0,
    undecoded: 0,
    firstUndecoded: 0,
    beyondAscii: 0,
    later: new Set(),
  };
  const known = new Set(columns.names);
  const isNew = (key: string) => !known.has(key) && (found.later.size < mostColumns || wanted.includes(key));
  const wanted = [columns.text, columns.second, columns.label];
  let header = columns.header;
  for await (const item of readRecords(source.open(), writing, source.name)) {
    if (isMalformed(item)) {
      found.malformed++;
      if (item.undecoded && found.undecoded++ === 0) found.firstUndecoded = item.line;
      continue;
    }
    if (header) {
      header = false;
      continue;
    }
    found.records++;
    if (!fits(item, columns)) {
      found.misfits++;
      continue;
    }
    if ("object" in item.content)
      for (const key of Object.keys(item.content.object)) if (isNew(key)) found.later.add(key);
    const text = valueOf(item, columns.text, columns);
    if (typeof text === "string" && /[\u0080-\uffff]/.test(text)) found.beyondAscii++;
    const label = columns.label === null ? null : labelText(valueOf(item, columns.label, columns));
    if (label === null) continue;
    const times = values.get(label);
    if (times === undefined && (values.size >= mostValues || label.length > longestValue)) found.noLabels = true;
    else values.set(label, (times ?? 0) + 1);
  }
  return found;
}

/** Rows that are not of the table which the first line promises: the file was cut in the wrong way, or that line is none of its header. */
export function doubtMisfits(
  { records, misfits }: Survey,
  { names, header }: Columns,
  delimiter: string | null,
  file: string,
  wanted: Wanted,
): Question | null {
  if (misfits * 2 <= records || wanted.delimiter !== undefined || wanted.header !== undefined) return null;
  const left = "the rows that do not fit are left out";
  const none = { said: "no delimiter: each line is one text", wanted: { delimiter: null } };
  const said = `${misfits} of ${records} rows of ${file} have another number of cells than the ${names.length} of its first line.`;
  if (!header)
    return {
      about: "delimiter",
      said,
      choices: [none, { said: `${delimiterName(delimiter)}, and ${left}`, wanted: { delimiter } }],
    };
  return {
    about: "header",
    said,
    choices: [
      { said: "that line is no header", wanted: { header: false } },
      { said: `it names the columns, and ${left}`, wanted: { header: true } },
      none,
    ],
  };
}

/** Bytes that are not UTF-8 in more records than those that are and show it: the file is of another encoding. */
export function doubtEncoding(survey: Survey, encoding: Encoding, file: string, wanted: Wanted): Question | null {
  const { undecoded, firstUndecoded, beyondAscii } = survey;
  if (wanted.encoding !== undefined || undecoded <= beyondAscii) return null;
  const rows = `${counted(undecoded, "record is", "records are")} not ${encodingNames[encoding]} text, first on line ${firstUndecoded}`;
  return {
    about: "encoding",
    said: `${file}: ${rows}. Is it written in an older encoding?`,
    choices: [
      {
        said: "Windows-1252 or Latin-1, as Excel and older files of the West are",
        wanted: { encoding: "windows-1252" },
      },
      { said: `${encodingNames[encoding]}, and these records are left out`, wanted: { encoding } },
    ],
  };
}

/** What the label column's values are; null = there are no labels. Throws SkimError. */
export function decideLabels(
  { values, noLabels }: Survey,
  { label }: Columns,
  labels: readonly string[],
  file: string,
  wanted: Wanted,
): LabelReading | null | Question {
  if (label === null) {
    if (wanted.labels === undefined) return null;
    throw new SkimError("data-set", `${file} has no column beside the texts that could hold labels.`, { file });
  }
  const occurring = [...values.keys()];
  const none = { said: "take no labels", wanted: { label: null } };
  if (noLabels)
    return {
      about: "label",
      said: `Column “${fromFile(label)}” of ${file} has more than ${mostValues} different values, or such of more than ${longestValue} characters: they are no labels of the model's.`,
      choices: [none],
    };
  const asked = wanted.labels ?? (occurring.length === 0 ? "names" : schemeOf(occurring, labels));
  if (asked !== null) {
    const read = readLabels(occurring, asked, labels);
    if (wanted.labels !== undefined && occurring.length > 0 && read.values.every((value) => value.label === null))
      throw new SkimError(
        "data-set",
        `Column “${fromFile(label)}” of ${file} holds none of these labels: it holds ${some(values)}.`,
        { file },
      );
    return read;
  }
  const meaning: Question["choices"] = [];
  const numbers = occurring.map(wholeNumber).filter((number) => number !== null);
  const add = (scheme: "names" | "ids" | "from-1", said: string) => {
    const read = readLabels(occurring, scheme, labels);
    const all = read.values.every((value) => value.label !== null);
    if (scheme === "names" ? read.values.some((value) => value.label !== null) : all)
      meaning.push({ said, wanted: { labels: scheme } });
  };
  add("names", "those that are names of the model's; the others are unknown");
  add("ids", `the model's ids, 0 to ${labels.length - 1}`);
  add("from-1", `places counted from 1 to ${labels.length}`);
  const why =
    meaning.length > 1 && numbers.length > 0
      ? `, but neither 0 nor ${labels.length}, so they may be ids or be counted from 1`
      : "";
  return {
    about: "labels",
    said: `What do the labels of ${file} mean? Column “${fromFile(label)}” holds ${some(values)}${why}; the model's labels are ${labels.map((name, id) => `${id} = ${fromFile(name)}`).join(", ")}.`,
    choices: [...meaning, none],
    values: [...values].map(([value, rows]) => ({ value, rows })),
  };
}

/** "1 (3 rows), 2 (1 row)" */
function some(values: ReadonlyMap<string, number>): string {
  const most = 10;
  const shown = [...values].slice(0, most).map(([value, n]) => `${fromFile(value)} (${counted(n, "row")})`);
  return shown.join(", ") + (values.size > most ? ` and ${values.size - most} other values` : "");
}
