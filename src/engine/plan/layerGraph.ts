import type { RowsOf } from "../architectures/architecture.js";
import type { Weights } from "../parts/linear.js";
import { addSum, inRows } from "../parts/rows.js";
import { Graph, type BuiltGraph, type Dims } from "../runtime/graph.js";
import type { Plan } from "./plan.js";

/** A layer's inputs and outputs for queries, keys and values. */
export const knownInputs = ["knownQ", "knownK", "knownV"];
export const projectedOutputs = ["q", "k", "v"];

/**
 * Encoder layer `l` on the kept tokens of a batch of B windows: h (N × H, all windows' rows) and the `rows` of it that stay (B × T)
 * to y (B T × H); and, but for the last layer, the next one's score of y (B T × 1) where the policy asks for it, so that a layer costs
 * one call of the runtime. Where the model pools by the mean: `left` (B × N, 1 = this row of h leaves this window) and `gone` (B × H, the
 * sum of those that left before) to `sum` (B × H). Where the layer hears by places: `places` (B × T), those of the rows that stay.
 *
 * Not on WebGPU, where B is 1: queries, keys and values are computed of the rows `asked` (B × M) alone. Those of the rows after them
 * are given as `knownQ`, `knownK` and `knownV` (K × H, K + B M = B T; B = 1 where K is not 0), and all are outputs, `q`, `k` and `v`
 * (B T × H). M is never 0: in eight bits a row's smallest number is asked, and the runtime's ReduceMin gives a wrong shape for no rows.
 */
export function layerGraph(plan: Plan, weights: Weights, l: number): BuiltGraph {
  const { blueprint, policy, pooling } = plan;
  const { shape, layers, stem } = blueprint;
  const H = shape.hidden;
  const graph = new Graph();
  const kept = graph.node("Gather", ["h", "rows"], { axis: 0n }); // B × T × H
  const own = inRows(graph, kept, H);
  const onGpu = weights.backend === "webgpu";
  const rows: RowsOf = {
    ...(onGpu ? {} : { shape: graph.node("Shape", [kept]) }),
    ...(layers[l]?.places ? { places: "places" } : {}),
  };
  const y = addLayer(
    plan,
    graph,
    weights,
    l,
    own,
    "y",
    rows,
    onGpu ? undefined : projectAsked(plan, graph, weights, l),
  );
  const score = l + 1 < layers.length && policy.score?.add(graph, weights, { shape, stem, layer: l + 1 }, y, "score");
  const mean = pooling === "mean";
  if (mean) addSum(graph, "left", blueprint.finish?.(graph, weights, "h") ?? "h", "gone", "sum");
  const each = (names: readonly string[], dims: Dims) => Object.fromEntries(names.map((name) => [name, dims]));
  return graph.build(
    {
      h: ["N", H],
      ...(mean ? { left: ["B", "N"], gone: ["B", H] } : {}),
      ...each(onGpu ? [] : knownInputs, ["K", H]),
    },
    {
      y: ["BT", H],
      ...(mean ? { sum: ["B", H] } : {}),
      ...(score ? { score: ["BT", 1] } : {}),
      ...each(onGpu ? [] : projectedOutputs, ["BT", H]),
    },
    {
      rows: ["B", "T"],
      ...(onGpu ? {} : { asked: ["B", "M"] }),
      ...(rows.places === undefined ? {} : { places: ["B", "T"] }),
    },
  );
}

/** Adds layer `l` on hidden states T × H; gives its output, T × H. Nothing is masked or padded. `qkv` names their queries, keys and values. */
export function addLayer(
  { blueprint }: Plan,
  graph: Graph,
  weights: Weights,
  l: number,
  h: string,
  output?: string,
  rows: RowsOf = {},
  qkv?: readonly string[],
): string {
  const layer = blueprint.layers[l];
  if (!layer) throw new RangeError(`there is no layer ${l}`);
  const heard = layer.attend(graph, weights, qkv ?? layer.project(graph, weights, h), rows);
  return layer.feed(graph, weights, layer.hear(graph, weights, heard, h), output);
}

/** Queries, keys and values of all rows: those computed of the rows asked, and below them the known ones. */
function projectAsked({ blueprint }: Plan, graph: Graph, weights: Weights, l: number): string[] {
  const asked = inRows(graph, graph.node("Gather", ["h", "asked"], { axis: 0n }), blueprint.shape.hidden);
  const own = blueprint.layers[l]?.project(graph, weights, asked) ?? [];
  return own.map((x, i) => graph.node("Concat", [x, knownInputs[i] ?? ""], { axis: 0n }, projectedOutputs[i]));
}
