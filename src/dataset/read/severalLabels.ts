import { counted } from "../../words/counted.js";
import { fromFile } from "../../words/text.js";
import type { Columns } from "./columns.js";
import { noRowLabel, type GoldKind, type LabelColumns, type LabelSurvey, type RowLabel } from "./gold.js";
import { columnNamed, noLabels, otherColumns, refuseMeaning, whichLabel } from "./labelColumn.js";
import { meaningOf } from "./labelMeaning.js";
import {
  foundText,
  idsNamed,
  labelsSaid,
  labelText,
  longestValue,
  mostValues,
  wholeNumber,
  type LabelForm,
  type LabelReading,
} from "./labels.js";
import { listOf, markOf, partsOf, separators } from "./lists.js";
import { labelNames } from "./names.js";
import { delimiterName, isQuestion, type Question, type Wanted } from "./reading.js";
import type { Sample } from "./sample.js";
import type { TextColumns } from "./texts.js";

/** Labels of a row: a list in one column, names with a character between them, or a column of 0 and 1 for each. */
export const severalLabels: GoldKind = {
  find(sample, texts, file, wanted) {
    const taken = (label: string | null): LabelColumns => ({ label, each: null });
    if (wanted.label !== undefined) return taken(wanted.label);
    const each = columnsOfMarks(sample, texts).map(([name, ...more]) => (more.length > 0 ? undefined : name));
    const marks = each.filter((name) => name !== undefined);
    const whole = marks.length > 0 && marks.length === each.length;
    if (whole && wanted.labels === "marks") return { label: null, each: marks };
    const others = otherColumns(sample, texts).filter((name) => !marks.includes(name));
    const { name, only } = columnNamed(sample, labelNames, texts);
    const like = others.filter((other) => sample.hasLists(other) || sample.areNames(other) || isOfParts(sample, other));
    const likely = name !== undefined && only && !marks.includes(name) ? [name] : like;
    if (likely.length === 0) return whole ? { label: null, each: marks } : taken(null);
    if (likely.length === 1 && !whole) return taken(likely[0] ?? null);
    const asMarks = {
      said: "a column of 0 and 1 for each of the model's labels",
      wanted: { labels: "marks" },
    } as const;
    return whichLabel(file, sample, likely, wanted, whole ? [asMarks] : []);
  },
  survey: (labels, wanted) => new SeveralSurvey(labels, wanted),
  said(read, labels, wanted) {
    if (read.form === "marks") return "a 0 or a 1 for each of the model's labels";
    const form = typeof read.form === "object" ? `${delimiterName(read.form.separator)} between them` : "a list";
    const empty = { none: ", an empty cell is none of them", unknown: ", an empty cell is not known" };
    return `several a row, ${form}${read.empty ? empty[read.empty] : ""}, ${labelsSaid(read, labels, wanted)}`;
  },
  passed(_, columns, labels) {
    const has = (id: number) => columns.names.some((name) => isNameOf(name, id, labels));
    const missing = labels.filter((__, id) => !has(id));
    if (missing.length === labels.length) return { said: "", wanted: [] };
    const found = labels.filter((__, id) => has(id)).map((label) => `“${fromFile(label)}”`);
    const why = missing[0] === undefined ? "they do not hold a 0 or a 1 alone" : `“${fromFile(missing[0])}” has none`;
    const said = `the columns called as labels of the model's (${found.join(", ")}) are not taken, for ${why}`;
    return { said: `: ${said}`, wanted: [] };
  },
};

/** null = a label was not there when the reading was found. */
export function readSeveral({ form, values, empty }: LabelReading): (value: unknown) => RowLabel | null {
  const meant = new Map(values.map(({ value, label }) => [value, label]));
  if (form === "marks") return (value) => ofMarks(listOf(value), values.length);
  const parts = (value: unknown): unknown[] => {
    const list = listOf(value);
    if (list) return list;
    const text = labelText(value) ?? "";
    return typeof form === "object" ? partsOf(text, form.separator) : [text];
  };
  const none: RowLabel = empty === "none" ? { label: [], unknown: null } : noRowLabel;
  return (value) => {
    if (listOf(value) === null && labelText(value) === null)
      return typeof value === "object" && value !== null
        ? { reason: `is ${foundText(value)}, no list of labels.` }
        : none;
    const written = parts(value).map(labelText);
    const odd = written.indexOf(null);
    if (odd >= 0) return { reason: `holds ${foundText(parts(value)[odd])}, neither a name nor a number.` };
    const ids = written.map((part) => meant.get(part ?? ""));
    if (ids.includes(undefined)) return null;
    const unknown = written[ids.indexOf(null)];
    if (unknown !== undefined) return { label: null, unknown };
    return { label: [...new Set(ids as number[])].sort((a, b) => a - b), unknown: null };
  };
}

function ofMarks(list: unknown[] | null, labels: number): RowLabel {
  if (!list || list.every((value) => labelText(value) === null)) return noRowLabel;
  if (list.length !== labels)
    return { reason: `has ${counted(list.length, "mark")}, and the model ${counted(labels, "label")}.` };
  const odd = list.findIndex((value) => markOf(value) === null); // a key of JSON may be absent: undefined is one of them
  if (odd >= 0) return { label: null, unknown: labelText(list[odd]) ?? "no mark" };
  return { label: list.flatMap((value, label) => (markOf(value) ? label : [])), unknown: null };
}

/** A label's name, in any case, and of no other. */
function isNameOf(column: string, id: number, labels: readonly string[]): boolean {
  const ids = idsNamed(column, labels);
  return ids.length === 1 && ids[0] === id;
}

/** Of each of the model's labels, the columns that are called so and hold marks. */
function columnsOfMarks(sample: Sample, texts: TextColumns): string[][] {
  const others = otherColumns(sample, texts).filter((name) => sample.areMarks(name));
  return sample.labels.map((_, id) => others.filter((name) => isNameOf(name, id, sample.labels)));
}

/** Each cell is names with the same character between them. */
function isOfParts(sample: Sample, column: string): boolean {
  const texts = sample.rows.flatMap((row) => labelText(row.get(column)) ?? []);
  const named = (text: string, separator: string) =>
    partsOf(text, separator).every((part) => idsNamed(part, sample.labels).length > 0);
  return texts.length > 0 && separators.some((separator) => texts.every((text) => named(text, separator)));
}

type Counts = Map<string, number>;

class SeveralSurvey implements LabelSurvey {
  /** Rows with a list, with a text that is none, and with nothing. */
  #lists = 0;
  #texts = 0;
  #empty = 0;
  /** Every list is as long as the model has labels, and holds marks alone. */
  #marks = true;
  /** Some list has an item twice: it lists no labels. */
  #twice = false;
  /** Those with more of them, or longer ones, than labels would be. */
  readonly #tooMany = new Set<Counts>();
  readonly #items: Counts = new Map();
  readonly #whole: Counts = new Map();
  readonly #parts = new Map<string, Counts>();
  /** Separators that occur. */
  readonly #seen = new Set<string>();

  /** What may stand between labels. */
  readonly #separators: readonly string[];

  constructor(
    private readonly labels: readonly string[],
    { separator }: Wanted,
  ) {
    this.#separators = separator === undefined ? separators : [separator];
  }

  add(value: unknown): void {
    const list = listOf(value);
    if (list) {
      const items = list.flatMap((item) => labelText(item) ?? []);
      this.#lists++;
      this.#marks &&= list.length === this.labels.length && list.every((item) => markOf(item) !== null);
      this.#twice ||= new Set(items).size < items.length;
      for (const item of new Set(items)) this.#count(this.#items, item);
      return;
    }
    const text = labelText(value);
    if (text === null) {
      this.#empty++;
      return;
    }
    this.#texts++;
    this.#count(this.#whole, text);
    for (const separator of this.#separators) {
      if (text.includes(separator)) this.#seen.add(separator);
      const counts = this.#parts.get(separator) ?? new Map<string, number>();
      this.#parts.set(separator, counts);
      for (const part of new Set(partsOf(text, separator))) this.#count(counts, part);
    }
  }

  decide(columns: Columns, file: string, wanted: Wanted): LabelReading | Question | null {
    const marks = (values: readonly string[]): LabelReading => ({
      scheme: "marks",
      form: "marks",
      values: values.map((value, label) => ({ value, label })),
    });
    if (columns.each) {
      refuseMeaning(file, wanted);
      return marks(columns.each);
    }
    const { label } = columns;
    if (label === null) return noLabels(file, wanted);
    const none = { said: "take no labels", wanted: { label: null } };
    const column = `Column “${fromFile(label)}” of ${file}`;
    if (this.#lists > 0 && this.#texts > 0)
      return { about: "label", said: `${column} holds lists in some rows and none in others.`, choices: [none] };
    if (this.#lists > 0) {
      if (this.#marks && (wanted.labels === "marks" || (wanted.labels === undefined && this.#twice)))
        return marks(this.labels);
      if (this.#marks && wanted.labels === undefined)
        return {
          about: "labels",
          said: `What do the lists of column “${fromFile(label)}” of ${file} hold? They have ${counted(this.labels.length, "item")}, all 0 or 1, none twice.`,
          choices: [
            { said: "a 0 or a 1 for each of the model's labels", wanted: { labels: "marks" } },
            { said: "ids of the model's labels", wanted: { labels: "ids" } },
            none,
          ],
        };
      return this.#meaning(this.#items, "list", label, file, wanted);
    }
    const { separator } = wanted;
    if (separator !== undefined)
      return this.#meaning(this.#parts.get(separator) ?? this.#whole, { separator }, label, file, wanted);
    const fitting = [...this.#seen].filter((one) => this.#known(this.#parts.get(one)));
    const [first, ...more] = fitting;
    const whole = this.#seen.size === 0 || this.#known(this.#whole);
    if (whole && first === undefined) return this.#meaning(this.#whole, "list", label, file, wanted);
    if (!whole && first !== undefined && more.length === 0)
      return this.#meaning(this.#parts.get(first) ?? this.#whole, { separator: first }, label, file, wanted);
    const likely = first === undefined ? [...this.#seen] : fitting;
    return {
      about: "separator",
      said: `What stands between the labels of one row in column “${fromFile(label)}” of ${file}? It holds ${[
        ...this.#whole.keys(),
      ]
        .slice(0, 3)
        .map((text) => `“${fromFile(text)}”`)
        .join(", ")}.`,
      choices: [...likely.map((one) => ({ said: delimiterName(one), wanted: { separator: one } })), none],
    };
  }

  #meaning(values: Counts, form: LabelForm, label: string, file: string, wanted: Wanted): LabelReading | Question {
    if (this.#tooMany.has(values))
      return {
        about: "label",
        said: `Column “${fromFile(label)}” of ${file} has more than ${mostValues} different labels, or such of more than ${longestValue} characters: they are no labels of the model's.`,
        choices: [{ said: "take no labels", wanted: { label: null } }],
      };
    const read = meaningOf(values, label, this.labels, file, wanted);
    if (isQuestion(read)) return read;
    const { empty } = wanted;
    if (this.#texts === 0 || this.#empty === 0) return { ...read, form };
    if (empty !== undefined) return { ...read, form, empty };
    return {
      about: "empty",
      said: `${counted(this.#empty, "row")} of ${file} ${this.#empty === 1 ? "has" : "have"} nothing in column “${fromFile(label)}”. Has such a row none of the labels, or are its labels not known?`,
      choices: [
        { said: "none of the labels", wanted: { empty: "none" } },
        { said: "not known: it counts as a row without labels", wanted: { empty: "unknown" } },
      ],
    };
  }

  #known(values: Counts = new Map()): boolean {
    const known = (value: string) =>
      idsNamed(value, this.labels).length > 0 || (wholeNumber(value) ?? Infinity) <= this.labels.length;
    return values.size > 0 && [...values.keys()].every(known);
  }

  #count(counts: Counts, value: string): void {
    const rows = counts.get(value);
    if (rows !== undefined) counts.set(value, rows + 1);
    else if (counts.size < mostValues && value.length <= longestValue) counts.set(value, 1);
    else this.#tooMany.add(counts);
  }
}
