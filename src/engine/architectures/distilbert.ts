import * as v from "valibot";
import { embedding, embeddingShapes, type Embedding } from "../parts/embedding.js";
import { linear32 } from "../parts/linear.js";
import { postNormLayer } from "../parts/postNormLayer.js";
import { linearShapes, type Architecture, type Shape } from "./architecture.js";
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
    const embeddings: Embedding = {
      width: shape.hidden,
      words: { name: "distilbert.embeddings.word_embeddings.weight", rows: shape.vocab },
      positions: { name: "distilbert.embeddings.position_embeddings.weight", rows: shape.maxTokens, first: 0 },
      norm: "distilbert.embeddings.LayerNorm",
      eps,
    };
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
      head: {
        pooling: "cls",
        classifier: "classifier",
        tensors: linearShapes("pre_classifier", shape.hidden, shape.hidden),
        add: (graph, weights, pooled, output) => {
          const relu = graph.node("Relu", [linear32(graph, weights, "pre_classifier", pooled)]);
          return linear32(graph, weights, "classifier", relu, output);
        },
      },
    };
  },
};
