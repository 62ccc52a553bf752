import { linearShapes, type Head } from "../architectures/architecture.js";
import type { Activation } from "./activation.js";
import { linear32 } from "./linear.js";

/** The head of nearly all encoders, on the first token's state: a linear H to H of this name, an activation, and the classifier. */
export function twoLinears(dense: string, activation: Activation, classifier: string, hidden: number): Head {
  return {
    pooling: "cls",
    classifier,
    tensors: linearShapes(dense, hidden, hidden),
    add: (graph, weights, pooled, output) =>
      linear32(graph, weights, classifier, activation(graph, linear32(graph, weights, dense, pooled)), output),
  };
}
