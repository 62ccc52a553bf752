import type { Graph } from "../runtime/graph.js";

/** Adds an activation on x; gives its output. */
export type Activation = (graph: Graph, x: string) => string;

export const gelu: Activation = (graph, x) => graph.node("Gelu", [x]); // erf's
export const relu: Activation = (graph, x) => graph.node("Relu", [x]);
export const tanh: Activation = (graph, x) => graph.node("Tanh", [x]);
const tanhGelu: Activation = (graph, x) => graph.node("FastGelu", [x]);
const silu: Activation = (graph, x) => graph.node("Mul", [x, graph.node("Sigmoid", [x])]);

/** By Transformers' names (activations.py). */
export const activations: Readonly<Record<string, Activation>> = {
  gelu,
  gelu_new: tanhGelu,
  gelu_pytorch_tanh: tanhGelu,
  relu,
  silu,
  swish: silu,
  tanh,
};
