import * as v from "valibot";
import { gelu } from "../parts/activation.js";
import { bertEmbedding, embedding, embeddingShapes } from "../parts/embedding.js";
import { linear32 } from "../parts/linear.js";
import { bertNames, postNormLayer } from "../parts/postNormLayer.js";
import { twoLinears } from "../parts/twoLinears.js";
import { linearShapes, type Architecture, type Shape } from "./architecture.js";
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

const Electra = v.object({
  ...Common,
  embedding_size: v.optional(size(most.hidden), 128),
  type_vocab_size: v.optional(size(most.types), 2),
  layer_norm_eps: v.optional(Eps, 1e-12),
});

const project = "electra.embeddings_project";

/** ELECTRA's discriminator (Clark et al. 2020): BERT, whose embeddings may be narrower than its layers; its head has GELU, whatever the layers have. */
export const electra: Architecture = {
  modelTypes: ["electra"],
  read(config) {
    const activation = activationOf(config, "hidden_act", "gelu");
    checkOnly(config, absoluteOnly);
    const c = readSettings(Electra, config);
    checkHeads(c.hidden_size, c.num_attention_heads);
    const shape: Shape = {
      layers: c.num_hidden_layers,
      hidden: c.hidden_size,
      intermediate: c.intermediate_size,
      heads: c.num_attention_heads,
      vocab: c.vocab_size,
      maxTokens: c.max_position_embeddings,
    };
    const width = c.embedding_size;
    const projected = width !== shape.hidden;
    const embeddings = bertEmbedding("electra.embeddings", {
      width,
      eps: c.layer_norm_eps,
      words: shape.vocab,
      positions: shape.maxTokens,
      types: c.type_vocab_size,
    });
    return {
      shape,
      prefix: "electra",
      stem: "electra.encoder",
      tensors: [...embeddingShapes(embeddings), ...(projected ? linearShapes(project, shape.hidden, width) : [])],
      words: embeddings.words.name,
      embed: (tensors) => embedding(embeddings, tensors),
      ...(projected ? { enter: { width, add: (graph, weights, h) => linear32(graph, weights, project, h) } } : {}),
      layers: Array.from({ length: shape.layers }, (_, l) =>
        postNormLayer({ shape, names: bertNames(`electra.encoder.layer.${l}`), activation, eps: c.layer_norm_eps }),
      ),
      head: twoLinears("classifier.dense", gelu, "classifier.out_proj", shape.hidden),
    };
  },
};
