import { counted } from "../../words/counted.js";
import { fromFile } from "../../words/text.js";
import type { Columns } from "./columns.js";
import { noRowLabel, type GoldKind, type LabelSurvey, type RowLabel } from "./gold.js";
import { columnNamed, noLabels, otherColumns, refuseSeparator, whichLabel } from "./labelColumn.js";
import { foundText, isNumber, labelText, type LabelReading } from "./labels.js";
import { labelNames, numberNames } from "./names.js";
import type { Question, Wanted } from "./reading.js";
import { SkimError } from "../../protocol/errors.js";

/** A number a row. */
export const numbers: GoldKind = {
  find(sample, texts, file, wanted) {
    if (wanted.label !== undefined) return { label: wanted.label, each: null };
    const { name, only } = columnNamed(sample, [...numberNames, ...labelNames], texts);
    const named = name !== undefined && only ? name : null;
    if (named !== null && sample.hasNumbers(named)) return { label: named, each: null };
    const numeric = otherColumns(sample, texts).filter((other) => sample.areNumeric(other));
    return numeric.length === 0 ? { label: named, each: null } : whichLabel(file, sample, numeric, wanted);
  },
  survey: () => new NumberSurvey(),
  said: ({ range }) => (range ? `numbers from ${range[0]} to ${range[1]}` : "no row has one"),
  passed: () => ({ said: "", wanted: [] }),
};

export function readNumber(value: unknown): RowLabel {
  if (typeof value === "object" && value !== null) return { reason: `is ${foundText(value)}, no number.` };
  const written = labelText(value);
  if (written === null) return noRowLabel;
  return isNumber(written) ? { label: Number(written), unknown: null } : { label: null, unknown: written };
}

class NumberSurvey implements LabelSurvey {
  #range: [number, number] | null = null;
  /** Rows with a number, and those with what is none; the first such value. */
  #numbers = 0;
  #others = 0;
  #other = "";

  add(value: unknown): void {
    const written = labelText(value);
    if (written === null) return;
    if (!isNumber(written)) {
      if (this.#others++ === 0) this.#other = written;
      return;
    }
    this.#numbers++;
    const number = Number(written);
    const [least, most] = this.#range ?? [number, number];
    this.#range = [Math.min(least, number), Math.max(most, number)];
  }

  decide({ label }: Columns, file: string, wanted: Wanted): LabelReading | Question | null {
    refuseSeparator(file, wanted);
    if (wanted.labels !== undefined)
      throw new SkimError("data-set", "The model answers with a number: its labels are numbers as they stand there.", {
        file,
      });
    if (label === null) return noLabels(file, wanted);
    const column = `Column “${fromFile(label)}” of ${file}`;
    const none = { said: "take no labels", wanted: { label: null } };
    if (this.#range === null && this.#others > 0)
      return {
        about: "label",
        said: `${column} holds no numbers, but “${fromFile(this.#other)}”, and the model answers with a number.`,
        choices: [none],
      };
    if (this.#others > this.#numbers && wanted.label === undefined)
      return {
        about: "label",
        said: `${column} holds a number in ${counted(this.#numbers, "row")}, and in ${this.#others} none (“${fromFile(this.#other)}”): numbers are read with a decimal point.`,
        choices: [none, { said: "the numbers, and the other rows have none", wanted: { label } }],
      };
    return { scheme: "numbers", form: "number", values: [], ...(this.#range ? { range: this.#range } : {}) };
  }
}
