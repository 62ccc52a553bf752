import { indexFile, isShard, weightsFile } from "../protocol/bundle.js";
import { SkimError } from "../protocol/errors.js";
import { readJson, type BundleFiles } from "./bundleFiles.js";
import { isRecord, quote } from "./json.js";
import { readSafetensors, type Tensor } from "./safetensors.js";

const maxShards = 1000;

/** A bundle's tensors, as its files have them. */
export interface SavedWeights {
  tensors: Map<string, Tensor>;
  /** The file in which a tensor lies, or should. */
  fileOf: (name: string) => string;
}

/** Reads model.safetensors, or the shards that its index names and no others. Throws SkimError "bundle-missing" or "bundle-weights". */
export async function readWeights(files: BundleFiles): Promise<SavedWeights> {
  const whole = (await files.size(weightsFile)) !== null;
  if (whole || (await files.size(indexFile)) === null)
    return { tensors: await readSafetensors(files, weightsFile), fileOf: () => weightsFile };

  const index = await readJson(files, indexFile);
  const map = isRecord(index) ? index["weight_map"] : undefined;
  if (!isRecord(map)) throw misfit(indexFile, "it has no weight_map");
  const names = new Map<string, string[]>();
  const shards = new Map<string, string>();
  for (const [name, shard] of Object.entries(map)) {
    if (!isShard(shard))
      throw misfit(indexFile, `it says that ${quote(name)} lies in ${quote(shard)}, which is no file of this folder`);
    const own = names.get(shard);
    if (own) own.push(name);
    else names.set(shard, [name]);
    shards.set(name, shard);
  }
  if (names.size > maxShards) throw misfit(indexFile, `it names ${names.size} shards`);
  const tensors = new Map<string, Tensor>();
  for (const [shard, wanted] of names) {
    const held = await readSafetensors(files, shard);
    for (const name of wanted) {
      const tensor = held.get(name);
      if (tensor) tensors.set(name, tensor);
    }
  }
  return { tensors, fileOf: (name) => shards.get(name) ?? indexFile };
}

/** What is wrong between a model's weights and what else its folder says. */
export function misfit(file: string, why: string): SkimError {
  const message = `${file} cannot be used: ${why}. Save the model again, or choose another model folder.`;
  return new SkimError("bundle-weights", message, { file });
}
