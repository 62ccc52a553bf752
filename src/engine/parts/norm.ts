import type { Graph } from "../runtime/graph.js";
import { weightAndBias, type Weights } from "./linear.js";

/** LayerNorm(x) by the weight and the bias, if any, of this name. */
export function layerNorm(graph: Graph, weights: Weights, name: string, x: string, epsilon: number): string {
  return graph.node("LayerNormalization", [x, ...weightAndBias(graph, weights, name)], { axis: -1n, epsilon });
}

/** LayerNorm(x + residual) in one step. */
export function skipNorm(
  graph: Graph,
  weights: Weights,
  name: string,
  x: string,
  residual: string,
  epsilon: number,
  output?: string,
): string {
  return graph.node(
    "SkipLayerNormalization",
    [x, residual, ...weightAndBias(graph, weights, name)],
    { epsilon },
    output,
  );
}
