import { fromFile } from "../../words/text.js";
import { valueOf, type Columns } from "./columns.js";
import type { GoldKind, LabelSurvey, PassedLabels, RowLabel } from "./gold.js";
import { noRowLabel } from "./gold.js";
import { columnNamed, noLabels, otherColumns, refuseSeparator, whichLabel } from "./labelColumn.js";
import { meaningOf } from "./labelMeaning.js";
import {
  foundText,
  labelsSaid,
  labelText,
  longestValue,
  mostValues,
  wholeNumber,
  type LabelReading,
} from "./labels.js";
import { labelNames } from "./names.js";
import type { Question, Wanted } from "./reading.js";
import type { FileRecord } from "./record.js";

/** One label a row: a name or a number in one column. */
export const oneLabel: GoldKind = {
  find(sample, texts, file, wanted) {
    const taken = (label: string | null) => ({ label, each: null });
    if (wanted.label !== undefined) return taken(wanted.label);
    const others = otherColumns(sample, texts);
    const { name, only } = columnNamed(sample, labelNames, texts);
    if (name !== undefined && only) return taken(name);
    const ofNames = others.filter((other) => sample.areNames(other));
    const ofNumbers = others.filter((other) => sample.areNumbers(other));
    if (name === undefined) {
      if (ofNames.length === 1) return taken(ofNames[0] ?? null);
      const asked = wanted.labels !== undefined && others.length > 0;
      if (ofNames.length + ofNumbers.length === 0 && !asked) return taken(null);
    }
    const likely = [...(name === undefined ? [] : [name]), ...ofNames, ...ofNumbers];
    return whichLabel(file, sample, [...likely, ...others], wanted);
  },
  survey: (labels) => new OneSurvey(labels),
  said: labelsSaid,
  passed: passedColumns,
};

/** null = it was not there when the reading was found. */
export function readOne({ values }: LabelReading): (value: unknown) => RowLabel | null {
  const meant = new Map(values.map(({ value, label }) => [value, label]));
  return (value) => {
    if (typeof value === "object" && value !== null)
      return { reason: `is ${foundText(value)}, neither a name nor a number.` };
    const written = labelText(value);
    if (written === null) return noRowLabel;
    const label = meant.get(written);
    return label === undefined ? null : { label, unknown: label === null ? written : null };
  };
}

class OneSurvey implements LabelSurvey {
  /** Values and how many rows have them, in the order of the file. */
  readonly #values = new Map<string, number>();
  /** There are more of them, or longer ones, than labels would be. */
  #noLabels = false;

  constructor(private readonly labels: readonly string[]) {}

  add(value: unknown): void {
    const label = labelText(value);
    if (label === null) return;
    const times = this.#values.get(label);
    if (times === undefined && (this.#values.size >= mostValues || label.length > longestValue)) this.#noLabels = true;
    else this.#values.set(label, (times ?? 0) + 1);
  }

  decide({ label }: Columns, file: string, wanted: Wanted): LabelReading | null | Question {
    refuseSeparator(file, wanted);
    if (label === null) return noLabels(file, wanted);
    if (this.#noLabels)
      return {
        about: "label",
        said: `Column “${fromFile(label)}” of ${file} has more than ${mostValues} different values, or such of more than ${longestValue} characters: they are no labels of the model's.`,
        choices: [{ said: "take no labels", wanted: { label: null } }],
      };
    return meaningOf(this.#values, label, this.labels, file, wanted);
  }
}

/** Distinct values of a column that could hold labels, at most, and the longest that one would be. */
const mostLikeLabels = 20;
const longestLikeLabel = 30;

/** Columns that could as well hold labels, though of no model that is known here: their values are few, short, and met again or numbers. */
function passedColumns(records: readonly FileRecord[], columns: Columns): PassedLabels {
  const rows = columns.header ? records.slice(1) : records;
  const passed = columns.names
    .filter((name) => name !== columns.text && name !== columns.second)
    .flatMap((name) => {
      const all = rows.flatMap((row) => labelText(valueOf(row, name, columns)) ?? []);
      const values = [...new Set(all)].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
      const few = values.length > 1 && values.length <= mostLikeLabels;
      const like =
        values.every((v) => v.length <= longestLikeLabel) &&
        (values.length < all.length || values.every((v) => wholeNumber(v) !== null));
      return few && like ? [{ name, values }] : [];
    });
  if (passed.length === 0) return { said: "", wanted: [] };
  const each = passed.map(({ name, values }) => `“${fromFile(name)}” (${values.map(fromFile).join(", ")})`);
  const said =
    each.length === 1
      ? `column ${each.join("")} is`
      : `columns ${each.slice(0, -1).join(", ")} and ${each.at(-1) ?? ""} are`;
  return {
    said: `: ${said} not taken, for the model knows no such label`,
    wanted: passed.map(({ name }) => ({ label: name })),
  };
}
