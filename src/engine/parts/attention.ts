import type { RowsOf } from "../architectures/architecture.js";
import type { Graph } from "../runtime/graph.js";
import type { Weights } from "./linear.js";
import { inRows } from "./rows.js";

export interface Attention {
  hidden: number;
  heads: number;
  /** Added to the scores before the softmax: batch or 1 × heads or 1 × T × T. */
  bias?: string;
  /** What the products of queries and keys are multiplied by before that; absent = 1 / √(H / heads). */
  scale?: number;
}

/** The shape of rows × H as those of one window. */
export const oneWindow = (graph: Graph, hidden: number): string => graph.constant([1n, -1n, BigInt(hidden)]);

/** What each token hears of all of its window, from queries, keys and values, each rows × H; so is what it gives. */
export function attention(
  graph: Graph,
  { backend }: Weights,
  qkv: readonly string[],
  { hidden, heads, bias, scale }: Attention,
  { shape, listen, logSizes }: RowsOf,
): string {
  if (backend !== "webgpu" && !listen && logSizes === undefined) {
    const inBatch = qkv.map((x) => graph.node("Reshape", [x, shape ?? oneWindow(graph, hidden)]));
    const inputs = bias === undefined ? inBatch : [...inBatch, "", "", bias];
    const attributes = { num_heads: BigInt(heads), ...(scale === undefined ? {} : { scale }) };
    return inRows(graph, graph.node("MultiHeadAttention", inputs, attributes), hidden);
  }
  // In small steps, which can be listened to. On WebGPU always: its own MultiHeadAttention is wrong above 32 tokens on some adapters,
  // and says nothing (onnxruntime-web 1.30 on SwiftShader; microsoft/onnxruntime#28520 tells of NVIDIA's).
  const width = hidden / heads;
  const parts = graph.constant([0n, BigInt(heads), BigInt(width)]); // 0 = T, as it is
  const [q = "", k = "", v = ""] = qkv.map((x, i) =>
    graph.node("Transpose", [graph.node("Reshape", [x, parts])], { perm: i === 1 ? [1n, 2n, 0n] : [1n, 0n, 2n] }),
  );
  const product = graph.node("Mul", [
    graph.node("MatMul", [q, k]),
    graph.constant([scale ?? 1 / Math.sqrt(width)], []),
  ]);
  const added = [
    ...(bias === undefined ? [] : [graph.node("Squeeze", [bias, graph.constant([0n])])]),
    ...(logSizes === undefined ? [] : [logSizes]),
  ];
  const scores = added.reduce((sum, x) => graph.node("Add", [sum, x]), product);
  const probabilities = graph.node("Softmax", [scores], { axis: -1n });
  listen?.(probabilities);
  const heard = graph.node("MatMul", [probabilities, v]);
  return graph.node("Reshape", [
    graph.node("Transpose", [heard], { perm: [1n, 0n, 2n] }),
    graph.constant([0n, BigInt(hidden)]),
  ]);
}
