/** What became of a word or a token, in the one wording that the view, its table and the editor's hover share. */
import { byHandText, type ByHand } from "../run/byHand.js";
import { columnDepth, layersDone, type Column, type ModelInfo, type Run } from "../run/run.js";
import { textAt } from "../run/passage.js";
import type { WordUnit } from "../run/units.js";
import { shorten } from "./text.js";

/** always = whatever is decided, so it has no score; alive = its window still runs and it is in it. */
export type Fate = "always" | "survived" | "alive" | "left";

export function fateOf(run: Run, column: Column): Fate {
  const first = column.tokens[0] ?? 0;
  if (run.tokens[first]?.always) return "always";
  const depth = columnDepth(run, column);
  if (depth < layersDone(run, first)) return "left";
  return depth === run.model.layers ? "survived" : "alive";
}

/** What became of a word, and what of that a person decided. */
export interface Told {
  fate: Fate;
  /** Layers passed. */
  depth: number;
  /** The word in whose unit it goes on; null = it left, or is a unit of its own. */
  joined: string | null;
  byHand: readonly ByHand[];
}

/** For people; what was decided by hand too late is said to be. */
export function fateText(told: Told, model: Pick<ModelInfo, "layers" | "policy">): string {
  const { fate, depth, byHand } = told;
  const text = outcomeText(told, model);
  if (byHand.length === 0) return text;
  const late = fate === "left" && byHand.every(({ from }) => from > depth) ? ", but it had left by then" : "";
  return `${text}; ${byHandText(byHand)}${late}`;
}

function outcomeText({ fate, depth, joined }: Told, { layers, policy }: Pick<ModelInfo, "layers" | "policy">): string {
  switch (fate) {
    case "always":
      return "always kept";
    case "survived":
      return `kept at all ${layers} layers`;
    case "alive":
      return depth === 0 ? "waiting for layer 1" : `kept so far, at ${depth} of ${layers} layers`;
    case "left":
      return `${joined === null ? policy.left : `joined “${joined}”`} ${policy.site ?? "before"} layer ${depth + 1} of ${layers}`;
  }
}

/** For each token that joined another, the word in which it goes on. */
export function joinedWords(run: Run): ReadonlyMap<number, string> {
  return new Map(run.joined.map(({ token, into }) => [token, wordAt(run, into)]));
}

/** Of the column's pieces the deepest one says where the word goes on. */
export function joinedOf(run: Run, column: Column, words: ReadonlyMap<number, string>): string | null {
  const depth = columnDepth(run, column);
  const last = column.tokens.find((t) => run.depth[t] === depth && words.has(t));
  return last === undefined ? null : (words.get(last) ?? null);
}

/** Of a word that ended in a unit of several the others, "in one unit with “film”, “plot” and 2 more"; null = it has none. */
export function unitText(column: Column, unit: WordUnit | null): string | null {
  if (!unit) return null;
  const others = unit.columns.filter((other) => other !== column).map(({ text }) => `“${shorten(text, 20)}”`);
  const [named, more] = [others.slice(0, 3), others.length - 3];
  const all = more > 0 ? [...named, `${more} more`] : named;
  const list = all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${all.at(-1) ?? ""}` : all.join("");
  return `in one unit${unit.number === null ? "" : ` (${unit.number})`} with ${list}`;
}

/** The word that a token is a piece of; a special token's own name. */
function wordAt({ tokens, passage }: Run, at: number): string {
  const piece = tokens[at];
  if (!piece || piece.special) return piece?.piece ?? "";
  const isOfIt = (token: Run["tokens"][number] | undefined) =>
    token && !token.special && token.word === piece.word && token.second === piece.second;
  let [first, last] = [at, at];
  while (isOfIt(tokens[first - 1])) first--;
  while (isOfIt(tokens[last + 1])) last++;
  const span = { ...piece, start: tokens[first]?.start ?? 0, end: tokens[last]?.end ?? 0 };
  return shorten(textAt(passage, span), 20);
}

/** Steps of the one ramp of depths: the view's shades and the editor's marks. */
export const depthSteps = 7;

/** 0 = skimmed before the first layer … depthSteps - 1 = kept at all layers. */
export function depthStep(depth: number, layers: number): number {
  if (depth >= layers) return depthSteps - 1;
  return depth === 0 ? 0 : 1 + Math.floor(((depth - 1) * (depthSteps - 2)) / Math.max(1, layers - 1));
}

/** Steps of the ramp at which a word that left is faded, in the editor, with the whole run in sight. */
const early = 1;

/** How a word is marked on the text while `layer` layers are shown as passed. `line`: the weight of the line under it, a step of the ramp. `faded`: it left early or, while the
 *  layers are stepped through, by now. */
export function markOf(fate: Fate, depth: number, layer: number, layers: number): { line: number; faded: boolean } {
  const line = depthStep(Math.min(depth, layer), layers);
  return { line, faded: layer < layers ? depth < layer : fate === "left" && line <= early };
}
