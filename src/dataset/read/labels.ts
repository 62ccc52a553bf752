import { SkimError } from "../../protocol/errors.js";
import { distinctLabels } from "../../words/labels.js";
import { fromFile, shorten } from "../../words/text.js";

/** How a label column's values are the model's labels: by their names, by their ids (0 … N-1), or by their places (1 … N). */
export type LabelScheme = "names" | "ids" | "from-1";
export const labelSchemes: readonly LabelScheme[] = ["names", "ids", "from-1"];

/** What a person says they are: a scheme, or each value's label by its name or id. Values that are left out have none. "marks": of several labels, a 0 or a 1 for each. */
export type WantedLabels = LabelScheme | "marks" | Record<string, string>;

/** A number; labels as a list, or with a character between them, or as a 0 or a 1 for each of the model's. */
export type LabelForm = "number" | "list" | "marks" | { separator: string };

export const emptyCells = ["none", "unknown"] as const;
export type EmptyCell = (typeof emptyCells)[number];

/** What the values of the whole column were taken for. */
export interface LabelReading {
  scheme: LabelScheme | "given" | "marks" | "numbers";
  /** How they stand in a row; absent = as one label. */
  form?: LabelForm;
  /** What an empty cell is, where labels stand in one: none of them, or not known. */
  empty?: EmptyCell;
  /** Of numbers, the least and the most. */
  range?: [number, number];
  /** Every value that occurs, as `labelText` gives it, and its index into the model's labels; null = it is no label of the model's. */
  values: { value: string; label: number | null }[];
}

/** A column of more different values, or of longer ones, holds no labels. */
export const mostValues = 1000;
export const longestValue = 200;

/** How a label is written, trimmed; null = a row without one (absent, null, an empty cell) or a value that no label can be. */
export function labelText(value: unknown): string | null {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string" || value.trim() === "") return null;
  return value.trim();
}

/** What stands where no label can be, as it is said of a row: of an object or a list, its JSON. */
export const foundText = (value: unknown): string => shorten(JSON.stringify(value), 60);

/** The ids of the labels that a text names: written so, else in any case. Two labels of one name, or a third spelling of two, are not told apart by it. */
export function idsNamed(text: string, labels: readonly string[]): number[] {
  const idsOf = (is: (label: string) => boolean) => labels.flatMap((label, id) => (is(label) ? [id] : []));
  const exact = idsOf((label) => label === text);
  return exact.length > 0 ? exact : idsOf((label) => label.trim().toLowerCase() === text.trim().toLowerCase());
}

/** By name, in any case; null = it is no label's, or more than one's. */
export function labelNamed(text: string, labels: readonly string[]): number | null {
  const [id, ...others] = idsNamed(text, labels);
  return id === undefined || others.length > 0 ? null : id;
}

/** "1", "+1" and "1.0", which pandas writes for whole numbers beside gaps; null = it is no whole number from 0 on. */
export function wholeNumber(text: string): number | null {
  return /^\+?\d{1,9}(\.0*)?$/.test(text) ? Number(text) : null;
}

/** As people and programs write one: "-1.5", ".5", "2e-3". Not "1e999", beyond all that are held. */
export function isNumber(text: string): boolean {
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) && Number.isFinite(Number(text));
}

/**
 * The scheme that the column's values, all of them, allow alone; null = none, or more than one. Names are the model's own words and
 * come first. Of numbers, 0 shows that they are ids, and N, where 0 never occurs, that they count from 1; nothing else shows it.
 */
export function schemeOf(values: readonly string[], labels: readonly string[]): LabelScheme | null {
  const named = values.map((value) => idsNamed(value, labels).length);
  if (named.some((n) => n > 1)) return null;
  const others = values.filter((_, i) => named[i] === 0);
  const numbers = others.filter(isNumber).map(wholeNumber);
  if (others.length < values.length) return numbers.length === 0 ? "names" : null;
  if (numbers.length === 0 || !numbers.every((number) => number !== null && number <= labels.length)) return null;
  const [ids, places] = [numbers.includes(0), numbers.includes(labels.length)];
  if (ids) return places ? null : "ids";
  return places ? "from-1" : null;
}

/** The values' labels. Throws SkimError "message" where a label that is asked for is none of the model's. */
export function readLabels(
  values: readonly string[],
  wanted: LabelScheme | Record<string, string>,
  labels: readonly string[],
): LabelReading {
  const label = typeof wanted === "string" ? inScheme(wanted, labels) : asGiven(wanted, labels);
  const scheme = typeof wanted === "string" ? wanted : "given";
  const read = values.map((value) => ({ value, label: label(value) }));
  return {
    scheme,
    values: read.sort((a, b) => (a.label ?? Infinity) - (b.label ?? Infinity) || (a.value < b.value ? -1 : 1)),
  };
}

function inScheme(scheme: LabelScheme, labels: readonly string[]): (value: string) => number | null {
  if (scheme === "names") return (value) => labelNamed(value, labels);
  const first = scheme === "ids" ? 0 : 1;
  return (value) => {
    const index = (wholeNumber(value) ?? -1) - first;
    return index >= 0 && index < labels.length ? index : null;
  };
}

function asGiven(given: Record<string, string>, labels: readonly string[]): (value: string) => number | null {
  const meant = Object.entries(given).map(([value, label]): [string, number] => {
    const id = wholeNumber(label);
    const index = labelNamed(label, labels) ?? (id !== null && id < labels.length ? id : null);
    if (index !== null) return [value.trim(), index];
    const named = idsNamed(label, labels).length;
    if (named > 1)
      throw new SkimError(
        "message",
        `“${fromFile(label)}” is the name of ${named} labels of the model, which has ${labels.map((name, id) => `${id} = ${fromFile(name)}`).join(", ")}: give an id.`,
      );
    const names = labels.map(fromFile).join(", ");
    throw new SkimError("message", `“${fromFile(label)}” is no label of the model, which has ${names}.`);
  });
  const folded = new Map(meant.map(([value, index]) => [value.toLowerCase(), index]));
  const exact = new Map(meant);
  const numbers = new Map(meant.map(([value, index]) => [wholeNumber(value), index]));
  return (value) => {
    const number = wholeNumber(value);
    return (
      exact.get(value) ?? folded.get(value.toLowerCase()) ?? (number === null ? null : (numbers.get(number) ?? null))
    );
  };
}

/** For people: which value is which label, which are none, and which were given (`wanted`) and do not occur. */
export function labelsSaid({ scheme, values }: LabelReading, labels: readonly string[], wanted?: WantedLabels): string {
  const how = {
    names: "by name",
    ids: "by the model's ids",
    "from-1": `counted from 1 (1 to ${labels.length}; 0 never occurs)`,
    given: "as given",
    marks: "a 0 or a 1 for each",
    numbers: "numbers",
  }[scheme];
  const names = distinctLabels(labels);
  const known = values.flatMap(({ value, label }) => {
    const name = label === null ? undefined : names[label];
    return name === undefined ? [] : [value === name ? fromFile(value) : `${fromFile(value)} = ${fromFile(name)}`];
  });
  const unknown = values.filter(({ label }) => label === null).map(({ value }) => fromFile(value));
  const said = values.length === 0 ? "no row has one" : `${how}: ${listed(known)}`;
  const given = typeof wanted === "object" ? Object.keys(wanted) : [];
  const vain = given.filter((key) => !values.some(({ value }) => isMeant(value, key.trim()))).map(fromFile);
  return [
    said,
    ...(unknown.length === 0 ? [] : [`no label of the model's: ${listed(unknown)}`]),
    ...(vain.length === 0 ? [] : [`given, and in no row: ${listed(vain)}`]),
  ].join("; ");
}

/** Whether a value of the file is one that was given. */
function isMeant(value: string, given: string): boolean {
  const number = wholeNumber(value);
  return value.toLowerCase() === given.toLowerCase() || (number !== null && number === wholeNumber(given));
}

function listed(items: string[]): string {
  const most = 20;
  return items.length === 0
    ? "none"
    : items.slice(0, most).join(", ") + (items.length > most ? ` and ${items.length - most} more` : "");
}
