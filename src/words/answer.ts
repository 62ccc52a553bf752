/** What a model says of a text, for people. */
import { namedBy, type Answer } from "../run/answer.js";
import type { ModelInfo } from "../run/run.js";
import { probabilityText } from "./probability.js";

/** "positive", "toxic, insult", "no label", "3.14" */
export function answerText(labels: readonly string[], answer: Answer): string {
  return answerWith(labels, answer, () => "");
}

/** "positive 0.959", "toxic 0.98, insult 0.71", "no label", "3.14" */
export function answerWith(
  labels: readonly string[],
  answer: Answer,
  write: (p: number) => string = probabilityText,
): string {
  const { logits, probabilities } = answer;
  if (probabilities.length === 0) {
    const [only = NaN, ...more] = logits;
    if (more.length === 0) return numberText(only);
    return labels.map((label, i) => `${label} ${numberText(logits[i] ?? NaN)}`).join(", ");
  }
  const named = namedBy(answer).map((i) => `${labels[i] ?? `class ${i}`} ${write(probabilities[i] ?? 0)}`.trim());
  return named.length > 0 ? named.join(", ") : "no label";
}

/** What stands beside a label: its probability, or its number. */
export function figureText({ logits, probabilities }: Answer, label: number): string {
  return probabilities.length > 0 ? probabilityText(probabilities[label] ?? 0) : numberText(logits[label] ?? NaN);
}

/** "p(positive)", or of a number its name alone. */
export function figureName(label: string, isNumber: boolean): string {
  return isNumber ? label : `p(${label})`;
}

/** Four figures that count. */
export function numberText(x: number): string {
  return String(Number(x.toPrecision(4)));
}

/** Labels that are named one by one; more are counted. */
const mostNamed = 4;

/** A model, what it was trained to read where its folder says it, and what it can answer: "sst2, film reviews: negative or positive", "emotions: 28 labels", "stars: a number". */
export function modelText({
  name,
  labels,
  task,
  reads,
}: Pick<ModelInfo, "name" | "labels" | "task" | "reads">): string {
  const last = labels.at(-1) ?? "";
  const named = labels.length > 1 ? `${labels.slice(0, -1).join(", ")} or ${last}` : last;
  const what = labels.length > mostNamed ? `${labels.length} labels` : named;
  return `${name}${reads ? `, ${reads.texts}` : ""}: ${task.answer === "number" ? "a number" : what}`;
}
