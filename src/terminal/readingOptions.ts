import { encodings, type Encoding } from "../dataset/read/encoding.js";
import { emptyCells, labelSchemes, type WantedLabels } from "../dataset/read/labels.js";
import { delimiterCalled, delimiterName, type Question, type Wanted } from "../dataset/read/reading.js";
import { SkimError } from "../protocol/errors.js";
import { wrong } from "./arguments.js";

/** Options that say how a data set's file is to be read; what they leave open is detected. */
export const readingUsage = `  --text COLUMN         the texts' column; a number where a table has no header
  --second COLUMN       the column of second texts, where each row is a pair
  --no-second           each row is one text
  --label COLUMN        the labels' column
  --no-labels           take no labels
  --labels MEANING      what the labels are: names, ids (of the model, from 0), from-1 (1 is its first label),
                        marks (several labels: a column of 0 and 1 for each, or a list of these in the model's order),
                        or each value's label: 1=negative,2=positive (as JSON where a value has a comma: {"a, b": "negative"})
  --separator NAME      between the labels of one row: comma, semicolon, pipe, space, tab, another character
  --empty MEANING       what an empty cell is where rows have several labels: none of them, or unknown
  --encoding NAME       ${encodings.join(", ")} (which reads Latin-1, too)
  --delimiter NAME      comma, semicolon, tab, pipe, another character, or none: each line is one text
  --quotes, --no-quotes a quote encloses a cell, or is a character like any other
  --header, --no-header the first line names the columns, or is a row`;

export const readingOptions = {
  text: { type: "string" },
  second: { type: "string" },
  "no-second": { type: "boolean", default: false },
  label: { type: "string" },
  "no-labels": { type: "boolean", default: false },
  labels: { type: "string" },
  separator: { type: "string" },
  empty: { type: "string" },
  encoding: { type: "string" },
  delimiter: { type: "string" },
  quotes: { type: "boolean", default: false },
  "no-quotes": { type: "boolean", default: false },
  header: { type: "boolean", default: false },
  "no-header": { type: "boolean", default: false },
} as const;

interface Values {
  text?: string | undefined;
  second?: string | undefined;
  "no-second": boolean;
  label?: string | undefined;
  "no-labels": boolean;
  labels?: string | undefined;
  separator?: string | undefined;
  empty?: string | undefined;
  encoding?: string | undefined;
  delimiter?: string | undefined;
  quotes: boolean;
  "no-quotes": boolean;
  header: boolean;
  "no-header": boolean;
}

/** Throws SkimError with one line that says what to do. */
export function parseReading(values: Values, isTable: boolean): Wanted {
  const { text, second, label, labels, encoding: name, delimiter } = values;
  const no = values["no-labels"];
  if (no && (label !== undefined || labels !== undefined))
    throw wrong(`Give --${label === undefined ? "labels" : "label"} or --no-labels, not both.`);
  if (values["no-second"] && second !== undefined) throw wrong("Give --second or --no-second, not both.");
  const encoding = name === undefined ? undefined : encodingOf(name);
  const between = delimiter === undefined ? undefined : delimiterCalled(delimiter);
  if (delimiter !== undefined && between === undefined)
    throw wrong(
      `--delimiter ${delimiter} is none that is known: give comma, semicolon, tab, pipe, another ASCII sign, or none.`,
    );
  const separator = values.separator === undefined ? undefined : delimiterCalled(values.separator);
  if (values.separator !== undefined && typeof separator !== "string")
    throw wrong(
      `--separator ${values.separator} is none that is known: give comma, semicolon, pipe, space, tab, or another ASCII sign.`,
    );
  const empty = emptyCells.find((known) => known === values.empty);
  if (values.empty !== undefined && !empty) throw wrong(`--empty ${values.empty}: give ${emptyCells.join(" or ")}.`);
  const quotes = either(values, "quotes");
  const header = either(values, "header");
  if (!isTable && (between !== undefined || quotes !== undefined || header !== undefined))
    throw wrong("--delimiter, --quotes and --header are of tables, and this file holds JSON lines.");
  return {
    ...(text === undefined ? {} : { text }),
    ...(values["no-second"] ? { second: null } : second === undefined ? {} : { second }),
    ...(no ? { label: null } : label === undefined ? {} : { label }),
    ...(labels === undefined ? {} : { labels: parseLabels(labels) }),
    ...(typeof separator === "string" ? { separator } : {}),
    ...(empty ? { empty } : {}),
    ...(encoding ? { encoding } : {}),
    ...(between === undefined ? {} : { delimiter: between }),
    ...(quotes === undefined ? {} : { quotes }),
    ...(header === undefined ? {} : { header }),
  };
}

/** By any name that the web knows for it (WHATWG's list), Latin-1 spelt with a hyphen too. */
function encodingOf(name: string): Encoding {
  const asked = name
    .trim()
    .toLowerCase()
    .replace(/^latin-/, "latin");
  if (asked === "utf-16")
    throw wrong(
      `--encoding ${name}: give utf-16le (little endian, as Windows writes it) or utf-16be, or leave it out where the file has a byte order mark.`,
    );
  const encoding = encodings.find((known) => known === webNameOf(asked));
  if (encoding) return encoding;
  throw wrong(`--encoding ${name} is not read here: give ${encodings.join(", ")}, or save the file as UTF-8.`);
}

function webNameOf(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined; // there is no such encoding
  }
}

/** A question as an error that names each reading and the option that chooses it. */
export function asError({ about, said, choices }: Question, file: string): SkimError {
  const given = choices.map(({ said, example, wanted }) => {
    const holds = example === undefined ? "" : `, e.g. “${example}”`;
    return `${optionOf(wanted)} (${said}${holds})`;
  });
  if (about === "labels") given.unshift("--labels VALUE=LABEL,…");
  return new SkimError("data-set", `${said} Give ${given.join(", or ")}.`, { file });
}

/** What a shell is given for it. */
export function optionOf({
  encoding,
  delimiter,
  quotes,
  header,
  text,
  second,
  label,
  labels,
  separator,
  empty,
}: Wanted): string {
  const options = [
    encoding === undefined ? "" : `--encoding ${encoding}`,
    delimiter === undefined ? "" : `--delimiter ${quoted(delimiterName(delimiter))}`,
    quotes === undefined ? "" : quotes ? "--quotes" : "--no-quotes",
    header === undefined ? "" : header ? "--header" : "--no-header",
    text === undefined ? "" : `--text ${quoted(text)}`,
    second === undefined ? "" : second === null ? "--no-second" : `--second ${quoted(second)}`,
    label === undefined ? "" : label === null ? "--no-labels" : `--label ${quoted(label)}`,
    typeof labels === "string" ? `--labels ${labels}` : "",
    empty === undefined ? "" : `--empty ${empty}`,
    separator === undefined ? "" : `--separator ${quoted(delimiterName(separator))}`,
  ];
  return options.filter((option) => option !== "").join(" ");
}

/** As a shell takes it. */
function quoted(word: string): string {
  return /^[\w.-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function either(values: Values, name: "quotes" | "header"): boolean | undefined {
  const no = values[`no-${name}`];
  if (values[name] && no) throw wrong(`Give --${name} or --no-${name}, not both.`);
  return values[name] ? true : no ? false : undefined;
}

function parseLabels(text: string): WantedLabels {
  if (text.trim() === "")
    throw wrong(`--labels is empty: give ${labelSchemes.join(", ")}, or VALUE=LABEL,VALUE=LABEL.`);
  const scheme = [...labelSchemes, "marks" as const].find((known) => known === text);
  if (scheme) return scheme;
  if (text.trim().startsWith("{")) return parseJson(text);
  const pairs = text.split(",").map((pair): [string, string] => {
    const at = pair.lastIndexOf("=");
    const [value, label] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    if (at < 0 || value === "" || label === "") throw meaning(text);
    return [value, label];
  });
  return Object.fromEntries(pairs);
}

function parseJson(text: string): Record<string, string> {
  try {
    const given: unknown = JSON.parse(text);
    const pairs = typeof given === "object" && given !== null && !Array.isArray(given) ? Object.entries(given) : [];
    const words = pairs.filter((pair): pair is [string, string | number] =>
      ["string", "number"].includes(typeof pair[1]),
    );
    if (words.length > 0 && words.length === pairs.length)
      return Object.fromEntries(words.map(([value, label]) => [value, String(label)]));
  } catch {
    // said below
  }
  throw meaning(text);
}

function meaning(text: string): SkimError {
  return wrong(`--labels ${text}: ${labelSchemes.join(", ")}, or VALUE=LABEL,VALUE=LABEL.`);
}
