/** How a model answers, as plain data that comes with it: one label of several, some of them or none, or a number for each label. */
export interface TaskInfo {
  answer: "one" | "some" | "number";
}

/** What every model was before there were others. */
export const oneLabel: TaskInfo = { answer: "one" };

/** What a model says of a text. */
export interface Answer {
  /** Index into the model's labels; null = the answer is not one label. */
  label: number | null;
  /** Where each label has its own probability: those over a half, in order. Absent elsewhere. */
  labels?: number[];
  /** One per label: the windows' logits averaged, each weighted by its number of tokens. Where the answer is a number, that number. */
  logits: number[];
  /** Softmax of `logits`, or where each label has its own probability their sigmoid; none where the answer is a number. */
  probabilities: number[];
}

/** Whether two runs say the same. A number has no such moment: it moves with every run, so it never counts as changed. */
export function sameAnswer(a: Answer, b: Answer): boolean {
  return a.label === b.label && String(a.labels) === String(b.labels);
}

/** Without what else a result or a step holds. */
export function answerOf({ label, labels, logits, probabilities }: Answer): Answer {
  return { label, ...(labels && { labels }), logits, probabilities };
}

/** Of these labels, by their indices, what the answer names. */
export function namedBy({ label, labels }: Answer): readonly number[] {
  return labels ?? (label === null ? [] : [label]);
}
