import { oneLabel } from "../../run/answer.js";
import type { Task } from "./task.js";

/** One label of several: that with the highest logit. */
export const single: Task = {
  problemType: "single_label_classification",
  says: oneLabel,
  read(logits) {
    const most = Math.max(...logits);
    const parts = logits.map((x) => Math.exp(x - most));
    const sum = parts.reduce((a, b) => a + b, 0);
    return { label: logits.indexOf(most), logits, probabilities: parts.map((x) => x / sum) };
  },
};
