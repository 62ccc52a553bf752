/** What a data set or a model says of a text, for people. */
import type { Said } from "../run/evaluation.js";

/** "positive"; "toxic, insult", "no label"; `none`: there is nothing. */
export function saidText(labels: readonly string[], said: Said | null, none = "–"): string {
  if (said === null) return none;
  const name = (label: number) => labels[label] ?? `class ${label}`;
  if (typeof said === "number") return name(said);
  return said.length === 0 ? "no label" : said.map(name).join(", ");
}
