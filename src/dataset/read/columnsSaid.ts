/** Columns of a data set's file, for people. */
import { fromFile } from "../../words/text.js";
import { exampleOf } from "./example.js";
import type { ReadingChoice } from "./reading.js";
import type { Values } from "./sample.js";

/** A column, or two that are a pair, with what stands in the first. */
export function columnSaid(names: readonly string[], rows: readonly Values[]): Pick<ReadingChoice, "said" | "example"> {
  const [first = "", second] = names;
  const example = exampleOf(rows.map((row) => row.get(first)));
  const said =
    second === undefined
      ? `column “${fromFile(first)}”`
      : `columns “${fromFile(first)}” and “${fromFile(second)}”, a pair`;
  return { said, ...(example === null ? {} : { example }) };
}

export function listed(names: readonly string[], what = "the columns"): string {
  if (names.length === 0) return "no columns";
  const shown = names.slice(0, 20).map((name) => `“${fromFile(name)}”`);
  return `${what} ${shown.join(", ")}${names.length > 20 ? ` and ${names.length - 20} more` : ""}`;
}
