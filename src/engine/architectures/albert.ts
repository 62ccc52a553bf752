import * as v from "valibot";
import { tanh } from "../parts/activation.js";
import { bertEmbedding, embedding, embeddingShapes } from "../parts/embedding.js";
import { linear32 } from "../parts/linear.js";
import { postNormLayer } from "../parts/postNormLayer.js";
import { twoLinears } from "../parts/twoLinears.js";
import { linearShapes, type Architecture } from "./architecture.js";
import { BertLike, absoluteOnly, activationOf, checkOnly, most, readSettings, shapeOf, size } from "./settings.js";

const Albert = v.object({
  ...BertLike,
  embedding_size: v.optional(size(most.hidden), 128),
});

const project = "albert.encoder.embedding_hidden_mapping_in";
const part = (name: string) => `albert.encoder.albert_layer_groups.0.albert_layers.0.${name}`;

/** All layers': their weights are one layer's, which skim predictors do not share. */
const names = {
  query: part("attention.query"),
  key: part("attention.key"),
  value: part("attention.value"),
  heard: part("attention.dense"),
  heardNorm: part("attention.LayerNorm"),
  wide: part("ffn"),
  narrow: part("ffn_output"),
  narrowNorm: part("full_layer_layer_norm"),
};

/** ALBERT (Lan et al. 2020): narrow embeddings, and one layer that is gone through again and again. */
export const albert: Architecture = {
  modelTypes: ["albert"],
  read(config) {
    const activation = activationOf(config, "hidden_act", "gelu_new");
    checkOnly(config, [
      ...absoluteOnly,
      ["num_hidden_groups", [1, undefined], "one group of layers (1)"],
      ["inner_group_num", [1, undefined], "one layer in a group (1)"],
    ]);
    const c = readSettings(Albert, config);
    const shape = shapeOf(c);
    const width = c.embedding_size;
    const eps = c.layer_norm_eps;
    const embeddings = bertEmbedding("albert.embeddings", {
      width,
      eps,
      words: shape.vocab,
      positions: shape.maxTokens,
      types: c.type_vocab_size,
    });
    return {
      shape,
      prefix: "albert",
      stem: "albert.encoder",
      tensors: [...embeddingShapes(embeddings), ...linearShapes(project, shape.hidden, width)],
      words: embeddings.words.name,
      embed: (tensors) => embedding(embeddings, tensors),
      enter: { width, add: (graph, weights, h) => linear32(graph, weights, project, h) },
      layers: Array.from({ length: shape.layers }, () => postNormLayer({ shape, names, activation, eps })),
      head: twoLinears("albert.pooler", tanh, "classifier", shape.hidden),
    };
  },
};
