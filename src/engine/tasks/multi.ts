import type { Task } from "./task.js";

/** Each label by itself: those whose probability is over a half, none perhaps. */
export const multi: Task = {
  problemType: "multi_label_classification",
  says: { answer: "some" },
  read(logits) {
    const labels = logits.flatMap((x, i) => (x > 0 ? i : []));
    return { label: null, labels, logits, probabilities: logits.map((x) => 1 / (1 + Math.exp(-x))) };
  },
};
