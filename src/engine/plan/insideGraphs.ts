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

/** What is computed of each row by itself up to the next site: the layer's output, and the next layer's queries, keys and values of it; or of the last layer its output. */
export const eachOutputs = { inner: ["out", "q", "k", "v"], last: ["y"] };
/** … and what is known of it. */
export const knownName = (output: string): string => `known_${output}`;

/**
 * The feed-forward part of encoder layer `l` on the `rows` (1 × T) of h (N × H) that stay, and the next layer up to its site, as in the
 * entry graph; of the last layer its output y (T × H). Where the model pools by the mean: `left` (1 × N, 1 = this row leaves), the
 * layer's own input (`forward`, N × H) and `gone` (1 × H, the sum of those that left before) to `sum` (1 × H). Where rows may join
 * others `logSizes` (1 × T); and on WebGPU, where they are joined here, `join` (T × N: what of each row of h) in place of `rows`.
 *
 * Where rows do not join, and not on WebGPU, `rows` may be 1 × M: of the rows after them what is computed of each by itself is given
 * (`known_out`, `known_q`, …, each K × H, K + M = T), and all of it is an output. M is never 0, as in the layer graph.
 */
export function insideLayerGraph(plan: Plan, weights: Weights, l: number): BuiltGraph {
  const { blueprint, pooling, policy } = plan;
  const { layers, shape } = blueprint;
  const onGpu = weights.backend === "webgpu";
  const joins = policy.matching !== undefined && onGpu;
  const shares = policy.matching === undefined && !onGpu;
  const H = shape.hidden;
  const layer = layers[l];
  if (!layer) throw new RangeError(`there is no layer ${l}`);
  const graph = new Graph();
  const stay = joins
    ? graph.node("MatMul", ["join", "h"])
    : inRows(graph, graph.node("Gather", ["h", "rows"], { axis: 0n }), H);
  const isLast = l + 1 === layers.length;
  const each = shares ? eachOutputs[isLast ? "last" : "inner"] : [];
  const withKnown: Each = (x, name) =>
    each.includes(name) ? graph.node("Concat", [x, knownName(name)], { axis: 0n }, name) : x;
  const fed = layer.feed(graph, weights, stay, isLast && !shares ? "y" : undefined);
  const sizes = policy.matching ? { logSizes: "logSizes" } : {};
  const last = isLast && withKnown(fed, "y");
  const next = last
    ? { outputs: { y: ["T", H] }, indices: {} }
    : addHearing(plan, graph, weights, l + 1, fed, sizes, withKnown);
  const mean = pooling === "mean";
  if (mean) addSum(graph, "left", blueprint.finish?.(graph, weights, "forward") ?? "forward", "gone", "sum");
  return graph.build(
    {
      h: ["N", H],
      ...(joins ? { join: ["T", "N"] } : {}),
      ...dimsOf(each.map(knownName), ["K", H]),
      ...(policy.matching && !isLast ? { logSizes: [1, "T"] } : {}),
      ...(mean ? { forward: ["N", H], left: [1, "N"], gone: [1, H] } : {}),
    },
    { ...dimsOf(each, ["T", H]), ...next.outputs, ...(mean ? { sum: [1, H] } : {}) },
    { ...(joins ? {} : { rows: [1, "M"] }), ...next.indices },
  );
}

const dimsOf = (names: readonly string[], dims: Dims): Record<string, Dims> =>
  Object.fromEntries(names.map((name) => [name, dims]));

/** What is computed of rows by themselves, and known of more: of all of them, by its output's name. */
type Each = (x: string, name: string) => string;

/** Adds layer `l` on h (M × H) up to its site; gives what the graph puts out, and which places it asks for. */
function addHearing(
  { blueprint, policy: { score }, pooling }: Plan,
  graph: Graph,
  weights: Weights,
  l: number,
  h: string,
  sizes: Pick<RowsOf, "logSizes"> = {},
  withKnown: Each = (x) => x,
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
  const all = withKnown(h, "out");
  const qkv = layer.project(graph, weights, h).map((x, i) => withKnown(x, ["q", "k", "v"][i] ?? ""));
  if (score?.of === "keys") score.add(graph, weights, site, qkv[1] ?? "", "score");
  const heard = layer.attend(graph, weights, qkv, rows);
  layer.hear(graph, weights, heard, all, "y");
  const mean = pooling === "mean";
  if (mean) graph.node("Identity", [all], {}, "input");
  return {
    outputs: {
      y: ["T", shape.hidden],
      ...(mean ? { input: ["T", shape.hidden] } : {}),
      ...(score ? { score: ["T", "S"] } : {}),
    },
    indices: layer.places ? { places: [1, "T"] } : {},
  };
}
