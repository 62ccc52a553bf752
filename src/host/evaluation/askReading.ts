import { alternativesOf, wantedInstead } from "../../dataset/read/alternatives.js";
import { labelNamed } from "../../dataset/read/labels.js";
import type { Question, Reading, Wanted } from "../../dataset/read/reading.js";
import { pick, type Choice } from "../say.js";
import type { AskReading } from "./decideReading.js";

/** Values that a person is asked about one by one, at most. */
const mostAsked = 50;

type Item = Choice & { wanted: Wanted | "each" };

/** Asks which of a data set's readings is meant, each with what it would make of the file. */
export const askReading: AskReading = async (question, labels) => {
  const { said, choices, values = [] } = question;
  const items: Item[] = choices.map((choice) => ({ label: choice.said, wanted: choice.wanted }));
  if (values.length > 0 && values.length <= mostAsked)
    items.unshift({ label: "Say what each value means…", wanted: "each" });
  const title = `Evaluate Data Set: ${titles[question.about]}`;
  const picked = await pick(items, { title, placeHolder: said, ignoreFocusOut: true });
  return picked?.wanted === "each" ? eachLabel(title, values, labels) : picked?.wanted;
};

/** Asks what is to be read in another way than it was, and how; undefined = nothing. */
export async function askInstead(
  reading: Reading,
  before: Wanted,
  labels: readonly string[],
): Promise<Wanted | undefined> {
  const items = alternativesOf(reading).map((question) => ({
    label: titles[question.about],
    description: question.said,
    question,
  }));
  const placeHolder = "What is to be read in another way? The evaluation then begins anew.";
  const picked = await pick(items, { title: "Evaluate Data Set: Read Otherwise", placeHolder });
  const answer = picked && (await askReading(picked.question, labels));
  return answer && wantedInstead(before, picked.question.about, answer);
}

const titles: Record<Question["about"], string> = {
  encoding: "Encoding",
  delimiter: "Delimiter",
  quotes: "Quotes",
  header: "Header",
  text: "Texts",
  label: "Labels",
  labels: "Meaning of the Labels",
};

async function eachLabel(
  title: string,
  values: NonNullable<Question["values"]>,
  labels: readonly string[],
): Promise<Wanted | undefined> {
  const given = new Map<string, string>();
  for (const [i, { value, rows }] of values.entries()) {
    const items = labels.map((name, id) => ({
      label: name,
      description: `the model's ${id}`,
      id,
    }));
    const none = { label: "None of them", description: "these rows count as rows without a label", id: null };
    const picked = await pick<Choice & { id: number | null }>([...items, none], {
      title: `${title} (${i + 1} of ${values.length})`,
      placeHolder: `What does “${value}” mean?${rows === undefined ? "" : ` It stands in ${rows} ${rows === 1 ? "row" : "rows"}.`}`,
      ignoreFocusOut: true,
    });
    if (!picked) return undefined;
    if (picked.id === null) continue;
    const name = labels[picked.id] ?? "";
    given.set(value, labelNamed(name, labels) === picked.id ? name : String(picked.id));
  }
  return given.size === 0 ? { label: null } : { labels: Object.fromEntries(given) };
}
