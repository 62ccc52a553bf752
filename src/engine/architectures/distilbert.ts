import * as v from "valibot";
import { relu } from "../parts/activation.js";
import { bertEmbedding, embedding, embeddingShapes } from "../parts/embedding.js";
import { postNormLayer } from "../parts/postNormLayer.js";
import { twoLinears } from "../parts/twoLinears.js";
import type { Architecture, Shape } from "./architecture.js";
import { activationOf, checkHeads, Common, most, readSettings, size } from "./settings.js";

const DistilBert = v.object({
  n_layers: size(most.layers),
  dim: size(most.hidden),
  hidden_dim: size(most.intermediate),
  n_heads: size(most.heads),
  vocab_size: Common.vocab_size,
  max_position_embeddings: Common.max_position_embeddings,
});

const eps = 1e-12; // no setting of its config.json

/** DistilBERT (Sanh et al. 2019): BERT without token types and without a pooler. */
export const distilbert: Architecture = {
  modelTypes: ["distilbert"],
  read(config) {
    const activation = activationOf(config, "activation", "gelu");
    const c = readSettings(DistilBert, config);
    checkHeads(c.dim, c.n_heads, "dim");
    const shape: Shape = {
      layers: c.n_layers,
      hidden: c.dim,
      intermediate: c.hidden_dim,
      heads: c.n_heads,
      vocab: c.vocab_size,
      maxTokens: c.max_position_embeddings,
    };
    const embeddings = bertEmbedding("distilbert.embeddings", {
      width: shape.hidden,
      eps,
      words: shape.vocab,
      positions: shape.maxTokens,
    });
    return {
      shape,
      prefix: "distilbert",
      stem: "distilbert.transformer",
      tensors: embeddingShapes(embeddings),
      words: embeddings.words.name,
      embed: (tensors) => embedding(embeddings, tensors),
      layers: Array.from({ length: shape.layers }, (_, l) => {
        const part = (name: string) => `distilbert.transformer.layer.${l}.${name}`;
        const names = {
          query: part("attention.q_lin"),
          key: part("attention.k_lin"),
          value: part("attention.v_lin"),
          heard: part("attention.out_lin"),
          heardNorm: part("sa_layer_norm"),
          wide: part("ffn.lin1"),
          narrow: part("ffn.lin2"),
          narrowNorm: part("output_layer_norm"),
        };
        return postNormLayer({ shape, names, activation, eps });
      }),
      head: twoLinears("pre_classifier", relu, "classifier", shape.hidden),
    };
  },
};
