import { fromFile } from "../../words/text.js";
import { markedEncoding, toUtf8, unmarkedUtf16, type Encoding } from "./encoding.js";
import { labelNames, textNames } from "./names.js";
import { delimiterName, isQuestion, type Question, type Wanted } from "./reading.js";
import type { Dialect } from "../table/table.js";
import { plainShape, quotedShape, type Widths } from "./shape.js";
import type { Source } from "./rows.js";
import { decodeUtf8, joined, toByteString } from "./utf8.js";

/** What is looked at for the encoding and the delimiter, bytes. */
const headBytes = 256 * 1024;
/** Those of files in the wild, what prose seldom holds first. */
const delimiters = ["\t", "|", ";", ","];
/** Of the lines, those that may be odd under a right delimiter. */
const mostOdd = 0.1;

/** The file's beginning, as it is. */
export async function headOf(source: Source): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source.open()) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= headBytes) break;
  }
  return joined(parts).subarray(0, headBytes);
}

/** By what is asked for, or the byte order mark; UTF-16 without one has to be asked for. */
export function findEncoding(head: Uint8Array, file: string, wanted: Wanted): Encoding | Question {
  const known = wanted.encoding ?? markedEncoding(head);
  if (known) return known;
  const likely = unmarkedUtf16(head);
  if (!likely) return "utf-8";
  return {
    about: "encoding",
    said: `${file} looks like UTF-16 text, and has no byte order mark that says so.`,
    choices: [
      { said: "UTF-16, as it looks", wanted: { encoding: likely } },
      { said: "UTF-8, with NUL characters", wanted: { encoding: "utf-8" } },
    ],
  };
}

/** How the table is written. The delimiter is decided on its beginning, the quotes on all of it. */
export async function findDialect(
  source: Source,
  head: Uint8Array,
  encoding: Encoding,
  wanted: Wanted,
): Promise<Dialect | Question> {
  const start = await recoded(head, source.name, encoding);
  const sep = sepOf(start);
  const asked = wanted.delimiter === undefined ? sep : wanted.delimiter;
  const delimiter = asked === undefined ? await findDelimiter(source, start, wanted) : asked;
  if (isQuestion(delimiter)) return delimiter;
  const quotes = wanted.quotes ?? (await findQuotes(source, encoding, delimiter));
  return isQuestion(quotes) ? quotes : { delimiter, quotes, sepLine: sep !== undefined };
}

/** Excel's first line `sep=;`. */
function sepOf(start: Uint8Array): string | undefined {
  return /^"?sep=([^\w\r\n\u0080-\uffff])"?[;,\t]*\r?\n/i.exec(toByteString(start.subarray(0, 100)))?.[1];
}

interface Candidate {
  delimiter: string;
  widths: Widths;
}

async function findDelimiter(source: Source, start: Uint8Array, wanted: Wanted): Promise<string | null | Question> {
  const usual = source.format === "tsv" ? "\t" : ",";
  const candidates: Candidate[] = [];
  for (const delimiter of delimiters)
    if (start.includes(delimiter.charCodeAt(0)))
      candidates.push({ delimiter, widths: await widthsOf(start, delimiter, wanted.quotes) });
  const share = ({ widths }: Candidate) => widths.odd / Math.max(1, widths.total);
  const right = candidates.filter(
    (c) => c.widths.width > 1 && c.widths.first === c.widths.width && share(c) <= mostOdd,
  );
  const tab = right.find(({ delimiter }) => delimiter === "\t");
  if (tab) return "\t"; // prose holds none, let alone as many in each line
  const even = right.filter((c) => c.widths.odd === 0);
  const best = even.length > 0 ? even : right;
  if (best.length > 1) {
    const named = best.filter(({ delimiter }) => namesColumns(start, delimiter));
    return single(named) ?? whichDelimiter(source, start, best);
  }
  const only = single(best);
  if (only !== undefined) return only;
  // None fits nearly all lines. A first line that is cut by none is a header of one column, or the first of its texts.
  if (candidates.every((c) => c.widths.first <= 1))
    return candidates.every((c) => c.delimiter !== usual || c.widths.odd === 0) ? usual : null;
  const ragged = candidates.filter((c) => c.widths.width > 1 && c.widths.first > 1 && share(c) <= 0.5);
  return (
    single(ragged) ??
    whichDelimiter(
      source,
      start,
      candidates.filter((c) => c.widths.first > 1),
      true,
    )
  );
}

function single(candidates: Candidate[]): string | undefined {
  return candidates.length === 1 ? candidates[0]?.delimiter : undefined;
}

function whichDelimiter({ name }: Source, start: Uint8Array, candidates: Candidate[], orNone = false): Question {
  const first = firstLine(start);
  const cut = candidates.map(({ delimiter, widths: { width, odd, total } }) => ({
    said: `${delimiterName(delimiter)}: ${total - odd} of the first ${total} lines have ${width} cells`,
    wanted: { delimiter },
  }));
  const none = { said: "none: each line is one text", wanted: { delimiter: null } };
  return {
    about: "delimiter",
    said: `What stands between the cells of ${name}? Its first line is “${fromFile(first)}”.`,
    choices: orNone ? [...cut, none] : cut,
  };
}

/** The better of the two ways in which quotes can be read. */
async function widthsOf(bytes: Uint8Array, delimiter: string, quotes: boolean | undefined): Promise<Widths> {
  const plain = await plainShape(once(bytes), delimiter);
  if (quotes === false || (quotes === undefined && plain.opened === 0)) return plain.widths;
  const { widths } = await quotedShape(once(bytes), delimiter, plain.widths.width);
  return quotes === undefined && plain.widths.odd < widths.odd ? plain.widths : widths;
}

function namesColumns(start: Uint8Array, delimiter: string): boolean {
  const cells = firstLine(start).split(delimiter);
  return cells.some((cell) => [...textNames, ...labelNames].includes(cell.replaceAll('"', "").trim().toLowerCase()));
}

/**
 * Whether quotes enclose cells. What each reading makes odd is counted over the whole file: lines of records of another width than
 * most, or that cannot be read, and where a quote is a character also the cells that a writer enclosed. Between tabs (GLUE,
 * SemEval, Tatoeba) a quote is a character unless that is worse; elsewhere (RFC 4180) it encloses, unless that is worse.
 */
async function findQuotes(source: Source, encoding: Encoding, delimiter: string | null): Promise<boolean | Question> {
  const open = () => toUtf8(source.open(), source.name, encoding);
  const plain = await plainShape(open(), delimiter);
  const tabs = delimiter === "\t";
  if (plain.opened === 0) return !tabs; // both are the same
  const { width } = plain.widths;
  const quoted = await quotedShape(open(), delimiter, width);
  const ofPlain = plain.widths.odd + (tabs ? plain.meant : plain.enclosed);
  const ofQuoted = quoted.widths.odd + (tabs ? quoted.merged : 0);
  if (ofPlain !== ofQuoted) return ofQuoted < ofPlain;
  if (tabs) return plain.meant > 0;
  if (width < 2 || quoted.merged === 0) return true;
  return {
    about: "quotes",
    said: `A quote begins cells of ${source.name}, and it can be read in two ways.`,
    choices: [
      {
        said: `it encloses a cell: ${quoted.merged} lines are parts of texts of several lines`,
        wanted: { quotes: true },
      },
      { said: `it is a character: each line is a row of ${width} cells`, wanted: { quotes: false } },
    ],
  };
}

/** The beginning as UTF-8, without the line that it breaks off in. */
async function recoded(head: Uint8Array, file: string, encoding: Encoding): Promise<Uint8Array> {
  const whole = head.length < headBytes ? head : head.subarray(0, head.length - (head.length % 2));
  let all: Uint8Array = new Uint8Array();
  for await (const part of toUtf8(once(whole), file, encoding)) {
    all = part;
    break; // what the file's end would show is not of interest: this is not its end
  }
  const end = head.length < headBytes ? -1 : all.lastIndexOf(10);
  return end < 0 ? all : all.subarray(0, end + 1);
}

function firstLine(start: Uint8Array): string {
  const end = start.indexOf(10);
  return (decodeUtf8(start.subarray(0, end < 0 ? start.length : end)) ?? "").trim();
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
