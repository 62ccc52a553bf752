import * as v from "valibot";
import { linear32 } from "../parts/linear.js";
import { embedding, embeddingShapes, type Embedding } from "../parts/embedding.js";
import { bertNames, postNormLayer } from "../parts/postNormLayer.js";
import { linearShapes, type Architecture, type Shape } from "./architecture.js";
import { activationOf, checkHeads, checkOnly, Common, encoderOnly, Eps, most, readSettings, size } from "./settings.js";

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
    checkOnly(config, [...encoderOnly, ["position_embedding_type", ["absolute", undefined, null], '"absolute"']]);
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
    const embeddings: Embedding = {
      width: shape.hidden,
      words: { name: "bert.embeddings.word_embeddings.weight", rows: shape.vocab },
      positions: { name: "bert.embeddings.position_embeddings.weight", rows: shape.maxTokens, first: 0 },
      types: { name: "bert.embeddings.token_type_embeddings.weight", rows: c.type_vocab_size },
      norm: "bert.embeddings.LayerNorm",
      eps: c.layer_norm_eps,
    };
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
      head: {
        pooling: "cls",
        classifier: "classifier",
        tensors: linearShapes("bert.pooler.dense", shape.hidden, shape.hidden),
        add: (graph, weights, pooled, output) => {
          const tanh = graph.node("Tanh", [linear32(graph, weights, "bert.pooler.dense", pooled)]);
          return linear32(graph, weights, "classifier", tanh, output);
        },
      },
    };
  },
};
