import { Graph, type BuiltGraph } from "./graph.js";
import { linear, linears, parameter, type Weights } from "./linear.js";
import { addPredictor } from "./predictorGraph.js";

/** Adds encoder layer `layer` on hidden states T × H; gives its output, T × H. T is free and nothing is masked or padded. */
export function addLayer(graph: Graph, weights: Weights, layer: number, h: string, output?: string): string {
  const { heads, layerNormEps: epsilon } = weights.config;
  const name = `bert.encoder.layer.${layer}`;
  const norm = (part: string, x: string, residual: string, output?: string) => {
    const inputs = [
      x,
      residual,
      parameter(graph, weights, `${part}.weight`),
      parameter(graph, weights, `${part}.bias`),
    ];
    return graph.node("SkipLayerNormalization", inputs, { epsilon }, output);
  };

  const self = `${name}.attention.self`;
  const qkv = linears(graph, weights, [`${self}.query`, `${self}.key`, `${self}.value`], { value: h });
  const batch = graph.constant([0n]);
  const inBatch = qkv.map((x) => graph.node("Unsqueeze", [x, batch])); // attention takes batch × T × H
  const context = graph.node("MultiHeadAttention", inBatch, { num_heads: BigInt(heads) });
  const heard = graph.node("Squeeze", [context, batch]);
  const attended = linear(graph, weights, `${name}.attention.output.dense`, { value: heard });
  const a = norm(`${name}.attention.output.LayerNorm`, attended, h);

  const wide = graph.node("Gelu", [linear(graph, weights, `${name}.intermediate.dense`, { value: a })]); // Gelu is erf's
  return norm(`${name}.output.LayerNorm`, linear(graph, weights, `${name}.output.dense`, { value: wide }), a, output);
}

/**
 * Encoder layer `layer` on the kept tokens: h (T × H) to y (T × H); and, but for the last layer, the next predictor on y,
 * p (T × 2, column 1 = p(keep)), so that a layer costs one call of the runtime.
 */
export function layerGraph(weights: Weights, layer: number): BuiltGraph {
  const { hidden: H, layers } = weights.config;
  const graph = new Graph();
  const y = addLayer(graph, weights, layer, "h", "y");
  const last = layer + 1 === layers;
  if (!last) addPredictor(graph, weights, layer + 1, y);
  return graph.build({ h: ["T", H] }, last ? { y: ["T", H] } : { y: ["T", H], p: ["T", 2] });
}
