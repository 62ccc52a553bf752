import { Graph, type BuiltGraph } from "../runtime/graph.js";
import { addSum, inRows } from "./layerGraph.js";
import { linear32, type Weights } from "../parts/linear.js";

/** Adds pooler (Linear, tanh) and classifier on the pooled states, B × H; gives "logits", B × labels. In fp32 always: it is a row a window. */
export function addHead(graph: Graph, weights: Weights, pooled: string): string {
  const tanh = graph.node("Tanh", [linear32(graph, weights, "bert.pooler.dense", pooled)]);
  return linear32(graph, weights, "classifier", tanh, "logits");
}

/**
 * The head on the states of B windows that came to the end: h (N × H, all windows' rows) to logits (B × labels). It looks at each
 * window's place 0, the `firsts` of h (1 × B); or, where the model pools by the mean, at all of its rows (`all`: B × N, 1 = this row
 * is this window's), with `gone` (B × H, the sum of those that left), times `share` (B × 1: 1 / n).
 */
export function headGraph(weights: Weights): BuiltGraph {
  const graph = new Graph();
  const { hidden: H, labels, pooling } = weights.config;
  const outputs = { logits: ["B", labels.length] };
  if (pooling === "cls") {
    addHead(graph, weights, inRows(graph, graph.node("Gather", ["h", "firsts"], { axis: 0n }), H));
    return graph.build({ h: ["N", H] }, outputs, { firsts: [1, "B"] });
  }
  addHead(graph, weights, graph.node("Mul", [addSum(graph, "all", "h", "gone"), "share"]));
  return graph.build({ h: ["N", H], all: ["B", "N"], gone: ["B", H], share: ["B", 1] }, outputs);
}
