import { fromFile } from "../../words/text.js";
import type { Columns } from "./columns.js";
import { noRowLabel, type GoldKind, type LabelSurvey, type RowLabel } from "./gold.js";
import { columnNamed, noLabels, otherColumns, refuseSeparator, whichLabel } from "./labelColumn.js";
import { isNumber, labelText, type LabelReading } from "./labels.js";
import { labelNames, numberNames } from "./names.js";
import type { Question, Wanted } from "./reading.js";
import { SkimError } from "../../protocol/errors.js";

/** A number a row. */
export const numbers: GoldKind = {
  find(sample, texts, file, wanted) {
    if (wanted.label !== undefined) return { label: wanted.label, each: null };
    const { name, only } = columnNamed(sample, [...numberNames, ...labelNames], texts);
    if (name !== undefined && only && sample.areNumeric(name)) return { label: name, each: null };
    const numeric = otherColumns(sample, texts).filter((other) => sample.areNumeric(other));
    return numeric.length === 0 ? { label: null, each: null } : whichLabel(file, sample, numeric, wanted);
  },
  survey: () => new NumberSurvey(),
  said: ({ range }) => (range ? `numbers from ${range[0]} to ${range[1]}` : "no row has one"),
  passed: () => ({ said: "", wanted: [] }),
};

export function readNumber(value: unknown): RowLabel {
  if (typeof value === "object" && value !== null) return { reason: "is no number." };
  const written = labelText(value);
  if (written === null) return noRowLabel;
  return isNumber(written) ? { label: Number(written), unknown: null } : { label: null, unknown: written };
}

class NumberSurvey implements LabelSurvey {
  #range: [number, number] | null = null;
  /** The first value that is no number. */
  #other: string | null = null;

  add(value: unknown): void {
    const written = labelText(value);
    if (written === null) return;
    if (!isNumber(written)) {
      this.#other ??= written;
      return;
    }
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
    if (this.#range === null && this.#other !== null)
      return {
        about: "label",
        said: `Column “${fromFile(label)}” of ${file} holds no numbers, but “${fromFile(this.#other)}”, and the model answers with a number.`,
        choices: [{ said: "take no labels", wanted: { label: null } }],
      };
    return { scheme: "numbers", form: "number", values: [], ...(this.#range ? { range: this.#range } : {}) };
  }
}
