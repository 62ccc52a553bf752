import { bertLayer } from "../../run/cost.js";
import { linearShapes, normShapes, type Layer, type Shape, type TensorShapes } from "../architectures/architecture.js";
import type { Graph } from "../runtime/graph.js";
import type { Activation } from "./activation.js";
import { attention } from "./attention.js";
import { linear, linears, type Weights } from "./linear.js";
import { skipNorm } from "./norm.js";

/** The names of a layer's parts, without ".weight" and ".bias". */
export interface PostNormNames {
  query: string;
  key: string;
  value: string;
  /** The linear on what was heard, and the norm of its sum with the layer's input. */
  heard: string;
  heardNorm: string;
  /** The feed-forward part's linears, H to I and back, and the norm of its sum with its input. */
  wide: string;
  narrow: string;
  narrowNorm: string;
}

/** BERT's own names of them. */
export function bertNames(layer: string): PostNormNames {
  const part = (name: string) => `${layer}.${name}`;
  return {
    query: part("attention.self.query"),
    key: part("attention.self.key"),
    value: part("attention.self.value"),
    heard: part("attention.output.dense"),
    heardNorm: part("attention.output.LayerNorm"),
    wide: part("intermediate.dense"),
    narrow: part("output.dense"),
    narrowNorm: part("output.LayerNorm"),
  };
}

export interface PostNorm {
  shape: Shape;
  names: PostNormNames;
  activation: Activation;
  eps: number;
  /** What is added to the scores, by the rows' places in their windows (attention.ts); absent = nothing. */
  bias?: (graph: Graph, weights: Weights, places: string) => string;
}

/** A layer whose norms come after each sum, as BERT's do: what most encoders are made of, by one name or another. */
export function postNormLayer({ shape, names, activation, eps, bias }: PostNorm): Layer {
  const { hidden: H, intermediate: I, heads } = shape;
  return {
    tensors: postNormTensors(H, I, names),
    cost: bertLayer(H, I),
    linears: {
      project: [names.query, names.key, names.value],
      hear: [names.heard],
      feed: [names.wide, names.narrow],
    },
    feeding: 4 * H * I,
    project: (graph, weights, h) => linears(graph, weights, [names.query, names.key, names.value], { value: h }),
    ...(bias ? { places: true } : {}),
    attend: (graph, weights, qkv, rows) => {
      const added = bias && rows.places !== undefined ? { bias: bias(graph, weights, rows.places) } : {};
      return attention(graph, weights, qkv, { hidden: H, heads, ...added }, rows);
    },
    hear: (graph, weights, heard, h, output) => {
      const attended = linear(graph, weights, names.heard, { value: heard });
      return skipNorm(graph, weights, names.heardNorm, attended, h, eps, output);
    },
    feed: (graph, weights, a, output) => {
      const wide = activation(graph, linear(graph, weights, names.wide, { value: a }));
      return skipNorm(
        graph,
        weights,
        names.narrowNorm,
        linear(graph, weights, names.narrow, { value: wide }),
        a,
        eps,
        output,
      );
    },
  };
}

function postNormTensors(H: number, I: number, names: PostNormNames): TensorShapes {
  return [
    ...[names.query, names.key, names.value, names.heard].flatMap((name) => linearShapes(name, H, H)),
    ...normShapes(names.heardNorm, H),
    ...linearShapes(names.wide, I, H),
    ...linearShapes(names.narrow, H, I),
    ...normShapes(names.narrowNorm, H),
  ];
}
