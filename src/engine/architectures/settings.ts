/** How a config.json's settings are read: what is missing, of another kind or beyond all bounds is said by its name. */
import * as v from "valibot";
import { SkimError } from "../../protocol/errors.js";
import { issueText, quote } from "../bundle/json.js";
import { activations, type Activation } from "../parts/activation.js";
import type { Shape } from "./architecture.js";

export type Settings = Readonly<Record<string, unknown>>;

/** Bounds are an order of magnitude above any encoder there is: a config beyond them is a mistake or an attack on memory. */
export const size = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
export const Eps = v.pipe(v.number(), v.gtValue(0), v.maxValue(1));
export const most = {
  layers: 64,
  hidden: 16_384,
  intermediate: 131_072,
  heads: 256,
  vocab: 4_000_000,
  tokens: 65_536,
  types: 1024,
};

/** A first token, one piece, a last token. */
const shortest = 3;

/** The settings that nearly all architectures name alike. */
export const Common = {
  num_hidden_layers: size(most.layers),
  hidden_size: size(most.hidden),
  intermediate_size: size(most.intermediate),
  num_attention_heads: size(most.heads),
  vocab_size: size(most.vocab),
  max_position_embeddings: v.pipe(size(most.tokens), v.minValue(shortest)),
};

/** … and those that BERT has besides. */
export const BertLike = {
  ...Common,
  type_vocab_size: v.optional(size(most.types), 2),
  layer_norm_eps: v.optional(Eps, 1e-12),
};

/** The sizes that these settings say; `maxTokens`: where fewer fit than positions have rows. Throws SkimError "bundle-config" for heads that do not divide. */
export function shapeOf(c: Record<keyof typeof Common, number>, maxTokens = c.max_position_embeddings): Shape {
  checkHeads(c.hidden_size, c.num_attention_heads);
  return {
    layers: c.num_hidden_layers,
    hidden: c.hidden_size,
    intermediate: c.intermediate_size,
    heads: c.num_attention_heads,
    vocab: c.vocab_size,
    maxTokens,
  };
}

/** Throws SkimError "bundle-config" for the first setting that does not fit. */
export function readSettings<T>(schema: v.GenericSchema<unknown, T>, config: Settings): T {
  // A list of millions of wrong entries is no list of millions of issues.
  const result = v.safeParse(schema, config, { abortEarly: true });
  if (result.success) return result.output;
  throw unusable(issueText(result.issues[0]));
}

/** Settings with one value that the engine computes; each with the values that mean it, and how it is said. */
export function checkOnly(config: Settings, only: readonly [key: string, values: unknown[], instead: string][]): void {
  for (const [key, values, instead] of only)
    if (!values.includes(config[key]))
      throw unusable(`its ${key} is ${quote(config[key])}; the engine computes ${instead} only`);
}

/** An encoder hears all of its text. */
export const encoderOnly: [key: string, values: unknown[], instead: string][] = [
  ["is_decoder", [false, undefined, null], "an encoder (false)"],
];

/** … and whose positions are embeddings and nothing else. */
export const absoluteOnly: [key: string, values: unknown[], instead: string][] = [
  ...encoderOnly,
  ["position_embedding_type", ["absolute", undefined, null], '"absolute"'],
];

/** The activation that a setting names; `otherwise`: what Transformers takes where there is none. */
export function activationOf(config: Settings, key: string, otherwise: string): Activation {
  const name = config[key] ?? otherwise;
  const activation = typeof name === "string" && Object.hasOwn(activations, name) ? activations[name] : undefined;
  if (activation) return activation;
  throw unusable(`its ${key} is ${quote(name)}; the engine computes ${Object.keys(activations).join(", ")}`);
}

/** `key`: what the architecture calls its hidden size. */
export function checkHeads(hidden: number, heads: number, key = "hidden_size"): void {
  if (hidden % heads !== 0) throw unusable(`${key} ${hidden} is not divisible by its ${heads} attention heads`);
}

/** How many tokens the rows of the position embeddings hold where place 0 has row `first`. Throws SkimError "bundle-config" where that is no text. */
export function tokensOf(rows: number, first: number): number {
  if (rows - first >= shortest) return rows - first;
  throw unusable(`its max_position_embeddings is ${rows}, and positions begin at ${first}: no text fits in`);
}

/** `why`: what is wrong with config.json. */
export function unusable(why: string): SkimError {
  const message = `config.json cannot be used: ${why}. Choose another model folder, or correct the file.`;
  return new SkimError("bundle-config", message, { file: "config.json" });
}
