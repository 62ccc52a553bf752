import { Graph, type BuiltGraph } from "./graph.js";
import { addSum } from "./layerGraph.js";
import { linear32, type Weights } from "./linear.js";

/** Adds pooler (Linear, tanh) and classifier on the pooled state, 1 × H; gives "logits", 1 × labels. In fp32 always: it is one row. */
export function addHead(graph: Graph, weights: Weights, pooled: string): string {
  const tanh = graph.node("Tanh", [linear32(graph, weights, "bert.pooler.dense", pooled)]);
  return linear32(graph, weights, "classifier", tanh, "logits");
}

/**
 * The head on the states that came to the end: h (T × H) to logits (1 × labels). It looks at row 0; or, where the model pools by the
 * mean, at all rows (`all`: 1 × T ones), with `gone` (1 × H, the sum of those that left), times `share` (1 × 1: 1 / n).
 */
export function headGraph(weights: Weights): BuiltGraph {
  const graph = new Graph();
  const { hidden: H, labels, pooling } = weights.config;
  const outputs = { logits: [1, labels.length] };
  if (pooling === "cls") {
    addHead(graph, weights, graph.node("Gather", ["h", graph.constant([0n])], { axis: 0n }));
    return graph.build({ h: ["T", H] }, outputs);
  }
  addHead(graph, weights, graph.node("Mul", [addSum(graph, "all", "h", "gone"), "share"]));
  return graph.build({ h: ["T", H], all: [1, "T"], gone: [1, H], share: [1, 1] }, outputs);
}
