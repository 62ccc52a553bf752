import { attention, oneWindow, type Attention } from "./attention.js";
import { ofPairs } from "./distance.js";
import { linear32, type Weights } from "./linear.js";
import type { RowsOf } from "../architectures/architecture.js";
import type { Graph } from "../runtime/graph.js";

/** DeBERTa's attention: tokens hear each other by what they are, and by learnt embeddings of their distances. */
export interface RelativeAttention extends Omit<Attention, "bias" | "scale"> {
  /** Embeddings of distances; and which one is a distance's (byDistance). */
  span: number;
  rows: Int32Array;
  /** The linear that makes keys of them, which queries of states meet (c2p); null = they do not. */
  keys: string | null;
  /** The linear that makes queries of them, which keys of states meet (p2c); null = they do not. */
  queries: string | null;
}

/**
 * `embeddings`: span × H, by the rows' places; what is made of them and of weights alone the runtime computes once, as it loads the
 * graph, so that no run pays for it.
 */
export function relativeAttention(
  graph: Graph,
  weights: Weights,
  qkv: readonly string[],
  embeddings: string,
  { hidden, heads, span, rows, keys, queries }: RelativeAttention,
  of: RowsOf,
): string {
  const { shape = oneWindow(graph, hidden), places = "" } = of;
  const width = hidden / heads;
  const scale = 1 / Math.sqrt(width * (1 + [keys, queries].filter((name) => name !== null).length));
  const size = (...sizes: number[]) => graph.constant(sizes.map(BigInt));
  const byHead = (x: string, perm: bigint[]) => {
    const split = graph.node("Reshape", [graph.node("Reshape", [x, shape]), size(0, 0, heads, width)]); // 0 = as it is
    return graph.node("Transpose", [split], { perm });
  };
  const ofDistances = (name: string, perm: bigint[]) => {
    const scaled = graph.node("Mul", [linear32(graph, weights, name, embeddings), graph.constant([scale], [])]);
    return graph.node("Transpose", [graph.node("Reshape", [scaled, size(span, heads, width)])], { perm });
  };
  const [q = "", k = ""] = qkv;
  const pair = graph.node("Unsqueeze", [ofPairs(graph, "distances", rows, places), size(1)]);
  const pairs = graph.node("Expand", [pair, size(1, heads, 1, 1)]); // batch × heads × T × T
  const terms: string[] = [];
  if (keys !== null) {
    const met = graph.node("MatMul", [byHead(q, [0n, 2n, 1n, 3n]), ofDistances(keys, [1n, 2n, 0n])]);
    terms.push(graph.node("GatherElements", [met, pairs], { axis: 3n })); // of batch × heads × T × span
  }
  if (queries !== null) {
    const met = graph.node("MatMul", [ofDistances(queries, [1n, 0n, 2n]), byHead(k, [0n, 2n, 3n, 1n])]);
    terms.push(graph.node("GatherElements", [met, pairs], { axis: 2n })); // of batch × heads × span × T
  }
  const bias = terms.reduce((sum, term) => graph.node("Add", [sum, term]));
  return attention(graph, weights, qkv, { hidden, heads, bias, scale }, { ...of, shape });
}

/**
 * DeBERTa's bucket of a distance: near ones have one each, further ones share them by their logarithm, to `farthest`. In float32 step
 * by step, as PyTorch computes it, which decides where a bucket ends.
 */
export function logBucket(distance: number, buckets: number, farthest: number): number {
  const mid = Math.floor(buckets / 2);
  const far = Math.abs(distance);
  if (far <= mid) return distance;
  const log = (x: number) => Math.fround(Math.log(Math.fround(x)));
  const share = Math.fround(log(far / mid) / log((farthest - 1) / mid));
  return Math.sign(distance) * (Math.ceil(Math.fround(share * (mid - 1))) + mid);
}
