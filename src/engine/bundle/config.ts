import * as v from "valibot";
import { SkimError } from "../../protocol/errors.js";
import { longestLabel, mostLabels, type Int8Record } from "../../run/run.js";
import { isRecord, issueText, quote } from "./json.js";

/** A bundle's config.json, checked: what the engine computes. */
export interface BundleConfig {
  layers: number;
  /** H; divisible by heads. */
  hidden: number;
  /** I */
  intermediate: number;
  heads: number;
  /** Rows of the word embeddings. */
  vocab: number;
  /** Rows of the position embeddings: the longest window, [CLS] and [SEP] counted. */
  maxTokens: number;
  typeVocab: number;
  layerNormEps: number;
  /** In the classifier's order; empty where config.json does not say: openBundle then names them by the classifier's rows. */
  labels: string[];
  /** One per layer, 0 … 1. */
  threshold: number[];
  pooling: "cls" | "mean";
  int8: Int8Record | null;
  /** Linears (tensor names without ".weight") that int8 leaves in fp32. */
  fp32Linears: string[];
}

/** Bounds are an order of magnitude above any BERT there is: a config beyond them is a mistake or an attack on memory. */
const size = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const Int8 = v.object({
  data: v.string(),
  rows: Count,
  sameLabel: Share,
  sameDepth: Share,
  sameMasks: Share,
  accuracy: Share,
  accuracyFp32: Share,
});

const Skim = v.object({
  threshold: v.optional(
    v.union([Share, v.array(Share)], "Invalid threshold: a number from 0 to 1, or one per layer"),
    0.5,
  ),
  pooling: v.optional(v.picklist(["cls", "mean"]), "cls"),
  int8: v.nullish(Int8, null),
  fp32Linears: v.optional(v.array(v.pipe(v.string(), v.maxLength(200))), []),
});

const Config = v.object({
  num_hidden_layers: size(64),
  hidden_size: size(16_384),
  intermediate_size: size(131_072),
  num_attention_heads: size(256),
  vocab_size: size(4_000_000),
  max_position_embeddings: v.pipe(size(65_536), v.minValue(3)), // [CLS], one piece, [SEP]
  type_vocab_size: v.optional(size(1024), 2),
  layer_norm_eps: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 1e-12),
  num_labels: v.optional(size(mostLabels)),
  skim: v.optional(Skim, {}),
});

/** Settings with one value that the engine computes, and what stock BERT takes where config.json is silent. */
const only: [key: string, values: unknown[], instead: string][] = [
  ["hidden_act", ["gelu", undefined], 'the exact "gelu"'],
  ["position_embedding_type", ["absolute", undefined, null], '"absolute"'],
  ["is_decoder", [false, undefined, null], "an encoder (false)"],
  ["problem_type", ["single_label_classification", undefined, null], '"single_label_classification"'],
];

/**
 * Reads a Hugging Face BERT config with an optional "skim" block {threshold, pooling, int8, fp32Linears}.
 * Throws SkimError "bundle-config", naming the setting and what would do.
 */
export function parseConfig(json: unknown): BundleConfig {
  if (!isRecord(json)) throw unusable(`it holds ${quote(json)}, not an object`);
  const modelType = json["model_type"];
  if (modelType === undefined)
    throw unusable(
      'it does not say what model it is of (no "model_type"), as the one beside a Hugging Face model does',
    );
  if (modelType !== "bert") {
    const architectures = json["architectures"];
    const architecture: unknown = Array.isArray(architectures) ? architectures[0] : modelType;
    throw unusable(
      `its model_type is ${quote(modelType)} (architecture ${quote(architecture)}); only "bert" can be opened`,
    );
  }
  for (const [key, values, instead] of only)
    if (!values.includes(json[key]))
      throw unusable(`its ${key} is ${quote(json[key])}; the engine computes ${instead} only`);

  // A list of millions of wrong entries is no list of millions of issues.
  const result = v.safeParse(Config, json, { abortEarly: true });
  if (!result.success) throw unusable(issueText(result.issues[0]));
  const c = result.output;
  const layers = c.num_hidden_layers;
  if (c.hidden_size % c.num_attention_heads !== 0)
    throw unusable(`hidden_size ${c.hidden_size} is not divisible by its ${c.num_attention_heads} attention heads`);
  const { threshold } = c.skim;
  if (typeof threshold !== "number" && threshold.length !== layers)
    throw unusable(`skim.threshold has ${threshold.length} numbers for ${layers} layers; give one number or ${layers}`);

  const labels = readLabels(json["id2label"], c.num_labels);
  if (labels.length === 1) throw unusable("it has one label, which any text would get: two or more are needed");
  if (labels.length > 0 && new Set(labels.map((label) => label.trim())).size === 1)
    throw unusable(`its id2label calls all ${labels.length} labels ${quote(labels[0])}: their names must differ`);

  return {
    layers,
    hidden: c.hidden_size,
    intermediate: c.intermediate_size,
    heads: c.num_attention_heads,
    vocab: c.vocab_size,
    maxTokens: c.max_position_embeddings,
    typeVocab: c.type_vocab_size,
    layerNormEps: c.layer_norm_eps,
    labels,
    threshold: typeof threshold === "number" ? Array<number>(layers).fill(threshold) : threshold,
    pooling: c.skim.pooling,
    int8: c.skim.int8,
    fp32Linears: c.skim.fp32Linears,
  };
}

/** Transformers' own names for classes without any. */
export function unnamedLabels(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `LABEL_${i}`);
}

function readLabels(id2label: unknown, count: number | undefined): string[] {
  if (id2label === undefined || id2label === null) return unnamedLabels(count ?? 0);
  if (!isRecord(id2label)) throw unusable(`its id2label is ${quote(id2label)}, not an object`);
  const names = new Map(Object.entries(id2label));
  if (names.size === 0 || names.size > mostLabels) throw unusable(`its id2label names ${names.size} labels`);
  return Array.from({ length: names.size }, (_, i) => {
    const name = names.get(String(i));
    if (typeof name !== "string")
      throw unusable(`its id2label names label ${i} ${quote(name)}; "0" to "${names.size - 1}" are needed`);
    if (name.length > longestLabel) throw unusable(`its id2label gives label ${i} a name of ${name.length} characters`);
    return name;
  });
}

function unusable(why: string): SkimError {
  return new SkimError(
    "bundle-config",
    `config.json cannot be used: ${why}. Choose another model folder, or correct the file.`,
    {
      file: "config.json",
    },
  );
}
