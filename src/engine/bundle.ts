import { SkimError } from "../protocol/errors.js";
import { mostLabels, type ModelInfo } from "../protocol/run.js";
import { parseConfig, unnamedLabels, type BundleConfig } from "./config.js";
import { isRecord, parseJson, quote } from "./json.js";
import { readSafetensors, type Tensor } from "./safetensors.js";
import { Tokenizer } from "./tokenizer.js";

/** A bundle's files, wherever they are. `read` gives null for a file that is not there. */
export interface BundleFiles {
  /** Folder name, for people. */
  name: string;
  read(file: string): Promise<Uint8Array | null>;
}

/** A Transkimmer model as it was saved; every tensor that the engine uses is here, in the shape that config asks for. */
export interface Bundle {
  name: string;
  config: BundleConfig;
  tensors: Map<string, Tensor>;
  tokenizer: Tokenizer;
}

const weightsFile = "model.safetensors";
const indexFile = "model.safetensors.index.json";
const maxShards = 1000;

/**
 * Opens a Hugging Face folder: config.json, tokenizer.json, model.safetensors (or its shards with their index). Throws SkimError
 * "bundle-missing", "bundle-config", "bundle-weights" or "bundle-tokenizer"; its message names the file and says what to do.
 */
export async function openBundle(files: BundleFiles): Promise<Bundle> {
  const config = parseConfig(parseJson(await must(files, "config.json"), "bundle-config", "config.json"));
  const tokenizerJson = parseJson(await must(files, "tokenizer.json"), "bundle-tokenizer", "tokenizer.json");
  const tokenizer = Tokenizer.create(tokenizerJson, config);
  const weights = await readWeights(files);
  const { tensors } = weights;
  if (config.labels.length === 0) {
    const rows = tensors.get("classifier.weight")?.shape[0] ?? 0;
    if (rows === 1 || rows > mostLabels)
      throw misfit(weights.fileOf("classifier.weight"), `its classifier has ${rows} labels; 2 to ${mostLabels} can be`);
    config.labels = unnamedLabels(rows);
  }
  return { name: files.name, config, tensors: fit(weights, config), tokenizer };
}

/** A bundle in the protocol's words. */
export function modelInfo({ name, config }: Bundle): ModelInfo {
  const { layers, hidden, intermediate, heads, maxTokens, labels, threshold, pooling, int8 } = config;
  return { name, layers, hidden, intermediate, heads, maxTokens, labels, threshold, pooling, int8 };
}

/** Every tensor that a model of these sizes has, by its official name, with its shape. */
export function tensorShapes(config: BundleConfig): [name: string, shape: number[]][] {
  const { hidden: H, intermediate: I } = config;
  const linear = (name: string, out: number, into: number): [string, number[]][] => [
    [`${name}.weight`, [out, into]],
    [`${name}.bias`, [out]],
  ];
  const norm = (name: string): [string, number[]][] => [
    [`${name}.weight`, [H]],
    [`${name}.bias`, [H]],
  ];
  const shapes: [string, number[]][] = [
    ["bert.embeddings.word_embeddings.weight", [config.vocab, H]],
    ["bert.embeddings.position_embeddings.weight", [config.maxTokens, H]],
    ["bert.embeddings.token_type_embeddings.weight", [config.typeVocab, H]],
    ...norm("bert.embeddings.LayerNorm"),
  ];
  for (let l = 0; l < config.layers; l++) {
    const layer = `bert.encoder.layer.${l}`;
    const predictor = `bert.encoder.skim_predictors.${l}.predictor`;
    shapes.push(
      ...["query", "key", "value"].flatMap((part) => linear(`${layer}.attention.self.${part}`, H, H)),
      ...linear(`${layer}.attention.output.dense`, H, H),
      ...norm(`${layer}.attention.output.LayerNorm`),
      ...linear(`${layer}.intermediate.dense`, I, H),
      ...linear(`${layer}.output.dense`, H, I),
      ...norm(`${layer}.output.LayerNorm`),
      ...norm(`${predictor}.0`),
      ...linear(`${predictor}.1`, H, H),
      ...norm(`${predictor}.2`),
      ...linear(`${predictor}.4`, 2, H),
    );
  }
  return [...shapes, ...linear("bert.pooler.dense", H, H), ...linear("classifier", config.labels.length, H)];
}

/** The tensors that the model needs, and no others. */
function fit({ tensors, fileOf }: Weights, config: BundleConfig): Map<string, Tensor> {
  const fitting = new Map<string, Tensor>();
  for (const [name, shape] of tensorShapes(config)) {
    const tensor = tensors.get(name);
    if (!tensor) {
      const why = name.includes(".skim_predictors.") ? " (the skim predictors make a BERT a Transkimmer)" : "";
      throw misfit(fileOf(name), `it has no tensor ${name} of F32, F16 or BF16${why}`);
    }
    if (String(tensor.shape) !== String(shape))
      throw misfit(
        fileOf(name),
        `${name} has the shape ${quote(tensor.shape)}, and config.json asks for ${quote(shape)}`,
      );
    fitting.set(name, tensor);
  }
  return fitting;
}

interface Weights {
  tensors: Map<string, Tensor>;
  /** The file in which a tensor lies, or should. */
  fileOf: (name: string) => string;
}

async function readWeights(files: BundleFiles): Promise<Weights> {
  const whole = await files.read(weightsFile);
  if (whole) return { tensors: readSafetensors(whole, weightsFile), fileOf: () => weightsFile };
  const index = await files.read(indexFile);
  if (!index) throw missing(files, weightsFile);

  const json = parseJson(index, "bundle-weights", indexFile);
  const map = isRecord(json) ? json["weight_map"] : undefined;
  if (!isRecord(map)) throw misfit(indexFile, "it has no weight_map");
  const names = new Map<string, string[]>();
  const shards = new Map<string, string>();
  for (const [name, shard] of Object.entries(map)) {
    // A shard is a file of this folder: its name comes from outside and must not lead elsewhere.
    if (typeof shard !== "string" || !/^[\w-][\w.-]{0,200}\.safetensors$/.test(shard))
      throw misfit(indexFile, `it says that ${quote(name)} lies in ${quote(shard)}, which is no file of this folder`);
    const own = names.get(shard);
    if (own) own.push(name);
    else names.set(shard, [name]);
    shards.set(name, shard);
  }
  if (names.size > maxShards) throw misfit(indexFile, `it names ${names.size} shards`);
  const tensors = new Map<string, Tensor>();
  for (const [shard, wanted] of names) {
    const held = readSafetensors(await must(files, shard), shard);
    for (const name of wanted) {
      const tensor = held.get(name);
      if (tensor) tensors.set(name, tensor);
    }
  }
  return { tensors, fileOf: (name) => shards.get(name) ?? indexFile };
}

async function must(files: BundleFiles, file: string): Promise<Uint8Array> {
  const bytes = await files.read(file);
  if (!bytes) throw missing(files, file);
  return bytes;
}

function missing(files: BundleFiles, file: string): SkimError {
  const message = `${files.name}/${file} is missing: choose a folder that save_pretrained wrote, with config.json, tokenizer.json and model.safetensors.`;
  return new SkimError("bundle-missing", message, { file });
}

function misfit(file: string, why: string): SkimError {
  return new SkimError(
    "bundle-weights",
    `${file} cannot be used: ${why}. Save the model again, or choose another model folder.`,
    {
      file,
    },
  );
}
