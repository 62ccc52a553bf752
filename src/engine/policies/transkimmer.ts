import { predictorFlops } from "../../run/cost.js";
import { transkimmer as says } from "../../run/policy.js";
import { linearShapes, normShapes } from "../architectures/architecture.js";
import { notNumbers } from "../bundle/finite.js";
import { linear, linear32 } from "../parts/linear.js";
import { layerNorm } from "../parts/norm.js";
import type { Policy } from "./policy.js";

const eps = 1e-5; // PyTorch's default, not BERT's

const predictor = (stem: string, layer: number): string => `${stem}.skim_predictors.${layer}.predictor`;

/** Transkimmer (Guan et al. 2022): a predictor before each layer gives p(keep) of each token, and those below the threshold leave. */
export const transkimmer: Policy = {
  says,
  scoring: ({ hidden }) => predictorFlops(hidden),
  tensors({ hidden: H }, stem, layer) {
    const name = predictor(stem, layer);
    return [
      ...normShapes(`${name}.0`, H),
      ...linearShapes(`${name}.1`, H, H),
      ...normShapes(`${name}.2`, H),
      ...linearShapes(`${name}.4`, 2, H),
    ];
  },
  score(graph, weights, stem, layer, h, output) {
    const name = predictor(stem, layer);
    const x = layerNorm(graph, weights, `${name}.0`, h, eps);
    const y = linear(graph, weights, `${name}.1`, { value: x });
    const z = graph.node("Gelu", [layerNorm(graph, weights, `${name}.2`, y, eps)]);
    const p = graph.node("Softmax", [linear32(graph, weights, `${name}.4`, z)], { axis: -1n });
    return graph.node("Gather", [p, graph.constant([1n])], { axis: 1n }, output); // 1 keeps, 0 skims
  },
  /**
   * `control`: a float32 number, for PyTorch compares in float32 too. Where a fate is decided by hand the score has no say, and does not
   * bound the thresholds that decide the same. A score that is no number is no decision, not even where it has no say, for it is
   * shown: throws SkimError "bundle-weights".
   */
  decide({ layer, alive, score, fates }, control) {
    const into = new Int32Array(alive.length);
    let rows = 0;
    let lo = -Infinity;
    let hi = Infinity;
    alive.forEach((token, row) => {
      const p = token === 0 ? Infinity : (score?.[row] ?? NaN); // place 0 stays at every threshold
      if (Number.isNaN(p)) throw notNumbers(`The predictor of layer ${layer + 1} gives NaN where p(keep) is asked`);
      const fate = fates.get(token);
      const stays = fate ?? p >= control;
      into[row] = stays ? row : -1;
      if (stays) rows++;
      if (fate !== undefined) return;
      if (stays) hi = Math.min(hi, p);
      else if (p > lo) lo = p;
    });
    return { into, rows, lo, hi };
  },
};
