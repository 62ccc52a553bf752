import { SkimError } from "../../protocol/errors.js";
import { counted } from "../../words/counted.js";
import { fromFile } from "../../words/text.js";
import { readLabels, schemeOf, wholeNumber, type LabelReading } from "./labels.js";
import type { Question, Wanted } from "./reading.js";

/**
 * What the values of a label column are, with the rows that have each: as wanted, or as they show. Throws SkimError "data-set" where
 * they are nothing of what is wanted.
 */
export function meaningOf(
  values: ReadonlyMap<string, number>,
  label: string,
  labels: readonly string[],
  file: string,
  wanted: Wanted,
): LabelReading | Question {
  const occurring = [...values.keys()];
  const none = { said: "take no labels", wanted: { label: null } };
  if (wanted.labels === "marks")
    throw new SkimError("data-set", `Column “${fromFile(label)}” of ${file} holds no 0 or 1 for each label.`, { file });
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
