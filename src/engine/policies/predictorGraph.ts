import { Graph, type BuiltGraph } from "../runtime/graph.js";
import { layerNorm, linear, linear32, type Weights } from "../parts/linear.js";

const eps = 1e-5; // PyTorch's default, not BERT's

/** Adds predictor `layer` on hidden states T × H; gives its output, T × 2, column 1 = p(keep). */
export function addPredictor(graph: Graph, weights: Weights, layer: number, h: string, output = "p"): string {
  const name = `bert.encoder.skim_predictors.${layer}.predictor`;
  const x = layerNorm(graph, weights, `${name}.0`, h, eps);
  const y = linear(graph, weights, `${name}.1`, { value: x });
  const z = graph.node("Gelu", [layerNorm(graph, weights, `${name}.2`, y, eps)]);
  return graph.node("Softmax", [linear32(graph, weights, `${name}.4`, z)], { axis: -1n }, output);
}

/**
 * Predictor 0 on the embedding output: h (T × H) to p (T × 2), and h itself as y, so that it is where the layers' outputs are. The
 * later predictors end the layers' graphs.
 */
export function predictorGraph(weights: Weights): BuiltGraph {
  const { hidden: H } = weights.config;
  const graph = new Graph();
  addPredictor(graph, weights, 0, "h");
  graph.node("Identity", ["h"], {}, "y");
  return graph.build({ h: ["T", H] }, { y: ["T", H], p: ["T", 2] });
}
