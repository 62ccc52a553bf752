import { predictorFlops } from "../../run/cost.js";
import { transkimmer as says } from "../../run/policy.js";
import { linearShapes, normShapes } from "../architectures/architecture.js";
import { notNumbers } from "../bundle/finite.js";
import { linear, linear32 } from "../parts/linear.js";
import { layerNorm } from "../parts/norm.js";
import { atLeast } from "./atLeast.js";
import type { Policy } from "./policy.js";

const eps = 1e-5; // PyTorch's default, not BERT's

const predictor = (stem: string, layer: number): string => `${stem}.skim_predictors.${layer}.predictor`;

/** Transkimmer (Guan et al. 2022): a predictor before each layer gives p(keep) of each token, and those below the threshold leave. */
export const transkimmer: Policy = {
  says,
  usual: 0.5,
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
  score: {
    of: "states",
    add(graph, weights, { stem, layer }, h, output) {
      const name = predictor(stem, layer);
      const x = layerNorm(graph, weights, `${name}.0`, h, eps);
      const y = linear(graph, weights, `${name}.1`, { value: x });
      const z = graph.node("Gelu", [layerNorm(graph, weights, `${name}.2`, y, eps)]);
      const p = graph.node("Softmax", [linear32(graph, weights, `${name}.4`, z)], { axis: -1n });
      return graph.node("Gather", [p, graph.constant([1n])], { axis: 1n }, output); // 1 keeps, 0 skims
    },
  },
  /** A score that is no number is no decision, not even where it has no say, for it is shown: throws SkimError "bundle-weights". */
  decide(asked, control) {
    const { layer, score = new Float32Array() } = asked;
    if (asked.alive.some((token, row) => token > 0 && Number.isNaN(score[row] ?? NaN)))
      throw notNumbers(`The predictor of layer ${layer + 1} gives NaN where p(keep) is asked`);
    return { ...atLeast(asked, score, Math.fround(control)), score };
  },
};
