import * as v from "valibot";
import { tanh } from "../parts/activation.js";
import { bertEmbedding, embedding, embeddingShapes } from "../parts/embedding.js";
import { bertNames, postNormLayer } from "../parts/postNormLayer.js";
import { twoLinears } from "../parts/twoLinears.js";
import type { Architecture } from "./architecture.js";
import { BertLike, absoluteOnly, activationOf, checkOnly, readSettings, shapeOf } from "./settings.js";

const Bert = v.object({
  ...BertLike,
});

/** BERT (Devlin et al. 2019): absolute positions, a pooler (Linear, tanh) before the classifier. */
export const bert: Architecture = {
  modelTypes: ["bert"],
  read(config) {
    const activation = activationOf(config, "hidden_act", "gelu");
    checkOnly(config, absoluteOnly);
    const c = readSettings(Bert, config);
    const shape = shapeOf(c);
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
