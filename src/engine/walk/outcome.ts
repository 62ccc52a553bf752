import type { Answer } from "../../run/answer.js";
import type { TokenWindow } from "../../run/events.js";
import { notNumbers } from "../bundle/finite.js";
import type { Task } from "../tasks/task.js";

/** A passage's logits: its windows' averaged, each weighted by its number of tokens. */
export function meanLogits(
  runs: readonly { logits: ArrayLike<number> }[],
  windows: readonly Pick<TokenWindow, "count">[],
): number[] {
  const labels = runs[0]?.logits.length ?? 0;
  const tokens = windows.reduce((sum, w) => sum + w.count, 0);
  return Array.from({ length: labels }, (_, i) => {
    const sum = windows.reduce((all, { count }, w) => all + (runs[w]?.logits[i] ?? NaN) * count, 0);
    return sum / tokens;
  });
}

/** What the logits say by the task. Throws SkimError "bundle-weights" where they are no numbers. */
export function outcome(task: Task, logits: number[]): Answer {
  if (!logits.every(Number.isFinite))
    throw notNumbers("The model computes NaN or infinity where it is to name a label");
  return task.read(logits);
}
