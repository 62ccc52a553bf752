/** Who goes on at a site and who leaves there. A policy is one file beside this one, named in index.ts and nowhere else. */
import type { PolicyInfo } from "../../run/policy.js";
import type { Move } from "../../run/sites.js";
import type { Shape, TensorShapes } from "../architectures/architecture.js";
import type { Weights } from "../parts/linear.js";
import type { Graph } from "../runtime/graph.js";

export interface Policy {
  /** As config.json's skim block names it, where it decides, and what people are told of it. */
  says: PolicyInfo;
  /** A setting of its control to begin with, where the bundle is silent. */
  usual: number;
  /** Weights of its own before layer `layer`, if any; `stem`: what the encoder's tensors begin with. */
  tensors(shape: Shape, stem: string, layer: number): TensorShapes;
  /** FLOPs of a token that is scored. */
  scoring(shape: Shape): number;
  /** Rows may join others; gives the FLOPs of a pair that is compared for it. Absent = none does. */
  matching?(shape: Shape): number;
  /** What is computed of each row for it to decide by; absent = nothing. */
  score?: Score;
  decide(asked: Asked, control: number): Move;
  /** The same with draws of its own; absent = nothing is drawn. */
  seeded?(seed: number): Policy;
}

export interface Score {
  /**
   * Of what: the rows that come to a layer, rows × H; or, inside the layer, how they are heard (attention.ts), heads × rows × rows, or
   * their keys, rows × H, whatever their places.
   */
  of: "states" | "probabilities" | "keys";
  /** Adds the scores, rows × 1, or as many numbers a row as the policy decides by, named by `output`. */
  add(graph: Graph, weights: Weights, site: Site, x: string, output: string): string;
}

/** Where it is decided: at layer `layer` of an encoder whose tensors begin with `stem`. */
export interface Site {
  shape: Shape;
  stem: string;
  layer: number;
}

/** The rows that come to a site. */
export interface Asked {
  layer: number;
  /** Of the model. */
  layers: number;
  /** Tokens of the window. */
  n: number;
  /** Their places in the window, in order; place 0 is always there. */
  alive: readonly number[];
  /** A number a row, or as many as its score gives, row by row; absent = the policy asks none. */
  score: Float32Array | undefined;
  /** Fates decided by hand, by a row's place: true = it stays, false = it leaves. They overrule the policy. */
  fates: ReadonlyMap<number, boolean>;
  /** The control was given one a layer. */
  listed: boolean;
}
