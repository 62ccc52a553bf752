import { aliveText, beforeTokens, progressText, unknownText } from "../src/run/bars.js";
import { foreignShare } from "../src/run/reads.js";
import type { Run } from "../src/run/run.js";
import { answerWith } from "../src/words/answer.js";
import { percentText } from "../src/words/probability.js";

/** "After layer 3 of 6: 14 of 31 tokens kept." */
export function layerText(run: Run, layer: number): string {
  const n = run.tokens.length;
  if (layer === 0) return `Before layer 1 of ${run.model.layers}: all ${n} tokens are there.`;
  const after = `After layer ${layer} of ${run.model.layers}`;
  if (run.joined.length > 0) return `${after}: ${aliveText(run, layer - 1)} are left.`;
  return `${after}: ${run.kept[layer - 1] ?? 0} of ${n} tokens kept.`;
}

/** The line above the picture. Between the windows of a long text no layer is over, so there it says how far the run is. */
export function noteOf(run: Run, layer: number): string {
  if (run.tokens.length === 0) return beforeTokens(run);
  return run.state === "running" && run.windows.length > 1 ? `Computing: ${progressText(run)}.` : layerText(run, layer);
}

/** What makes the answer worth less than it looks, in sentences. */
export function cautionsOf(run: Run): string[] {
  const { windows, model } = run;
  const unread = unknownText(run);
  const cut =
    `Longer than the ${model.maxTokens} tokens that the model reads in one go: read in ${windows.length} windows ` +
    "(gaps in the picture), their logits averaged, each weighted by its tokens.";
  return [...(windows.length > 1 ? [cut] : []), ...foreignText(run), ...(unread.many ? [unread.text] : [])];
}

/** A share of letters over which a text is not what the model was trained to read. */
const mostForeign = 0.3;

function foreignText({ model: { name, reads }, passage }: Run): string[] {
  if (!reads?.scripts || foreignShare(passage.text + (passage.pair ?? ""), reads) < mostForeign) return [];
  return [
    `Much of this text is not in ${reads.scripts.join(" or ")} script, and ${name} was trained to read ${reads.texts}: its answer says little here.`,
  ];
}

/** What a screen reader hears once a run. `before`: the run to read this one against; null = none. */
export function heard(run: Run, before: Run | null, sentence: string): string {
  const was = before ? ` The model alone: ${labelSaid(before)}.` : "";
  return `${labelSaid(run)}.${was} ${sentence}`;
}

/** "positive 98 %" */
function labelSaid({ result, model }: Run): string {
  return result ? answerWith(model.labels, result, percentText) : "no result";
}
