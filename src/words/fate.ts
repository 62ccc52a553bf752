/** What became of a word or a token, in the one wording that the view, its table and the editor's hover share. */
import { byHandText, type ByHand } from "../run/byHand.js";
import { columnDepth, layersDone, type Column, type Run } from "../run/run.js";

/** always = whatever is decided, so it has no score; alive = its window still runs and it is in it. */
export type Fate = "always" | "survived" | "alive" | "left";

export function fateOf(run: Run, column: Column): Fate {
  const first = column.tokens[0] ?? 0;
  if (run.tokens[first]?.always) return "always";
  const depth = columnDepth(run, column);
  if (depth < layersDone(run, first)) return "left";
  return depth === run.model.layers ? "survived" : "alive";
}

/** For people. `depth`: layers passed, of `layers`; `byHand`: what was decided by hand, and whether it came too late. */
export function fateText(
  { fate, depth, byHand }: { fate: Fate; depth: number; byHand: readonly ByHand[] },
  layers: number,
): string {
  const text = outcomeText(fate, depth, layers);
  if (byHand.length === 0) return text;
  const late = fate === "left" && byHand.every(({ from }) => from > depth) ? ", but it had left by then" : "";
  return `${text}; ${byHandText(byHand)}${late}`;
}

function outcomeText(fate: Fate, depth: number, layers: number): string {
  switch (fate) {
    case "always":
      return "always kept";
    case "survived":
      return `kept at all ${layers} layers`;
    case "alive":
      return depth === 0 ? "waiting for layer 1" : `kept so far, at ${depth} of ${layers} layers`;
    case "left":
      return `skimmed before layer ${depth + 1} of ${layers}`;
  }
}

/** Steps of the one ramp of depths: the view's shades and the editor's marks. As many as colours in package.json. */
export const depthSteps = 7;

/** 0 = skimmed before the first layer … depthSteps - 1 = kept at all layers. */
export function depthStep(depth: number, layers: number): number {
  if (depth >= layers) return depthSteps - 1;
  return depth === 0 ? 0 : 1 + Math.floor(((depth - 1) * (depthSteps - 2)) / Math.max(1, layers - 1));
}
