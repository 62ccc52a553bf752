import { counted } from "../../words/counted.js";
import { hasLabels, labelOf, namesOf, valueOf, type Columns } from "./columns.js";
import { encodingNames, type Encoding } from "./encoding.js";
import type { LabelSurvey } from "./gold.js";
import { delimiterName, type Question, type Wanted } from "./reading.js";
import { mostColumns } from "./record.js";
import { readRecords, type Writing } from "./records.js";
import { fits, isMalformed, type Source } from "./rows.js";

/** What only the whole file shows. */
export interface Survey {
  labels: LabelSurvey;
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

/** `labels`: adds up what the labels' columns hold. */
export async function surveyFile(
  source: Source,
  writing: Writing,
  columns: Columns,
  labels: LabelSurvey,
): Promise<Survey> {
  const found: Survey = {
    labels,
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
  const wanted = namesOf(columns);
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
    if (hasLabels(columns)) labels.add(labelOf(item, columns));
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
