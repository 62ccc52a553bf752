import type { ResultEvent, TokenWindow } from "../../run/events.js";
import { notNumbers } from "../bundle/finite.js";

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

/** What the logits say: the label with the highest, and their softmax. Throws SkimError "bundle-weights" where they are no numbers. */
export function outcome(logits: number[]): Omit<ResultEvent, "kind" | "ms"> {
  if (!logits.every(Number.isFinite))
    throw notNumbers("The model computes NaN or infinity where it is to name a label");
  const most = Math.max(...logits);
  const parts = logits.map((x) => Math.exp(x - most));
  const sum = parts.reduce((a, b) => a + b, 0);
  return { label: logits.indexOf(most), logits, probabilities: parts.map((x) => x / sum) };
}
