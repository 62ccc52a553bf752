import { Graph, type BuiltGraph } from "./graph.js";
import { linear32, type Weights } from "./linear.js";

/** Pooler (Linear, tanh) and classifier: h (1 × H, the pooled state) to logits (1 × labels). In fp32 always: it is one row. */
export function headGraph(weights: Weights): BuiltGraph {
  const graph = new Graph();
  const pooled = graph.node("Tanh", [linear32(graph, weights, "bert.pooler.dense", "h")]);
  linear32(graph, weights, "classifier", pooled, "logits");
  const { hidden, labels } = weights.config;
  return graph.build({ h: [1, hidden] }, { logits: [1, labels.length] });
}
