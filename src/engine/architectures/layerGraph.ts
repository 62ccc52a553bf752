import { Graph, type BuiltGraph, type Dims } from "../runtime/graph.js";
import { linear, linears, parameter, type Weights } from "../parts/linear.js";
import { addPredictor } from "../policies/predictorGraph.js";

/**
 * Adds encoder layer `layer` on hidden states T × H; gives its output, T × H. T is free and nothing is masked or padded. `shape` names
 * batch × T × H where the rows are those of several windows, T each, which do not hear each other (not on WebGPU); `qkv` names their
 * queries, keys and values.
 */
export function addLayer(
  graph: Graph,
  weights: Weights,
  layer: number,
  h: string,
  output?: string,
  shape = graph.constant([1n, -1n, BigInt(weights.config.hidden)]),
  qkv = projections(graph, weights, layer, h),
): string {
  const { layerNormEps: epsilon } = weights.config;
  const name = `bert.encoder.layer.${layer}`;
  const norm = (part: string, x: string, residual: string, output?: string) => {
    const inputs = [
      x,
      residual,
      parameter(graph, weights, `${part}.weight`),
      parameter(graph, weights, `${part}.bias`),
    ];
    return graph.node("SkipLayerNormalization", inputs, { epsilon }, output);
  };

  const heard = attention(graph, weights, qkv, shape);
  const attended = linear(graph, weights, `${name}.attention.output.dense`, { value: heard });
  const a = norm(`${name}.attention.output.LayerNorm`, attended, h);

  const wide = graph.node("Gelu", [linear(graph, weights, `${name}.intermediate.dense`, { value: a })]); // Gelu is erf's
  return norm(`${name}.output.LayerNorm`, linear(graph, weights, `${name}.output.dense`, { value: wide }), a, output);
}

/** Queries, keys and values of hidden states T × H, T × H each. */
function projections(graph: Graph, weights: Weights, layer: number, h: string): string[] {
  const self = `bert.encoder.layer.${layer}.attention.self`;
  return linears(graph, weights, [`${self}.query`, `${self}.key`, `${self}.value`], { value: h });
}

/** What each token hears of all of its window, from queries, keys and values, each rows × H. */
function attention(graph: Graph, { config, backend }: Weights, qkv: string[], shape: string): string {
  const { heads, hidden } = config;
  if (backend !== "webgpu") {
    const inBatch = qkv.map((x) => graph.node("Reshape", [x, shape]));
    return inRows(graph, graph.node("MultiHeadAttention", inBatch, { num_heads: BigInt(heads) }), hidden);
  }
  // In small steps: WebGPU's own MultiHeadAttention is wrong above 32 tokens on some adapters, and says nothing (onnxruntime-web 1.30
  // on SwiftShader; microsoft/onnxruntime#28520 tells of NVIDIA's).
  const width = hidden / heads;
  const parts = graph.constant([0n, BigInt(heads), BigInt(width)]); // 0 = T, as it is
  const [q = "", k = "", v = ""] = qkv.map((x, i) =>
    graph.node("Transpose", [graph.node("Reshape", [x, parts])], { perm: i === 1 ? [1n, 2n, 0n] : [1n, 0n, 2n] }),
  );
  const scores = graph.node("Mul", [graph.node("MatMul", [q, k]), graph.constant([1 / Math.sqrt(width)], [])]);
  const heard = graph.node("MatMul", [graph.node("Softmax", [scores], { axis: -1n }), v]);
  return graph.node("Reshape", [
    graph.node("Transpose", [heard], { perm: [1n, 0n, 2n] }),
    graph.constant([0n, BigInt(hidden)]),
  ]);
}

/** Of any shape that ends in H: rows × H. */
export function inRows(graph: Graph, x: string, hidden: number): string {
  return graph.node("Reshape", [x, graph.constant([-1n, BigInt(hidden)])]);
}

/** The sums so far (B × H), each with the rows of h (N × H) that its row of `weight` (B × N) weighs, B × H. */
export function addSum(graph: Graph, weight: string, h: string, sum: string, output?: string): string {
  return graph.node("Gemm", [weight, h, sum], {}, output);
}

/** A layer's inputs and outputs for queries, keys and values. */
export const knownInputs = ["knownQ", "knownK", "knownV"];
export const projectedOutputs = ["q", "k", "v"];

/**
 * Encoder layer `layer` on the kept tokens of a batch of B windows: h (N × H, all windows' rows) and the `rows` of it that stay (B × T)
 * to y (B T × H); and, but for the last layer, the next predictor on y, p (B T × 2, column 1 = p(keep)), so that a layer costs one call
 * of the runtime. Where the model pools by the mean: `left` (B × N, 1 = this row of h leaves this window) and `gone` (B × H, the sum of
 * those that left before) to `sum` (B × H).
 *
 * Not on WebGPU, where B is 1: queries, keys and values are computed of the rows `asked` (B × M) alone. Those of the rows after them
 * are given as `knownQ`, `knownK` and `knownV` (K × H, K + B M = B T; B = 1 where K is not 0), and all are outputs, `q`, `k` and `v`
 * (B T × H). M is never 0: in eight bits a row's smallest number is asked, and the runtime's ReduceMin gives a wrong shape for no rows.
 */
export function layerGraph(weights: Weights, layer: number): BuiltGraph {
  const { hidden: H, layers, pooling } = weights.config;
  const graph = new Graph();
  const kept = graph.node("Gather", ["h", "rows"], { axis: 0n }); // B × T × H
  const own = inRows(graph, kept, H);
  const onGpu = weights.backend === "webgpu";
  const y = onGpu
    ? addLayer(graph, weights, layer, own, "y")
    : addLayer(graph, weights, layer, own, "y", graph.node("Shape", [kept]), projectAsked(graph, weights, layer));
  const last = layer + 1 === layers;
  const mean = pooling === "mean";
  if (!last) addPredictor(graph, weights, layer + 1, y);
  if (mean) addSum(graph, "left", "h", "gone", "sum");
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
      ...(last ? {} : { p: ["BT", 2] }),
      ...each(onGpu ? [] : projectedOutputs, ["BT", H]),
    },
    { rows: ["B", "T"], ...(onGpu ? {} : { asked: ["B", "M"] }) },
  );
}

/** Queries, keys and values of all rows: those computed of the rows asked, and below them the known ones. */
function projectAsked(graph: Graph, weights: Weights, layer: number): string[] {
  const asked = inRows(graph, graph.node("Gather", ["h", "asked"], { axis: 0n }), weights.config.hidden);
  return projections(graph, weights, layer, asked).map((x, i) =>
    graph.node("Concat", [x, knownInputs[i] ?? ""], { axis: 0n }, projectedOutputs[i]),
  );
}
