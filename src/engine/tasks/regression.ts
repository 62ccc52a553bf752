import type { Task } from "./task.js";

/** A number for each label, of which there is one as a rule: the logit itself, and no probability. */
export const regression: Task = {
  problemType: "regression",
  says: { answer: "number" },
  read: (logits) => ({ label: null, logits, probabilities: [] }),
};
