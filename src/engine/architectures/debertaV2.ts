import * as v from "valibot";
import { bertLayer } from "../../run/cost.js";
import { quote } from "../bundle/json.js";
import { byDistance } from "../parts/distance.js";
import { embedding, embeddingShapes, type Embedding } from "../parts/embedding.js";
import { linear32, parameter } from "../parts/linear.js";
import { layerNorm } from "../parts/norm.js";
import { bertNames, postNormLayer, type PostNorm } from "../parts/postNormLayer.js";
import { logBucket, relativeAttention } from "../parts/relativeAttention.js";
import { twoLinears } from "../parts/twoLinears.js";
import { linearShapes, normShapes, type Architecture, type Layer, type Shape } from "./architecture.js";
import {
  activationOf,
  checkHeads,
  checkOnly,
  Common,
  encoderOnly,
  Eps,
  most,
  readSettings,
  size,
  unusable,
  type Settings,
} from "./settings.js";

/** Below 1 = there is none. */
const Length = v.optional(v.pipe(v.number(), v.integer(), v.maxValue(most.tokens)), -1);

const DebertaV2 = v.object({
  ...Common,
  embedding_size: v.optional(size(most.hidden)),
  type_vocab_size: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most.types)), 0),
  layer_norm_eps: v.optional(Eps, 1e-7),
  position_biased_input: v.optional(v.boolean(), true),
  position_buckets: Length,
  max_relative_positions: Length,
  share_att_key: v.optional(v.boolean(), false),
});

const norm = "deberta.embeddings.LayerNorm";
const projection = "deberta.embeddings.embed_proj";

/** DeBERTa v2 and v3 (He et al. 2021): besides what another token is, attention hears how far away it is. */
export const debertaV2: Architecture = {
  modelTypes: ["deberta-v2"],
  read(config) {
    const activation = activationOf(config, "hidden_act", "gelu");
    const pooler = activationOf(config, "pooler_hidden_act", "gelu");
    checkOnly(config, [
      ...encoderOnly,
      ["relative_attention", [true], "relative attention (true)"],
      // It mixes neighbours in the text, and those that left are not there.
      ["conv_kernel_size", [0, undefined, null], "encoders without a convolution (0)"],
    ]);
    const c = readSettings(DebertaV2, config);
    checkHeads(c.hidden_size, c.num_attention_heads);
    const H = c.hidden_size;
    const shape: Shape = {
      layers: c.num_hidden_layers,
      hidden: H,
      intermediate: c.intermediate_size,
      heads: c.num_attention_heads,
      vocab: c.vocab_size,
      maxTokens: c.max_position_embeddings,
    };
    const width = c.embedding_size ?? H;
    const projects = width !== H;
    const eps = c.layer_norm_eps;
    const table = (of: string, rows: number) => ({ name: `deberta.embeddings.${of}_embeddings.weight`, rows });
    const embeddings: Embedding = {
      width,
      words: table("word", shape.vocab),
      ...(c.position_biased_input ? { positions: { ...table("position", shape.maxTokens), first: 0 } } : {}),
      ...(c.type_vocab_size > 0 ? { types: table("token_type", c.type_vocab_size) } : {}),
      ...(projects ? {} : { norm }),
      eps,
    };
    const distances = distancesOf(config, c);
    return {
      shape,
      prefix: "deberta",
      stem: "deberta.encoder",
      tensors: [
        ...embeddingShapes(embeddings),
        ...(projects ? [...linearShapes(projection, H, width, false), ...normShapes(norm, H)] : []),
        [`${distances.embeddings}.weight`, [distances.span, H]],
        ...(distances.norm === null ? [] : normShapes(distances.norm, H)),
      ],
      words: embeddings.words.name,
      embed: (tensors) => embedding(embeddings, tensors),
      ...(projects && {
        enter: {
          width,
          add: (graph, weights, x) => layerNorm(graph, weights, norm, linear32(graph, weights, projection, x), eps),
        },
      }),
      layers: Array.from({ length: shape.layers }, (_, l) =>
        layer(`deberta.encoder.layer.${l}`, { shape, activation, eps }, distances),
      ),
      head: twoLinears("pooler.dense", pooler, "classifier", H),
    };
  },
};

/** How layers hear of distances. */
interface Distances {
  /** Their embeddings, one table for all layers, and the norm of its rows; null = none. */
  embeddings: string;
  norm: string | null;
  /** Rows of the table, and the row of each distance. */
  span: number;
  rows: Int32Array;
  /** The layer's linears that make keys (c2p) and queries (p2c) of them; null = there are none. */
  keys: string | null;
  queries: string | null;
  /** They are those that make keys and queries of states. */
  shared: boolean;
}

function distancesOf(config: Settings, c: v.InferOutput<typeof DebertaV2>): Distances {
  const terms = namesIn(config, "pos_att_type");
  if (terms.length === 0 || terms.some((term) => term !== "c2p" && term !== "p2c"))
    throw unusable(`its pos_att_type is ${quote(config["pos_att_type"])}; the engine computes c2p, p2c, or both`);
  const farthest = c.max_relative_positions > 0 ? c.max_relative_positions : c.max_position_embeddings;
  const buckets = c.position_buckets;
  const half = buckets > 0 ? buckets : farthest;
  const shared = c.share_att_key;
  const own = (name: string) => `attention.self.${name}_proj`;
  return {
    embeddings: "deberta.encoder.rel_embeddings",
    norm: namesIn(config, "norm_rel_ebd").includes("layer_norm") ? "deberta.encoder.LayerNorm" : null,
    span: 2 * half,
    rows: byDistance(Int32Array, c.max_position_embeddings, (distance) => {
      const bucket = buckets > 0 ? logBucket(distance, buckets, farthest) : distance;
      return Math.min(2 * half - 1, Math.max(0, bucket + half));
    }),
    keys: terms.includes("c2p") ? own(shared ? "key" : "pos_key") : null,
    queries: terms.includes("p2c") ? own(shared ? "query" : "pos_query") : null,
    shared,
  };
}

/** Names in a list or, as older files have them, between bars: "p2c|c2p". */
function namesIn(config: Settings, key: string): string[] {
  const value = config[key] ?? [];
  const names: unknown[] = typeof value === "string" ? value.split("|") : [value].flat();
  return names.map((name) => String(name).trim().toLowerCase());
}

function layer(stem: string, { shape, activation, eps }: Omit<PostNorm, "names">, distances: Distances): Layer {
  const { hidden: H, intermediate: I, heads } = shape;
  const own = (name: string) => `${stem}.attention.self.${name}_proj`;
  const names = { ...bertNames(stem), query: own("query"), key: own("key"), value: own("value") };
  const { span, rows, shared } = distances;
  const keys = distances.keys && `${stem}.${distances.keys}`;
  const queries = distances.queries && `${stem}.${distances.queries}`;
  const linears = [keys, queries].flatMap((name) => name ?? []);
  const plain = postNormLayer({ shape, names, activation, eps });
  const cost = bertLayer(H, I);
  return {
    ...plain,
    tensors: [...plain.tensors, ...(shared ? [] : linears.flatMap((name) => linearShapes(name, H, H)))],
    // Each token meets all embeddings of distances.
    cost: { ...cost, perToken: cost.perToken + linears.length * 2 * span * H },
    places: true,
    attend: (graph, weights, qkv, of) => {
      const table = parameter(graph, weights, `${distances.embeddings}.weight`);
      const embeddings = distances.norm === null ? table : layerNorm(graph, weights, distances.norm, table, eps);
      return relativeAttention(graph, weights, qkv, embeddings, { hidden: H, heads, span, rows, keys, queries }, of);
    },
  };
}
