import * as v from "valibot";
import { tanh } from "../parts/activation.js";
import { bertEmbedding, embedding, embeddingShapes } from "../parts/embedding.js";
import { bertNames, postNormLayer } from "../parts/postNormLayer.js";
import { twoLinears } from "../parts/twoLinears.js";
import type { Architecture, Shape } from "./architecture.js";
import {
  absoluteOnly,
  activationOf,
  checkHeads,
  checkOnly,
  Common,
  Eps,
  most,
  readSettings,
  size,
} from "./settings.js";

const Bert = v.object({
  ...Common,
  type_vocab_size: v.optional(size(most.types), 2),
  layer_norm_eps: v.optional(Eps, 1e-12),
});

/** BERT (Devlin et al. 2019): absolute positions, a pooler (Linear, tanh) before the classifier. */
export const bert: Architecture = {
  modelTypes: ["bert"],
  read(config) {
    const activation = activationOf(config, "hidden_act", "gelu");
    checkOnly(config, absoluteOnly);
    const c = readSettings(Bert, config);
    checkHeads(c.hidden_size, c.num_attention_heads);
    const shape: Shape = {
      layers: c.num_hidden_layers,
      hidden: c.hidden_size,
      intermediate: c.intermediate_size,
      heads: c.num_attention_heads,
      vocab: c.vocab_size,
      maxTokens: c.max_position_embeddings,
    };
    const embeddings = bertEmbedding("bert.embeddings", {
      width: shape.hidden,
      eps: c.layer_norm_eps,
      words: shape.vocab,
      positions: shape.maxTokens,
      types: c.type_vocab_size,
    });
    return {
      shape,
      prefix: "bert",
      stem: "bert.encoder",
      tensors: embeddingShapes(embeddings),
      words: embeddings.words.name,
      embed: (tensors) => embedding(embeddings, tensors),
      layers: Array.from({ length: shape.layers }, (_, l) =>
        postNormLayer({ shape, names: bertNames(`bert.encoder.layer.${l}`), activation, eps: c.layer_norm_eps }),
      ),
      head: twoLinears("bert.pooler.dense", tanh, "classifier", shape.hidden),
    };
  },
};
