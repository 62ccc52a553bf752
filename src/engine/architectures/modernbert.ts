import * as v from "valibot";
import type { WholeLayerCost } from "../../run/cost.js";
import type { Activation } from "../parts/activation.js";
import { attention } from "../parts/attention.js";
import { byDistance, ofPairs } from "../parts/distance.js";
import { embedding, embeddingShapes, type Embedding } from "../parts/embedding.js";
import { linear, linear32 } from "../parts/linear.js";
import { layerNorm } from "../parts/norm.js";
import { rotary, rotate, type Rotary } from "../parts/rotary.js";
import type { Graph } from "../runtime/graph.js";
import { linearShapes, normShapes, type Architecture, type Layer, type Shape } from "./architecture.js";
import * as settings from "./settings.js";
import { most, size } from "./settings.js";

const Flag = v.optional(v.boolean(), false);
const Theta = v.pipe(v.number(), v.gtValue(0));
const Rope = v.nullish(
  v.object({
    rope_type: v.optional(v.literal("default", 'Invalid rope_type: the engine computes "default" only')),
    rope_theta: v.optional(Theta),
  }),
);

const ModernBert = v.object({
  ...settings.Common,
  norm_eps: v.optional(settings.Eps, 1e-5),
  norm_bias: Flag,
  attention_bias: Flag,
  mlp_bias: Flag,
  classifier_bias: Flag,
  classifier_pooling: v.optional(v.picklist(["cls", "mean"]), "cls"),
  local_attention: v.optional(size(most.tokens), 128),
  global_attn_every_n_layers: v.optional(size(most.layers), 3),
  /** Newer files say of each layer what older ones say by the setting before. */
  layer_types: v.nullish(v.array(v.picklist(["full_attention", "sliding_attention"]))),
  global_rope_theta: v.optional(Theta, 160_000),
  local_rope_theta: v.optional(Theta, 10_000),
  rope_parameters: v.nullish(v.object({ full_attention: Rope, sliding_attention: Rope })),
});

/** ModernBERT (Warner et al. 2024): norms come first, places turn queries and keys, and of three layers two hear what is near alone. */
export const modernBert: Architecture = {
  modelTypes: ["modernbert"],
  read(config) {
    const activation = settings.activationOf(config, "hidden_activation", "gelu");
    const headActivation = settings.activationOf(config, "classifier_activation", "gelu");
    settings.checkOnly(config, [
      ...settings.encoderOnly,
      ["rope_scaling", [undefined, null], "rotary positions without scaling (null)"],
    ]);
    const c = settings.readSettings(ModernBert, config);
    settings.checkHeads(c.hidden_size, c.num_attention_heads);
    const shape: Shape = {
      layers: c.num_hidden_layers,
      hidden: c.hidden_size,
      intermediate: c.intermediate_size,
      heads: c.num_attention_heads,
      vocab: c.vocab_size,
      maxTokens: c.max_position_embeddings,
    };
    const { hidden: H, maxTokens } = shape;
    const width = H / shape.heads;
    if (width % 2 !== 0) throw settings.unusable(`rotary positions turn pairs, and its heads have ${width} numbers`);
    const everyNth = (l: number) => (l % c.global_attn_every_n_layers === 0 ? "full_attention" : "sliding_attention");
    const kinds = c.layer_types ?? Array.from({ length: shape.layers }, (_, l) => everyNth(l));
    if (kinds.length !== shape.layers)
      throw settings.unusable(`its layer_types are ${kinds.length}, and its layers ${shape.layers}`);

    const turning = (kind: "full_attention" | "sliding_attention", theta: number) =>
      once(() => rotary(maxTokens, width, c.rope_parameters?.[kind]?.rope_theta ?? theta));
    const reach = Math.floor(c.local_attention / 2);
    const near = once(() =>
      byDistance(Float32Array, maxTokens, (distance) => (Math.abs(distance) > reach ? unheard : 0)),
    );
    const hearing = {
      full_attention: { reach: null, near: null, turning: turning("full_attention", c.global_rope_theta) },
      sliding_attention: { reach, near, turning: turning("sliding_attention", c.local_rope_theta) },
    };
    const { norm_eps: eps, norm_bias: normBias } = c;
    const biases = { norm: normBias, attention: c.attention_bias, feed: c.mlp_bias };
    const embeddings: Embedding = {
      width: H,
      words: { name: "model.embeddings.tok_embeddings.weight", rows: shape.vocab },
      norm: "model.embeddings.norm",
      normBias,
      eps,
    };
    return {
      shape,
      prefix: "model",
      stem: "model",
      tensors: [...embeddingShapes(embeddings), ...normShapes("model.final_norm", H, normBias)],
      words: embeddings.words.name,
      embed: (tensors) => embedding(embeddings, tensors),
      layers: kinds.map((kind, l) => layer(l, { shape, activation, eps, biases }, hearing[kind])),
      finish: (graph, weights, h) => layerNorm(graph, weights, "model.final_norm", h, eps),
      head: {
        pooling: c.classifier_pooling,
        classifier: "classifier",
        tensors: [...linearShapes("head.dense", H, H, c.classifier_bias), ...normShapes("head.norm", H, normBias)],
        add: (graph, weights, pooled, output) => {
          const x = headActivation(graph, linear32(graph, weights, "head.dense", pooled));
          return linear32(graph, weights, "classifier", layerNorm(graph, weights, "head.norm", x, eps), output);
        },
      },
    };
  },
};

/** Added to the score of what is not heard: of its share in the softmax nothing is left. */
const unheard = -1e30;

/** Made where a graph first asks for it: tables are as long as the longest window, and config.json alone is no reason to fill memory. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** What all layers are alike in. */
interface Alike {
  shape: Shape;
  activation: Activation;
  eps: number;
  biases: { norm: boolean; attention: boolean; feed: boolean };
}

/** What tokens of a layer hear: all others, or those at most `reach` places away, and where these are. */
interface Hearing {
  reach: number | null;
  near: (() => Float32Array) | null;
  turning: () => Rotary;
}

function layer(l: number, { shape, activation, eps, biases }: Alike, { reach, near, turning }: Hearing): Layer {
  const { hidden: H, intermediate: I, heads } = shape;
  const part = (name: string) => `model.layers.${l}.${name}`;
  const first = l > 0 ? part("attn_norm") : null; // the embeddings are normed already
  const [fused, heardBy, wide, narrow] = [part("attn.Wqkv"), part("attn.Wo"), part("mlp.Wi"), part("mlp.Wo")];
  const parts = (graph: Graph, x: string, count: number) => graph.split("Split", [x], { axis: 1n }, count);
  return {
    tensors: [
      ...(first === null ? [] : normShapes(first, H, biases.norm)),
      ...linearShapes(fused, 3 * H, H, biases.attention),
      ...linearShapes(heardBy, H, H, biases.attention),
      ...normShapes(part("mlp_norm"), H, biases.norm),
      ...linearShapes(wide, 2 * I, H, biases.feed),
      ...linearShapes(narrow, H, I, biases.feed),
    ],
    cost: gatedLayer(H, I, reach),
    linears: { project: [fused], hear: [heardBy], feed: [wide, narrow] },
    feeding: 6 * H * I,
    places: true,
    project: (graph, weights, h) => {
      const x = first === null ? h : layerNorm(graph, weights, first, h, eps);
      return parts(graph, linear(graph, weights, fused, { value: x }), 3);
    },
    attend: (graph, weights, [q = "", k = "", v = ""], rows) => {
      const { places = "" } = rows;
      const turned = [q, k].map((x) => rotate(graph, turning(), x, places, H));
      const mask = near && graph.node("Unsqueeze", [ofPairs(graph, "near", near(), places), graph.constant([1n])]);
      return attention(graph, weights, [...turned, v], { hidden: H, heads, ...(mask && { bias: mask }) }, rows);
    },
    hear: (graph, weights, heard, h, output) =>
      graph.node("Add", [h, linear(graph, weights, heardBy, { value: heard })], {}, output),
    feed: (graph, weights, a, output) => {
      const x = layerNorm(graph, weights, part("mlp_norm"), a, eps);
      const [input = "", gate = ""] = parts(graph, linear(graph, weights, wide, { value: x }), 2);
      const gated = graph.node("Mul", [activation(graph, input), gate]);
      return graph.node("Add", [a, linear(graph, weights, narrow, { value: gated })], {}, output);
    },
  };
}

/** A layer with a gate in its feed-forward part: k (8 H² + 6 H I), and 4 H a pair. */
function gatedLayer(H: number, I: number, reach: number | null): WholeLayerCost {
  return { perToken: 8 * H * H + 6 * H * I, projecting: 6 * H * H, perPair: 4 * H, reach };
}
