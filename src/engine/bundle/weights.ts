import { isShard, weightForms } from "../../protocol/bundle.js";
import { SkimError } from "../../protocol/errors.js";
import { missing, readJson, type BundleFiles } from "./bundleFiles.js";
import { isRecord, quote } from "./json.js";
import { readSafetensors } from "./safetensors.js";
import type { Tensor } from "./tensor.js";
import { readTorchFile } from "./torchFile.js";

const maxShards = 1000;

/** A bundle's tensors, as its files have them. */
export interface SavedWeights {
  tensors: Map<string, Tensor>;
  /** Names of tensors that hold no floating-point numbers. */
  others: string[];
  /** The file in which a tensor lies, or should. */
  fileOf: (name: string) => string;
}

/** Reads a file of weights, or the shards that an index names and no others. Throws SkimError "bundle-missing" or "bundle-weights". */
export async function readWeights(files: BundleFiles): Promise<SavedWeights> {
  const others: string[] = [];
  for (const { whole, index } of weightForms) {
    if ((await files.size(whole)) !== null)
      return { tensors: await readFile(files, whole, others), others, fileOf: () => whole };
    if ((await files.size(index)) !== null) return readShards(files, index);
  }
  throw await missing(files, weightForms[0].whole);
}

async function readFile(files: BundleFiles, file: string, others: string[]): Promise<Map<string, Tensor>> {
  const tensors = await (file.endsWith(".bin") ? readTorchFile : readSafetensors)(files, file, others);
  const named = new Map([...tensors].map(([name, tensor]) => [nameNow(name), tensor]));
  if (named.size < tensors.size) throw misfit(file, twice);
  return named;
}

const twice = "it has a LayerNorm's weight or bias by its old name and by its new one";

/** TensorFlow's names for a LayerNorm's weight and bias, which checkpoints before 2020 kept; Transformers renames them, too. */
function nameNow(name: string): string {
  return name.replace(/\bLayerNorm\.gamma$/, "LayerNorm.weight").replace(/\bLayerNorm\.beta$/, "LayerNorm.bias");
}

async function readShards(files: BundleFiles, indexFile: string): Promise<SavedWeights> {
  const index = await readJson(files, indexFile);
  const map = isRecord(index) ? index["weight_map"] : undefined;
  if (!isRecord(map)) throw misfit(indexFile, "it has no weight_map");
  const names = new Map<string, string[]>();
  const shards = new Map<string, string>();
  for (const [name, shard] of Object.entries(map)) {
    if (!isShard(shard) || shard.endsWith(".bin") !== indexFile.includes(".bin"))
      throw misfit(indexFile, `it says that ${quote(name)} lies in ${quote(shard)}, which is no file of this folder`);
    const own = names.get(shard);
    if (own) own.push(name);
    else names.set(shard, [name]);
    if (shards.has(nameNow(name))) throw misfit(indexFile, twice);
    shards.set(nameNow(name), shard);
  }
  if (names.size > maxShards) throw misfit(indexFile, `it names ${names.size} shards`);
  const tensors = new Map<string, Tensor>();
  const others: string[] = [];
  for (const [shard, wanted] of names) {
    const held = await readFile(files, shard, others);
    for (const name of wanted.map(nameNow)) {
      const tensor = held.get(name);
      if (tensor) tensors.set(name, tensor);
    }
  }
  return { tensors, others, fileOf: (name) => shards.get(name) ?? indexFile };
}

/** What is wrong between a model's weights and what else its folder says. */
export function misfit(file: string, why: string): SkimError {
  const message = `${file} cannot be used: ${why}. Save the model again, or choose another model folder.`;
  return new SkimError("bundle-weights", message, { file });
}
