/** The stages of a model whose policy decides inside its layers: each ends where the next layer's rows have heard of each other. */
import type { RowsOf } from "../architectures/architecture.js";
import type { Weights } from "../parts/linear.js";
import { addSum, inRows } from "../parts/rows.js";
import { Graph, type BuiltGraph, type Dims } from "../runtime/graph.js";
import type { Plan } from "./plan.js";

/**
 * What comes before the first site, of one window: embeddings h (T × width) to what the first layer's rows become by what they heard, y
 * (T × H), and their scores (T × 1) where the policy asks for some. Where the model pools by the mean also `input` (T × H), what came to
 * the layer: a token that leaves in it keeps that. Where the layer hears by places: `places` (1 × T).
 */
export function insideEntryGraph(plan: Plan, weights: Weights): BuiltGraph {
  const { shape, enter } = plan.blueprint;
  const graph = new Graph();
  const h = enter?.add(graph, weights, "h") ?? "h";
  const stage = addHearing(plan, graph, weights, 0, h);
  return graph.build({ h: ["T", enter?.width ?? shape.hidden] }, stage.outputs, stage.indices);
}

/**
 * The feed-forward part of encoder layer `l` on the `rows` (1 × T) of h (N × H) that stay, and the next layer up to its site, as in the
 * entry graph; of the last layer its output y (T × H). Where the model pools by the mean: `left` (1 × N, 1 = this row leaves), the
 * layer's own input (`forward`, N × H) and `gone` (1 × H, the sum of those that left before) to `sum` (1 × H). Where rows may join
 * others `logSizes` (1 × T); and on WebGPU, where they are joined here, `join` (T × N: what of each row of h) in place of `rows`.
 */
export function insideLayerGraph(plan: Plan, weights: Weights, l: number): BuiltGraph {
  const { blueprint, pooling, policy } = plan;
  const { layers, shape } = blueprint;
  const joins = policy.matching !== undefined && weights.backend === "webgpu";
  const H = shape.hidden;
  const layer = layers[l];
  if (!layer) throw new RangeError(`there is no layer ${l}`);
  const graph = new Graph();
  const stay = joins
    ? graph.node("MatMul", ["join", "h"])
    : inRows(graph, graph.node("Gather", ["h", "rows"], { axis: 0n }), H);
  const isLast = l + 1 === layers.length;
  const sizes = policy.matching ? { logSizes: "logSizes" } : {};
  const out = layer.feed(graph, weights, stay, isLast ? "y" : undefined);
  const next = isLast ? { outputs: { y: ["T", H] }, indices: {} } : addHearing(plan, graph, weights, l + 1, out, sizes);
  const mean = pooling === "mean";
  if (mean) addSum(graph, "left", blueprint.finish?.(graph, weights, "forward") ?? "forward", "gone", "sum");
  return graph.build(
    {
      h: ["N", H],
      ...(joins ? { join: ["T", "N"] } : {}),
      ...(policy.matching && !isLast ? { logSizes: [1, "T"] } : {}),
      ...(mean ? { forward: ["N", H], left: [1, "N"], gone: [1, H] } : {}),
    },
    { ...next.outputs, ...(mean ? { sum: [1, H] } : {}) },
    { ...(joins ? {} : { rows: [1, "T"] }), ...next.indices },
  );
}

/** Adds layer `l` on h (T × H) up to its site; gives what the graph puts out, and which places it asks for. */
function addHearing(
  { blueprint, policy: { score }, pooling }: Plan,
  graph: Graph,
  weights: Weights,
  l: number,
  h: string,
  sizes: Pick<RowsOf, "logSizes"> = {},
): { outputs: Record<string, Dims>; indices: Record<string, Dims> } {
  const { shape, stem, layers } = blueprint;
  const layer = layers[l];
  if (!layer) throw new RangeError(`there is no layer ${l}`);
  const site = { shape, stem, layer: l };
  const rows: RowsOf = {
    ...sizes,
    ...(layer.places ? { places: "places" } : {}),
    ...(score?.of === "probabilities" && {
      listen: (probabilities) => void score.add(graph, weights, site, probabilities, "score"),
    }),
  };
  const qkv = layer.project(graph, weights, h);
  if (score?.of === "keys") score.add(graph, weights, site, qkv[1] ?? "", "score");
  const heard = layer.attend(graph, weights, qkv, rows);
  layer.hear(graph, weights, heard, h, "y");
  const mean = pooling === "mean";
  if (mean) graph.node("Identity", [h], {}, "input");
  return {
    outputs: {
      y: ["T", shape.hidden],
      ...(mean ? { input: ["T", shape.hidden] } : {}),
      ...(score ? { score: ["T", "S"] } : {}),
    },
    indices: layer.places ? { places: [1, "T"] } : {},
  };
}
