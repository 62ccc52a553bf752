import { Graph, type BuiltGraph } from "./graph.js";
import { linear, linears, parameter, type Weights } from "./linear.js";
import { addPredictor } from "./predictorGraph.js";

/**
 * Adds encoder layer `layer` on hidden states T × H; gives its output, T × H. T is free and nothing is masked or padded. `shape` names
 * batch × T × H where the rows are those of several windows, T each, which do not hear each other (not on WebGPU).
 */
export function addLayer(
  graph: Graph,
  weights: Weights,
  layer: number,
  h: string,
  output?: string,
  shape = graph.constant([1n, -1n, BigInt(weights.config.hidden)]),
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

  const self = `${name}.attention.self`;
  const qkv = linears(graph, weights, [`${self}.query`, `${self}.key`, `${self}.value`], { value: h });
  const heard = attention(graph, weights, qkv, shape);
  const attended = linear(graph, weights, `${name}.attention.output.dense`, { value: heard });
  const a = norm(`${name}.attention.output.LayerNorm`, attended, h);

  const wide = graph.node("Gelu", [linear(graph, weights, `${name}.intermediate.dense`, { value: a })]); // Gelu is erf's
  return norm(`${name}.output.LayerNorm`, linear(graph, weights, `${name}.output.dense`, { value: wide }), a, output);
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

/**
 * Encoder layer `layer` on the kept tokens of a batch of B windows: h (N × H, all windows' rows) and the `rows` of it that stay (B × T)
 * to y (B T × H); and, but for the last layer, the next predictor on y, p (B T × 2, column 1 = p(keep)), so that a layer costs one call
 * of the runtime. Where the model pools by the mean: `left` (B × N, 1 = this row of h leaves this window) and `gone` (B × H, the sum of
 * those that left before) to `sum` (B × H). On WebGPU B is 1.
 */
export function layerGraph(weights: Weights, layer: number): BuiltGraph {
  const { hidden: H, layers, pooling } = weights.config;
  const graph = new Graph();
  const kept = graph.node("Gather", ["h", "rows"], { axis: 0n }); // B × T × H
  const shape = weights.backend === "webgpu" ? undefined : graph.node("Shape", [kept]);
  const y = addLayer(graph, weights, layer, inRows(graph, kept, H), "y", shape);
  const last = layer + 1 === layers;
  if (!last) addPredictor(graph, weights, layer + 1, y);
  const p = last ? {} : { p: ["BT", 2] };
  if (pooling === "cls") return graph.build({ h: ["N", H] }, { y: ["BT", H], ...p }, { rows: ["B", "T"] });
  addSum(graph, "left", "h", "gone", "sum");
  const inputs = { h: ["N", H], left: ["B", "N"], gone: ["B", H] };
  return graph.build(inputs, { y: ["BT", H], sum: ["B", H], ...p }, { rows: ["B", "T"] });
}
