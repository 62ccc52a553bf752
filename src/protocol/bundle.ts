/** Which files a model's folder holds, and how large they may be, as the host, the terminal and the engine look for them. */
import { SkimError, type SkimErrorCode } from "./errors.js";

/** The largest tokenizers have some 35 MB. */
const maxTextBytes = 64_000_000;
/** A Uint8Array above 2^32 - 1 bytes is not to be had everywhere. */
const maxWeightBytes = 4 * 1024 ** 3 - 1;

/** Weights lie in one file, or in shards that an index names. Of two forms in a folder the first counts, as with Transformers. */
export const weightForms = [
  { whole: "model.safetensors", index: "model.safetensors.index.json" },
  { whole: "pytorch_model.bin", index: "pytorch_model.bin.index.json" },
] as const;

/** What a tokenizer may lie in: tokenizer.json, vocab.txt, or vocab.json and merges.txt, and beside either what says more of it. */
export const tokenizerFiles = [
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "vocab.txt",
  "vocab.json",
  "merges.txt",
];

/** What a bundle's folder may hold: the weights may lie in shards. */
export function isBundleFile(name: string): boolean {
  const weights = /^(.*\.safetensors(\.index\.json)?|pytorch_model.*\.bin(\.index\.json)?)$/;
  return name === "config.json" || tokenizerFiles.includes(name) || weights.test(name);
}

/** A shard is a file of the bundle's own folder: its name comes from outside and must not lead elsewhere. */
export function isShard(name: unknown): name is string {
  return typeof name === "string" && /^[\w-][\w.-]{0,200}\.(safetensors|bin)$/.test(name);
}

/** The shards that a parsed index names, each once, and nothing that is none: the engine says what is wrong with an index. */
export function shardsOf(index: unknown): string[] {
  const map = typeof index === "object" && index !== null && "weight_map" in index ? index.weight_map : null;
  return typeof map === "object" && map !== null ? [...new Set(Object.values(map).filter(isShard))] : [];
}

/** What is at fault where a file of the bundle is. */
export function codeOf(file: string): SkimErrorCode {
  if (file === "config.json") return "bundle-config";
  return tokenizerFiles.includes(file) ? "bundle-tokenizer" : "bundle-weights";
}

/** Throws a SkimError for a file of so many bytes that is not to be read: call it before. */
export function checkSize(file: string, bytes: number): void {
  const text = /\.(json|txt)$/.test(file);
  if (bytes <= (text ? maxTextBytes : maxWeightBytes)) return;
  const message = text
    ? `${file} has ${Math.round(bytes / 1e6)} MB, and at most ${maxTextBytes / 1e6} are read: copy the bundle again from where it was saved.`
    : `${file} is larger than 4 GB: save the model in shards.`;
  throw new SkimError(codeOf(file), message, { file });
}
