import { alternativesOf, wantedInstead } from "../../dataset/read/alternatives.js";
import { labelNamed } from "../../dataset/read/labels.js";
import type { Question, Reading, Wanted } from "../../dataset/read/reading.js";
import { counted } from "../../words/counted.js";
import { fromFile } from "../../words/text.js";
import { ask, type Choice } from "../say.js";
import type { AskReading } from "./decideReading.js";

/** Values that a person is asked about one by one, at most. */
const mostAsked = 50;

type Item = Choice & { wanted: Wanted | "each" };

/** Asks which of a data set's readings is meant, each with what it would make of the file. */
export const askReading: AskReading = async ({ about, said, choices, values = [] }, labels, canGoBack) => {
  const items: Item[] = choices.map(({ said, example, wanted }) => ({
    label: said,
    ...(example === undefined ? {} : { description: `e.g. “${example}”` }),
    wanted,
  }));
  if (values.length > 0 && values.length <= mostAsked)
    items.unshift({ label: "Say what each value means…", wanted: "each" });
  const title = `Evaluate Data Set: ${titles[about]}`;
  for (;;) {
    const picked = await ask(said, items, { title, canGoBack });
    if (!picked || picked === "back") return picked;
    const answer = picked.wanted === "each" ? await eachLabel(title, values, labels) : picked.wanted;
    if (answer !== "back") return answer;
  }
};

/** Asks what is to be read in another way than it was, and how; undefined = nothing. `examples`: what stands in the columns. */
export async function askInstead(
  reading: Reading,
  examples: ReadonlyMap<string, string>,
  before: Wanted,
  labels: readonly string[],
): Promise<Wanted | undefined> {
  const items = alternativesOf(reading, examples).map((question) => ({
    label: titles[question.about],
    description: question.said,
    question: {
      ...question,
      said: `Read until now: ${question.said}. With another answer the evaluation begins anew.`,
    },
  }));
  for (;;) {
    const title = "Evaluate Data Set: Read Otherwise";
    const picked = await ask("What is to be read in another way?", items, { title, canGoBack: false });
    if (!picked || picked === "back") return undefined;
    const answer = await askReading(picked.question, labels, true);
    if (answer !== "back") return answer && wantedInstead(before, picked.question.about, answer);
  }
}

const titles: Record<Question["about"], string> = {
  encoding: "Encoding",
  delimiter: "Delimiter",
  quotes: "Quotes",
  header: "Header",
  text: "Texts",
  second: "Second Texts",
  label: "Labels",
  labels: "Meaning of the Labels",
  separator: "Between Labels",
  empty: "Rows with an Empty Label",
};

/** "back" = before the first value. */
async function eachLabel(
  title: string,
  values: NonNullable<Question["values"]>,
  labels: readonly string[],
): Promise<Wanted | "back" | undefined> {
  const named = labels.map((label, id) => ({ label, description: `the model's ${id}`, id }));
  const none = { label: "None of them", description: "these rows count as rows without a label", id: null };
  const given: (string | null)[] = [];
  while (given.length < values.length) {
    const { value = "", rows } = values[given.length] ?? {};
    const times = rows === undefined ? "" : ` It stands in ${counted(rows, "row")}.`;
    const picked = await ask<Choice & { id: number | null }>(
      `What does “${fromFile(value)}” mean?${times}`,
      [...named, none],
      {
        title: `${title} (${given.length + 1} of ${values.length})`,
        canGoBack: true,
      },
    );
    if (!picked) return undefined;
    if (picked !== "back") given.push(picked.id === null ? null : surely(picked.id, labels));
    else if (given.pop() === undefined) return "back";
  }
  const meant = values.flatMap(({ value }, i) => {
    const label = given[i] ?? null;
    return label === null ? [] : [[value, label] as const];
  });
  return meant.length === 0 ? { label: null } : { labels: Object.fromEntries(meant) };
}

/** A label's name; its id where two have that name. */
function surely(id: number, labels: readonly string[]): string {
  const name = labels[id] ?? "";
  return labelNamed(name, labels) === id ? name : String(id);
}
