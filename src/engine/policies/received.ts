import { notNumbers } from "../bundle/finite.js";
import type { Asked, Score } from "./policy.js";

/** The attention that a unit receives of all alive, itself among them, in the mean of the heads: no training is needed for it. */
export const received: Score = {
  of: "probabilities",
  add(graph, _weights, { shape: { heads } }, probabilities, output) {
    const sum = graph.node("ReduceSum", [probabilities, graph.constant([0n, 1n])], { keepdims: 0n });
    const mean = graph.node("Mul", [sum, graph.constant([1 / heads], [])]);
    return graph.node("Reshape", [mean, graph.constant([-1n, 1n])], {}, output);
  },
};

/** The scores that were asked. Throws SkimError "bundle-weights" where one is no number. */
export function scored({ layer, score = new Float32Array() }: Asked): Float32Array {
  if (score.some(Number.isNaN)) throw notNumbers(`The attention of layer ${layer + 1} gives NaN`);
  return score;
}
