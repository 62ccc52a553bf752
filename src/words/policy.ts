/** What is said of how a model is skimmed, in words that come with it. */
import { policyTold, type PolicyInfo } from "../run/policy.js";
import type { ModelInfo, Run } from "../run/run.js";
import { scoreText } from "./text.js";

/** A run's setting in a word, as it was asked for: "0.5", or "0.2 … 0.8" where it differs by layer. */
export function controlText(at: readonly number[]): string {
  const [low, high] = [Math.min(...at), Math.max(...at)];
  return low === high ? String(low) : `${low} … ${high}`;
}

/** "threshold 0.5"; where there is nothing to turn: "unskimmed". */
export function settingText(control: { name: string } | null, at: readonly number[]): string {
  return control ? `${control.name} ${controlText(at)}` : "unskimmed";
}

/** "transkimmer at threshold 0.5", "none", "random, seed 3 at share 0.8". */
export function policyText({ model, control }: Pick<Run, "control"> & { model: Pick<ModelInfo, "policy"> }): string {
  const { control: own } = model.policy;
  const told = policyTold(model.policy);
  return own ? `${told} at ${own.name} ${controlText(control)}` : told;
}

/** What the control does; of a model that has none: "". */
export function controlMeaning(policy: PolicyInfo): string {
  const { control, about, left } = policy;
  if (!control) return "";
  const { least, most, rising } = control;
  const [all, further] = rising === "fewer" ? [least, "higher"] : [most, "lower"];
  const decides = decidesText(policy) ?? `${about.charAt(0).toUpperCase()}${about.slice(1)}.`;
  return `${decides} At ${all} nothing is ${left}; ${further} means fewer words and less work. Each move runs the model anew.`;
}

/** How a score decides by itself; null = it takes the others too. */
function decidesText({ control, score, site }: PolicyInfo): string | null {
  if (!control || control.counts || score === null) return null;
  const { name, rises } = control;
  const bound = rises ? `its layer’s part of the ${name}, which it reaches behind the last one` : `the ${name}`;
  return `${site === "inside" ? "Inside" : "Before"} each layer every word that is still there gets a score, ${score}. A word stays if its score is at least ${bound}.`;
}

/** A run, as far as it says by what its layers decide. */
type Decided = Pick<Run, "control" | "listed"> & { model: Pick<ModelInfo, "layers" | "policy"> };

/** The bound that a score is compared with at a layer; null = a score decides only among others, or nothing is turned. */
export function boundAt({ control, listed, model }: Decided, layer: number): number | null {
  const at = control[layer] ?? 0;
  const own = model.policy.control;
  if (!own || own.counts) return null;
  return own.rises && !listed ? (at * layer) / model.layers : at;
}

/** What a word needs to stay at a layer: "≥ 0.5", "share 0.8". */
export function needText(run: Decided, layer: number): string {
  const bound = boundAt(run, layer);
  if (bound !== null) return `≥ ${bound === run.control[layer] ? bound : Number(bound.toPrecision(4))}`;
  return settingText(run.model.policy.control, [run.control[layer] ?? 0]);
}

/** A score in as many decimals as it takes to lie on its side of the bound. */
export function scoreAt(run: Decided, layer: number, score: number): string {
  const bound = boundAt(run, layer);
  return bound === null ? score.toFixed(3) : scoreText(score, bound);
}

/** What a model lacks that nothing skims, and what can be done, in a sentence or two; null = it has all. */
export function lackText({ control }: PolicyInfo): string | null {
  if (control) return null;
  return (
    "Nothing is skimmed: every token passes every layer. Choose a policy that needs no training, or skim words by hand to see what " +
    "they are worth to the model."
  );
}

/** How FLOPs were counted, beside a gain: "unpadded, predictors counted". */
export function countedHow({ policy }: Pick<ModelInfo, "policy">): string {
  return policy.counted === null ? "unpadded" : `unpadded, ${policy.counted} counted`;
}
