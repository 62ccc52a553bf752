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
  tokensOf,
} from "./settings.js";

const Roberta = v.object({
  ...Common,
  type_vocab_size: v.optional(size(most.types), 2),
  layer_norm_eps: v.optional(Eps, 1e-12),
  pad_token_id: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most.tokens)), 1),
});

/** RoBERTa (Liu et al. 2019), and what is computed as it is: BERT whose positions begin behind the pad's id, and whose head is the classifier's own. */
export const roberta: Architecture = {
  modelTypes: ["roberta", "xlm-roberta", "camembert"],
  read(config) {
    const activation = activationOf(config, "hidden_act", "gelu");
    checkOnly(config, absoluteOnly);
    const c = readSettings(Roberta, config);
    checkHeads(c.hidden_size, c.num_attention_heads);
    const first = c.pad_token_id + 1;
    const shape: Shape = {
      layers: c.num_hidden_layers,
      hidden: c.hidden_size,
      intermediate: c.intermediate_size,
      heads: c.num_attention_heads,
      vocab: c.vocab_size,
      maxTokens: tokensOf(c.max_position_embeddings, first),
    };
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
