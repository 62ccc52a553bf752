import type { Weights } from "../parts/linear.js";
import { addSum, inRows } from "../parts/rows.js";
import { Graph, type BuiltGraph } from "../runtime/graph.js";
import type { Plan } from "./plan.js";

/**
 * The head on the states of B windows that came to the end: h (N × H, all windows' rows) to logits (B × labels). It looks at each
 * window's place 0, the `firsts` of h (1 × B); or, where the model pools by the mean, at all of its rows (`all`: B × N, 1 = this row
 * is this window's), with `gone` (B × H, the sum of those that left), times `share` (B × 1: 1 / n).
 */
export function headGraph({ blueprint, pooling, labels }: Plan, weights: Weights): BuiltGraph {
  const graph = new Graph();
  const { hidden: H } = blueprint.shape;
  const finished = (x: string) => blueprint.finish?.(graph, weights, x) ?? x;
  const outputs = { logits: ["B", labels] };
  if (pooling === "cls") {
    const firsts = inRows(graph, graph.node("Gather", ["h", "firsts"], { axis: 0n }), H);
    blueprint.head.add(graph, weights, finished(firsts), "logits");
    return graph.build({ h: ["N", H] }, outputs, { firsts: [1, "B"] });
  }
  const sum = addSum(graph, "all", finished("h"), "gone");
  blueprint.head.add(graph, weights, graph.node("Mul", [sum, "share"]), "logits");
  return graph.build({ h: ["N", H], all: ["B", "N"], gone: ["B", H], share: ["B", 1] }, outputs);
}
