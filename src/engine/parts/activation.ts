import type { Graph } from "../runtime/graph.js";

/** Adds an activation on x; gives its output. */
export type Activation = (graph: Graph, x: string) => string;

const tanhGelu: Activation = (graph, x) => graph.node("FastGelu", [x]);
const silu: Activation = (graph, x) => graph.node("Mul", [x, graph.node("Sigmoid", [x])]);

/** By Transformers' names (activations.py). */
export const activations: Readonly<Record<string, Activation>> = {
  gelu: (graph, x) => graph.node("Gelu", [x]), // erf's
  gelu_new: tanhGelu,
  gelu_pytorch_tanh: tanhGelu,
  relu: (graph, x) => graph.node("Relu", [x]),
  silu,
  swish: silu,
  tanh: (graph, x) => graph.node("Tanh", [x]),
};
