import type { RowsOf } from "../architectures/architecture.js";
import type { Weights } from "../parts/linear.js";
import { addSum } from "../parts/rows.js";
import { Graph, type BuiltGraph } from "../runtime/graph.js";
import type { Plan } from "./plan.js";

/**
 * Encoder layer `l` by the published code: all N tokens of a window are computed (h to y, N × H), and attention probabilities are
 * multiplied by the `mask` (N × 1, 1 = this token is kept) of what is heard, after their softmax and not normalised again. To mask
 * what the values say comes to the same numbers, whatever the attention is made of. The next layer's score is of all tokens, N × 1.
 * Where the model pools by the mean: `left` (1 × N, 1 = this token leaves here) and `gone` (1 × H) to `sum`, as in the layer graph.
 */
export function maskedLayerGraph(plan: Plan, weights: Weights, l: number): BuiltGraph {
  const { blueprint, policy, pooling } = plan;
  const { shape, layers, stem } = blueprint;
  const layer = layers[l];
  if (!layer) throw new RangeError(`there is no layer ${l}`);
  const H = shape.hidden;
  const graph = new Graph();
  const [q = "", k = "", v = ""] = layer.project(graph, weights, "h");
  const rows: RowsOf = layer.places ? { places: "places" } : {};
  const heard = layer.attend(graph, weights, [q, k, graph.node("Mul", [v, "mask"])], rows);
  const y = layer.feed(graph, weights, layer.hear(graph, weights, heard, "h"), "y");
  const score = l + 1 < layers.length && policy.score?.add(graph, weights, { shape, stem, layer: l + 1 }, y, "score");
  const mean = pooling === "mean";
  if (mean) addSum(graph, "left", blueprint.finish?.(graph, weights, "h") ?? "h", "gone", "sum");
  return graph.build(
    { h: ["N", H], mask: ["N", 1], ...(mean ? { left: [1, "N"], gone: [1, H] } : {}) },
    { y: ["N", H], ...(mean ? { sum: [1, H] } : {}), ...(score ? { score: ["N", 1] } : {}) },
    layer.places ? { places: [1, "N"] } : {},
  );
}
