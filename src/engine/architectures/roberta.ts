import * as v from "valibot";
import { tanh } from "../parts/activation.js";
import { bertEmbedding, embedding, embeddingShapes } from "../parts/embedding.js";
import { bertNames, postNormLayer } from "../parts/postNormLayer.js";
import { twoLinears } from "../parts/twoLinears.js";
import type { Architecture } from "./architecture.js";
import { BertLike, absoluteOnly, activationOf, checkOnly, most, readSettings, shapeOf, tokensOf } from "./settings.js";

const Roberta = v.object({
  ...BertLike,
  pad_token_id: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most.tokens)), 1),
});

/** RoBERTa (Liu et al. 2019), and what is computed as it is: BERT whose positions begin behind the pad's id, and whose head is the classifier's own. */
export const roberta: Architecture = {
  modelTypes: ["roberta", "xlm-roberta", "camembert"],
  read(config) {
    const activation = activationOf(config, "hidden_act", "gelu");
    checkOnly(config, absoluteOnly);
    const c = readSettings(Roberta, config);
    const first = c.pad_token_id + 1;
    const shape = shapeOf(c, tokensOf(c.max_position_embeddings, first));
    const embeddings = bertEmbedding("roberta.embeddings", {
      width: shape.hidden,
      eps: c.layer_norm_eps,
      words: shape.vocab,
      positions: c.max_position_embeddings,
      first,
      pad: c.pad_token_id,
      types: c.type_vocab_size,
    });
    return {
      shape,
      prefix: "roberta",
      stem: "roberta.encoder",
      tensors: embeddingShapes(embeddings),
      words: embeddings.words.name,
      embed: (tensors) => embedding(embeddings, tensors),
      layers: Array.from({ length: shape.layers }, (_, l) =>
        postNormLayer({ shape, names: bertNames(`roberta.encoder.layer.${l}`), activation, eps: c.layer_norm_eps }),
      ),
      head: twoLinears("classifier.dense", tanh, "classifier.out_proj", shape.hidden),
    };
  },
};
