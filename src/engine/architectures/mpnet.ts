import * as v from "valibot";
import { tanh } from "../parts/activation.js";
import { bertEmbedding, embedding, embeddingShapes } from "../parts/embedding.js";
import { bertNames, postNormLayer } from "../parts/postNormLayer.js";
import { relativeBias } from "../parts/relativeBias.js";
import { twoLinears } from "../parts/twoLinears.js";
import type { Architecture } from "./architecture.js";
import { Common, Eps, activationOf, checkOnly, encoderOnly, readSettings, shapeOf, tokensOf } from "./settings.js";

const MPNet = v.object({ ...Common, layer_norm_eps: v.optional(Eps, 1e-12) });

/** Transformers' modules have these numbers, whatever config.json says of a pad or of buckets. */
const pad = 1;
const buckets = 32;
const farthest = 128;

const table = "mpnet.encoder.relative_attention_bias.weight";

/** MPNet (Song et al. 2020): positions are counted as RoBERTa's are, and one bias for all layers is added to the scores, by distance. */
export const mpnet: Architecture = {
  modelTypes: ["mpnet"],
  read(config) {
    const activation = activationOf(config, "hidden_act", "gelu");
    checkOnly(config, [...encoderOnly, ["relative_attention_num_buckets", [buckets, undefined], String(buckets)]]);
    const c = readSettings(MPNet, config);
    const first = pad + 1;
    const shape = shapeOf(c, tokensOf(c.max_position_embeddings, first));
    const embeddings = bertEmbedding("mpnet.embeddings", {
      width: shape.hidden,
      eps: c.layer_norm_eps,
      words: shape.vocab,
      positions: c.max_position_embeddings,
      first,
      pad,
    });
    const relative = { name: table, heads: shape.heads, maxTokens: shape.maxTokens, bucketOf };
    return {
      shape,
      prefix: "mpnet",
      stem: "mpnet.encoder",
      tensors: [...embeddingShapes(embeddings), [table, [buckets, shape.heads]]],
      words: embeddings.words.name,
      embed: (tensors) => embedding(embeddings, tensors),
      layers: Array.from({ length: shape.layers }, (_, l) => {
        const part = (name: string) => `mpnet.encoder.layer.${l}.attention.${name}`;
        const names = {
          ...bertNames(`mpnet.encoder.layer.${l}`),
          query: part("attn.q"),
          key: part("attn.k"),
          value: part("attn.v"),
          heard: part("attn.o"),
          heardNorm: part("LayerNorm"),
        };
        return postNormLayer({
          shape,
          names,
          activation,
          eps: c.layer_norm_eps,
          bias: (graph, weights, places) => relativeBias(graph, weights, places, relative),
        });
      }),
      head: twoLinears("classifier.dense", tanh, "classifier.out_proj", shape.hidden),
    };
  },
};

/** T5's buckets (Raffel et al. 2019), half of them for each direction: near distances have one each, the others share them by their logarithm. */
function bucketOf(distance: number): number {
  const half = buckets / 2;
  const near = half / 2;
  const behind = distance > 0 ? half : 0;
  const far = Math.abs(distance);
  if (far < near) return behind + far;
  const at = Math.trunc((Math.log2(far / near) / Math.log2(farthest / near)) * (half - near));
  return behind + Math.min(near + at, half - 1);
}
