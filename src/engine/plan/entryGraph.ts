import type { Weights } from "../parts/linear.js";
import { Graph, type BuiltGraph } from "../runtime/graph.js";
import type { Plan } from "./plan.js";

/**
 * What comes before the first layer: embeddings h (T × width) to the first layer's input y (T × H), and its score (T × 1) where the
 * policy asks for one. The later layers' scores end the graphs of the layers before them.
 */
export function entryGraph({ blueprint, policy }: Plan, weights: Weights): BuiltGraph {
  const { shape, enter, stem } = blueprint;
  const graph = new Graph();
  const y = enter?.add(graph, weights, "h") ?? "h";
  policy.score?.add(graph, weights, { shape, stem, layer: 0 }, y, "score");
  graph.node("Identity", [y], {}, "y");
  const scored = policy.score ? { score: ["T", 1] } : {};
  return graph.build({ h: ["T", enter?.width ?? shape.hidden] }, { y: ["T", shape.hidden], ...scored });
}
