import { mostLabels, type ModelInfo } from "../../run/run.js";
import { readJson, type BundleFiles } from "./bundleFiles.js";
import { parseConfig, unnamedLabels, type BundleConfig } from "./config.js";
import { checkFinite } from "./finite.js";
import { quote } from "./json.js";
import type { Tensor } from "./tensor.js";
import { openTokenizer } from "../tokenizer/open.js";
import type { Tokenizer } from "../tokenizer/tokenizer.js";
import { misfit, readWeights, type SavedWeights } from "./weights.js";

/** A Transkimmer model as it was saved; every tensor that the engine uses is here, in the shape that config asks for. */
export interface Bundle {
  name: string;
  config: BundleConfig;
  tensors: Map<string, Tensor>;
  tokenizer: Tokenizer;
  /** What was assumed when the folder was opened, in plain sentences. */
  notes: string[];
}

/** One row a token is read of it, and looked at then (embeddings.ts): half of a small model's numbers are here. */
export const wordEmbeddings = "bert.embeddings.word_embeddings.weight";

/**
 * Opens a Hugging Face folder: config.json, tokenizer.json (or vocab.txt), model.safetensors or pytorch_model.bin (or shards with their index). Throws SkimError
 * "bundle-missing", "bundle-config", "bundle-weights" or "bundle-tokenizer"; its message names the file and says what to do.
 */
export async function openBundle(files: BundleFiles): Promise<Bundle> {
  const config = parseConfig(await readJson(files, "config.json"));
  const { tokenizer, notes } = await openTokenizer(files, config);
  const weights = await readWeights(files);
  const { tensors } = weights;
  if (config.labels.length === 0) {
    const rows = tensors.get("classifier.weight")?.shape[0] ?? 0;
    if (rows === 1 || rows > mostLabels)
      throw misfit(weights.fileOf("classifier.weight"), `its classifier has ${rows} labels; 2 to ${mostLabels} can be`);
    config.labels = unnamedLabels(rows);
  }
  return { name: files.name, config, tensors: fit(weights, config), tokenizer, notes };
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
    [wordEmbeddings, [config.vocab, H]],
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

/** The tensors that the model needs, and no others: as large as config.json says, and of numbers. */
function fit({ tensors, fileOf }: SavedWeights, config: BundleConfig): Map<string, Tensor> {
  const fitting = new Map<string, Tensor>();
  for (const [name, shape] of tensorShapes(config)) {
    const tensor = tensors.get(name);
    if (!tensor) {
      const why = name.includes(".skim_predictors.") ? " (the skim predictors make a BERT a Transkimmer)" : "";
      throw misfit(fileOf(name), `it has no tensor ${name} of floating-point numbers${why}`);
    }
    if (String(tensor.shape) !== String(shape))
      throw misfit(
        fileOf(name),
        `${name} has the shape ${quote(tensor.shape)}, and config.json asks for ${quote(shape)}`,
      );
    if (name !== wordEmbeddings) checkFinite(tensor, fileOf(name));
    fitting.set(name, tensor);
  }
  return fitting;
}
