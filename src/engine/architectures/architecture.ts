/** What an encoder is to the rest of the engine. An architecture is one file beside this one, named in index.ts and nowhere else. */
import type { WholeLayerCost } from "../../run/cost.js";
import type { Tensor } from "../bundle/tensor.js";
import type { Weights } from "../parts/linear.js";
import type { Graph } from "../runtime/graph.js";

export interface Architecture {
  /** config.json's `model_type`, of all that are computed alike. */
  modelTypes: readonly string[];
  /** The encoder that a config.json describes. Throws SkimError "bundle-config" for settings that are not computed here. */
  read(config: Readonly<Record<string, unknown>>): Blueprint;
}

/** Tensors by their names in the file, with their shapes; a linear's matrix may lie there in another form (parts/linearForms.ts). */
export type TensorShapes = readonly (readonly [name: string, shape: readonly number[], of?: "linear"])[];
export type Tensors = ReadonlyMap<string, Tensor>;

export interface Shape {
  layers: number;
  /** H; divisible by heads. */
  hidden: number;
  /** I */
  intermediate: number;
  heads: number;
  /** Rows of the word embeddings. */
  vocab: number;
  /** The longest window, special tokens counted. */
  maxTokens: number;
}

/** An encoder of known sizes: its tensors, and its parts as graphs on rows of hidden states. */
export interface Blueprint {
  shape: Shape;
  /** What all of its tensors' names begin with, "bert": a model that was saved without its head lacks it. */
  prefix: string;
  /** Skim predictors are `${stem}.skim_predictors.${layer}.predictor`: "bert.encoder". */
  stem: string;
  /** Of the embeddings, and all that no layer and no head owns. */
  tensors: TensorShapes;
  /** The word embeddings: one row a token is read of them, and looked at then; half of a small model's numbers are here. */
  words: string;
  /** Embeds the ids of one window, of the token types of its pieces (absent = 0 all): n × `width`, what `enter` takes, or n × H. Throws SkimError "bundle-weights" for a row that holds what is no number. */
  embed(tensors: Tensors): (ids: readonly number[], types?: readonly number[]) => Float32Array;
  /** What is computed of embeddings before the first layer; absent = they are the first layer's input. */
  enter?: { width: number; add(graph: Graph, weights: Weights, embeddings: string): string };
  layers: readonly Layer[];
  /** What is computed of a token's final state wherever it left; absent = nothing. */
  finish?(graph: Graph, weights: Weights, h: string): string;
  head: Head;
}

/** What a layer's parts may ask of the rows that they are given. */
export interface RowsOf {
  /** Names batch × T × H where the rows are those of several windows, T each, which do not hear each other (not on WebGPU); absent = one window. */
  shape?: string;
  /** Names batch × T, int32: the rows' places in their windows. Given where the layer has `places`. */
  places?: string;
  /** Names 1 × T: the logarithm of how many tokens a row stands for, which is added to the scores by which it is heard. Of one window alone. */
  logSizes?: string;
  /** Is told what names the probabilities of being heard, heads × T × T: each row's of each. Of one window alone. */
  listen?: (probabilities: string) => void;
}

/** One layer. Rows keep their own place when others leave, so nothing here may read a place off a row's number. */
export interface Layer {
  tensors: TensorShapes;
  /** Of the plain layer, whatever the forms of its linears. */
  cost: WholeLayerCost;
  /** The linears that tokens go through, without ".weight", by the method that has them. */
  linears: { project: readonly string[]; hear: readonly string[]; feed: readonly string[] };
  /** Of the cost of a token: that of its feed-forward part. */
  feeding: number;
  /** It hears by places in the window: `attend` is told of them. */
  places?: true;
  /** Queries, keys and values of hidden states rows × H, each rows × H; of each row by itself. */
  project(graph: Graph, weights: Weights, h: string): string[];
  /** What each row hears of all of its window, rows × H. */
  attend(graph: Graph, weights: Weights, qkv: readonly string[], rows: RowsOf): string;
  /** What a row becomes by what it heard, of that and of the layer's input, rows × H; of each row by itself. */
  hear(graph: Graph, weights: Weights, heard: string, h: string, output?: string): string;
  /** The layer's output rows × H, of what `hear` gives: its feed-forward part; of each row by itself. */
  feed(graph: Graph, weights: Weights, a: string, output?: string): string;
}

/** Of one pooled state a text to a number for each label, always in fp32: it is a row a window. */
export interface Head {
  /** How states are pooled where the skim block does not say. */
  pooling: "cls" | "mean";
  /** The linear that has a row for each label, without ".weight". */
  classifier: string;
  /** Of all of it but the classifier. */
  tensors: TensorShapes;
  /** B × H to B × labels, named by `output`. */
  add(graph: Graph, weights: Weights, pooled: string, output?: string): string;
}

/** A linear or a norm whose bias is not among its tensors has none. */
export function linearShapes(name: string, out: number, into: number, bias = true): TensorShapes {
  return [[`${name}.weight`, [out, into], "linear"], ...(bias ? [[`${name}.bias`, [out]] as const] : [])];
}

/** The names of the linears among them, without ".weight". */
export function linearsOf(tensors: TensorShapes): string[] {
  return tensors.flatMap(([name, , of]) => (of === "linear" ? name.slice(0, -".weight".length) : []));
}

export function normShapes(name: string, size: number, bias = true): TensorShapes {
  return [[`${name}.weight`, [size]], ...(bias ? [[`${name}.bias`, [size]] as const] : [])];
}
