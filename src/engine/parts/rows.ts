import type { Graph } from "../runtime/graph.js";

/** Of any shape that ends in H: rows × H. */
export function inRows(graph: Graph, x: string, hidden: number): string {
  return graph.node("Reshape", [x, graph.constant([-1n, BigInt(hidden)])]);
}

/** The sums so far (B × H), each with the rows of h (N × H) that its row of `weight` (B × N) weighs, B × H. */
export function addSum(graph: Graph, weight: string, h: string, sum: string, output?: string): string {
  return graph.node("Gemm", [weight, h, sum], {}, output);
}
