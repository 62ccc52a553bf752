import { Graph, type BuiltGraph } from "./graph.js";
import { linear32, type Weights } from "./linear.js";

/** Adds pooler (Linear, tanh) and classifier on the pooled state, 1 × H; gives "logits", 1 × labels. In fp32 always: it is one row. */
export function addHead(graph: Graph, weights: Weights, pooled: string): string {
  const tanh = graph.node("Tanh", [linear32(graph, weights, "bert.pooler.dense", pooled)]);
  return linear32(graph, weights, "classifier", tanh, "logits");
}

/** The head alone: h (1 × H) to logits (1 × labels). */
export function headGraph(weights: Weights): BuiltGraph {
  const graph = new Graph();
  addHead(graph, weights, "h");
  const { hidden, labels } = weights.config;
  return graph.build({ h: [1, hidden] }, { logits: [1, labels.length] });
}
