import * as v from "valibot";
import { readJson, type BundleFiles } from "../bundle/bundleFiles.js";
import { isRecord, issueText, quote } from "../bundle/json.js";
import { reading, Unusable } from "./unusable.js";

/** A special token as a name, or as the object that newer versions write. */
const Name = v.pipe(
  v.union([v.pipe(v.string(), v.maxLength(1000)), v.object({ content: v.pipe(v.string(), v.maxLength(1000)) })]),
  v.transform((name) => (typeof name === "string" ? name : name.content)),
);
const Flag = v.optional(v.boolean(), false);
const Added = v.object({
  content: v.pipe(v.string(), v.maxLength(1000)),
  lstrip: Flag,
  rstrip: Flag,
  single_word: Flag,
  normalized: Flag,
});
const Config = v.object({
  added_tokens_decoder: v.optional(v.record(v.string(), Added), {}),
  tokenizer_class: v.nullish(v.string()),
  do_lower_case: v.optional(v.boolean()),
  strip_accents: v.nullish(v.boolean()),
  tokenize_chinese_chars: v.optional(v.boolean()),
  add_prefix_space: v.optional(v.boolean()),
  cls_token: v.nullish(Name),
  sep_token: v.nullish(Name),
  unk_token: v.nullish(Name),
  pad_token: v.nullish(Name),
  mask_token: v.nullish(Name),
});

/** What tokenizer_config.json says, and special_tokens_map.json where it is silent; empty where there is neither. */
export type TokenizerConfig = v.InferOutput<typeof Config>;

/** Throws SkimError "bundle-tokenizer" where one of the two files is there and cannot be read. */
export async function readTokenizerConfig(files: BundleFiles): Promise<TokenizerConfig> {
  const read = async (file: string) => {
    if ((await files.size(file)) === null) return {};
    const json = await readJson(files, file);
    return reading(file, () => {
      if (!isRecord(json)) throw new Unusable(`it holds ${quote(json)}, not an object`);
      const result = v.safeParse(Config, json, { abortEarly: true });
      if (!result.success) throw new Unusable(issueText(result.issues[0]));
      return result.output;
    });
  };
  const [names, settings] = [await read("special_tokens_map.json"), await read("tokenizer_config.json")];
  return { added_tokens_decoder: {}, ...names, ...settings };
}

/** added_tokens as tokenizer.json has them: the special ones that there are, and those of tokenizer_config.json. */
export function addedTokens(
  special: readonly string[],
  idOf: (piece: string) => unknown,
  config: TokenizerConfig,
): Record<string, unknown>[] {
  const listed = Object.entries(config.added_tokens_decoder).map(([id, token]) => ({ ...token, id: Number(id) }));
  const known = new Set(listed.map(({ content }) => content));
  const others = [...new Set(special)].filter((content) => idOf(content) !== undefined && !known.has(content));
  return [...others.map((content) => ({ content, id: idOf(content) })), ...listed];
}

/** How tokenizer_config.json calls the settings of tokenizer.json's BertNormalizer. */
const ofNormalizer = {
  do_lower_case: "lowercase",
  strip_accents: "strip_accents",
  tokenize_chinese_chars: "handle_chinese_chars",
} as const;

/**
 * tokenizer.json with BERT's normalizer as tokenizer_config.json has it: where the two differ Transformers goes by tokenizer_config.json,
 * so the model was trained on that. Each difference adds a sentence to `notes`.
 */
export function withNormalizerOf(json: unknown, config: TokenizerConfig, notes: string[]): unknown {
  if (!isRecord(json) || !isRecord(json["normalizer"]) || json["normalizer"]["type"] !== "BertNormalizer") return json;
  const normalizer = { ...json["normalizer"] };
  for (const [theirs, ours] of Object.entries(ofNormalizer) as [keyof typeof ofNormalizer, string][]) {
    const [says, has] = [config[theirs], normalizer[ours]];
    if (says === undefined || says === (has ?? (ours === "strip_accents" ? null : true))) continue;
    normalizer[ours] = says;
    notes.push(
      `tokenizer_config.json says ${theirs} ${quote(says)} and tokenizer.json's normalizer ${ours} ${quote(has)}: tokenizer_config.json was followed, as Transformers does.`,
    );
  }
  return { ...json, normalizer };
}
