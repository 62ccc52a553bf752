/** Who goes through a layer and who leaves before it. A policy is one file beside this one, named in index.ts and nowhere else. */
import type { PolicyInfo } from "../../run/policy.js";
import type { Move } from "../../run/sites.js";
import type { Shape, TensorShapes } from "../architectures/architecture.js";
import type { Weights } from "../parts/linear.js";
import type { Graph } from "../runtime/graph.js";

export interface Policy {
  /** As config.json's skim block names it, and what people are told of it. */
  says: PolicyInfo;
  /** Weights of its own before layer `layer`, if any; `stem`: what the encoder's tensors begin with. */
  tensors(shape: Shape, stem: string, layer: number): TensorShapes;
  /** FLOPs of a token that is scored. */
  scoring(shape: Shape): number;
  /** Adds the scores of rows × H before layer `layer`, rows × 1, named by `output`; absent = it asks nothing. */
  score?(graph: Graph, weights: Weights, stem: string, layer: number, h: string, output: string): string;
  decide(asked: Asked, control: number): Move;
}

/** The rows that come to a layer. */
export interface Asked {
  layer: number;
  /** Their places in the window, in order; place 0 is always there. */
  alive: readonly number[];
  /** A number a row; absent = the policy asks none. */
  score: Float32Array | undefined;
  /** Fates decided by hand, by place: true = it stays, false = it leaves. They overrule the policy. */
  fates: ReadonlyMap<number, boolean>;
}
