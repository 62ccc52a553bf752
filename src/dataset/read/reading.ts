import type { Columns } from "./columns.js";
import type { Encoding } from "./encoding.js";
import type { EmptyCell, LabelReading, WantedLabels } from "./labels.js";
import type { Writing } from "./records.js";

/** Everything that was taken for something in a data set's file: what its rows are depends on the bytes and on this alone. */
export interface Reading extends Writing {
  columns: Columns;
  /** null = the rows have no labels. */
  labels: LabelReading | null;
}

/** What a person decided; the rest is to be detected. */
export interface Wanted {
  encoding?: Encoding;
  /** null = each line is one cell. */
  delimiter?: string | null;
  quotes?: boolean;
  header?: boolean;
  text?: string;
  /** Of the second text of a pair; null = each row is one text, though there may be another. */
  second?: string | null;
  /** null = take no labels, though there may be some. */
  label?: string | null;
  labels?: WantedLabels;
  /** Between the labels of one row. */
  separator?: string;
  empty?: EmptyCell;
}

/** What can be read in two ways, neither of which is the better one: somebody has to say. */
export interface Question {
  about: keyof Wanted;
  said: string;
  /** The readings there are, the likelier ones first. */
  choices: ReadingChoice[];
  /** Of the label column, where the question is what they mean: each can be given a label of the model's. */
  values?: { value: string; rows?: number }[];
}

export interface ReadingChoice {
  said: string;
  /** Of a column: what stands in it. */
  example?: string;
  wanted: Wanted;
}

export function isQuestion(found: unknown): found is Question {
  return typeof found === "object" && found !== null && "choices" in found;
}

/** The same for the same reading alone: what a journal is kept under. */
export function readingKey({ encoding, table, columns, labels }: Reading): string {
  const { text, second, label, each, names, header, least } = columns;
  const cut = table && [table.delimiter, table.quotes, table.sepLine];
  const meant = labels && [labels.scheme, labels.values.map(({ value, label }) => [value, label])];
  const { form, empty } = labels ?? {};
  // Nothing where there is none: a journal of before there were pairs and other answers is gone on with.
  const more = second === null && each === null && form === undefined ? [] : [second, each, form, empty];
  return JSON.stringify([encoding, cut, text, label, names, header, least, meant, ...more]);
}

const delimiterNames: Record<string, string> = {
  ",": "comma",
  ";": "semicolon",
  "\t": "tab",
  "|": "pipe",
  ":": "colon",
  " ": "space",
};

/** A delimiter for people, and as the terminal takes it; null = none. */
export function delimiterName(delimiter: string | null): string {
  return delimiter === null ? "none" : (delimiterNames[delimiter] ?? delimiter);
}

/** The other way round; undefined = it is none. */
export function delimiterCalled(name: string): string | null | undefined {
  if (name.toLowerCase() === "none") return null;
  const known = Object.entries(delimiterNames).find(([, n]) => n === name.toLowerCase())?.[0];
  if (known !== undefined) return known;
  return /^[^\w"\r\n\u0080-\uffff]$/.test(name) ? name : undefined;
}
