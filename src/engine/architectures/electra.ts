import * as v from "valibot";
import { gelu } from "../parts/activation.js";
import { bertEmbedding, embedding, embeddingShapes } from "../parts/embedding.js";
import { linear32 } from "../parts/linear.js";
import { bertNames, postNormLayer } from "../parts/postNormLayer.js";
import { twoLinears } from "../parts/twoLinears.js";
import { linearShapes, type Architecture } from "./architecture.js";
import { BertLike, absoluteOnly, activationOf, checkOnly, most, readSettings, shapeOf, size } from "./settings.js";

const Electra = v.object({
  ...BertLike,
  embedding_size: v.optional(size(most.hidden), 128),
});

const project = "electra.embeddings_project";

/** ELECTRA's discriminator (Clark et al. 2020): BERT, whose embeddings may be narrower than its layers; its head has GELU, whatever the layers have. */
export const electra: Architecture = {
  modelTypes: ["electra"],
  read(config) {
    const activation = activationOf(config, "hidden_act", "gelu");
    checkOnly(config, absoluteOnly);
    const c = readSettings(Electra, config);
    const shape = shapeOf(c);
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
