/** Which column holds the labels, whatever kind they are of. */
import { SkimError } from "../../protocol/errors.js";
import { columnSaid } from "./columnsSaid.js";
import { fold } from "./names.js";
import type { Question, Wanted } from "./reading.js";
import { givenName, type Sample } from "./sample.js";
import type { TextColumns } from "./texts.js";

/** The column with the surest of these names that is no text's; `only`: no other has it. */
export function columnNamed(
  { names }: Sample,
  known: readonly string[],
  { text, second }: TextColumns,
): { name?: string; only: boolean } {
  const [same = []] = known
    .map((one) => names.filter((name) => fold(givenName(name)) === one))
    .filter((all) => all.length > 0);
  const [name] = same;
  return name === undefined || name === text || name === second ? { only: false } : { name, only: same.length === 1 };
}

/** Columns that are no texts', and not empty. */
export function otherColumns({ candidates }: Sample, { text, second }: TextColumns): string[] {
  return candidates.filter((name) => name !== text && name !== second);
}

/** `first`: readings that are likelier than a column of `others`. */
export function whichLabel(
  file: string,
  sample: Sample,
  others: readonly string[],
  { labels }: Wanted,
  first: Question["choices"] = [],
): Question {
  const choices = [...new Set(others)].map((label) => ({ ...columnSaid([label], sample.rows), wanted: { label } }));
  const none = { said: "no labels", wanted: { label: null } };
  return {
    about: "label",
    said: `Which column of ${file} holds the labels?`,
    choices: [...first, ...choices, ...(labels === undefined ? [none] : [])],
  };
}

/** Throws SkimError "data-set" where somebody says how several labels stand, of which a row has one. */
export function refuseSeparator(file: string, { separator, empty }: Wanted): void {
  if (separator === undefined && empty === undefined) return;
  const what = "The model answers with one label or number a text: nothing stands between the labels of a row.";
  throw new SkimError("data-set", what, { file });
}

/** Throws SkimError "data-set" where somebody says what the values of one column mean, and each label has a column of its own. */
export function refuseMeaning(file: string, { labels }: Wanted): void {
  if (labels === undefined || labels === "marks") return;
  const meant = typeof labels === "string" ? `“${labels}”` : "a label for each value";
  const what = `Each of the model's labels has a column of 0 and 1 in ${file}, and is taken from it: ${meant} says nothing of them. Leave it out, or name the one column that holds labels.`;
  throw new SkimError("data-set", what, { file });
}

/** Where there are no labels: null, unless somebody has said what they mean. */
export function noLabels(file: string, { labels }: Wanted): null {
  if (labels === undefined) return null;
  throw new SkimError("data-set", `${file} has no column beside the texts that could hold labels.`, { file });
}
