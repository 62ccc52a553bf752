/** What is said of how a model is skimmed, in words that come with it. */
import type { PolicyInfo } from "../run/policy.js";
import type { ModelInfo } from "../run/run.js";

/** A run's setting in a word, as it was asked for: "0.5", or "0.2 … 0.8" where it differs by layer. */
export function controlText(at: readonly number[]): string {
  const [low, high] = [Math.min(...at), Math.max(...at)];
  return low === high ? String(low) : `${low} … ${high}`;
}

/** "threshold 0.5"; where there is nothing to turn: "unskimmed". */
export function settingText(control: { name: string } | null, at: readonly number[]): string {
  return control ? `${control.name} ${controlText(at)}` : "unskimmed";
}

/** What the control does; of a model that has none: "". */
export function controlMeaning({ control, score, left }: PolicyInfo): string {
  if (!control) return "";
  const { name, least, most, rising } = control;
  const [all, further] = rising === "fewer" ? [least, "higher"] : [most, "lower"];
  const scored =
    score === null
      ? ""
      : `Before each layer every word that is still there gets a score, ${score}. A word stays if its score is at least the ${name}. `;
  return `${scored}At ${all} nothing is ${left}; ${further} means fewer words and less work. Each move runs the model anew.`;
}

/** What a model lacks that nothing skims, and what can be done, in a sentence or two; null = it has all. */
export function lackText({ control }: PolicyInfo): string | null {
  if (control) return null;
  return (
    "This model has no skim predictors, so every token passes every layer. Skim words by hand to see what they are worth to it, or " +
    "train predictors for it (models/train in Transkimmer’s repository)."
  );
}

/** How FLOPs were counted, beside a gain: "unpadded, predictors counted". */
export function countedHow({ policy }: Pick<ModelInfo, "policy">): string {
  return policy.counted === null ? "unpadded" : `unpadded, ${policy.counted} counted`;
}
