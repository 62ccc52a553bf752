import { mostLabels, unnamedLabels } from "../../run/labels.js";
import type { ModelInfo } from "../../run/run.js";
import type { CheckReport } from "../../run/checkReport.js";
import type { Semantics } from "../../run/semantics.js";
import type { Blueprint } from "../architectures/architecture.js";
import { costs, tensorShapes, type Plan } from "../plan/plan.js";
import { taskOf } from "../tasks/index.js";
import { policyOf } from "../policies/index.js";
import type { Policy } from "../policies/policy.js";
import { readJson, type BundleFiles } from "./bundleFiles.js";
import { watched } from "./checkReport.js";
import { parseConfig, type BundleConfig } from "./config.js";
import { checkFinite } from "./finite.js";
import { isRecord, quote } from "./json.js";
import { classNamed, makesClassifier } from "./mistaken.js";
import { SkimError } from "../../protocol/errors.js";
import type { Tensor } from "./tensor.js";
import { openTokenizer } from "../tokenizer/open.js";
import type { Tokenizer } from "../tokenizer/tokenizer.js";
import { misfit, readWeights, type SavedWeights } from "./weights.js";

/** A model as it was saved; every tensor that the engine uses is here, in the shape that config asks for. */
export interface Bundle {
  name: string;
  config: BundleConfig;
  plan: Plan;
  tensors: Map<string, Tensor>;
  tokenizer: Tokenizer;
  /** What was assumed when the folder was opened, in plain sentences. */
  notes: string[];
  /** Files that were read, with their sizes. */
  read: CheckReport["read"];
  /** Names of tensors that the model does not use. */
  passedOver: string[];
}

/**
 * Opens a Hugging Face folder: config.json, tokenizer.json (or vocab.txt), model.safetensors or pytorch_model.bin (or shards with their index). Throws SkimError
 * "bundle-missing", "bundle-config", "bundle-weights" or "bundle-tokenizer"; its message names the file and says what to do.
 * `semantics`: what a person said of a folder whose config.json says nothing of it.
 */
export async function openBundle(folder: BundleFiles, semantics?: Semantics): Promise<Bundle> {
  const watch = watched(folder);
  const { files } = watch;
  const json = await readJson(files, "config.json");
  const config = parseConfig(json);
  const { blueprint, pooling } = config;
  const { tokenizer, notes } = await openTokenizer(files, blueprint.shape);
  const weights = await readWeights(files);
  const { tensors } = weights;
  const name = `${blueprint.head.classifier}.weight`;
  if (!tensors.has(name)) {
    const named = isRecord(json) ? classNamed(json) : null;
    const of = named === null ? "" : `; config.json says that it is ${quote(named)}`;
    const file = weights.fileOf(name);
    const why = `${file} has no classifier (no tensor ${name} of floating-point numbers${of})`;
    throw new SkimError("bundle-weights", `${why}: ${makesClassifier}.`, { file });
  }
  if (config.labels.length === 0) {
    const rows = tensors.get(name)?.shape[0] ?? 0;
    if (rows === 0 || rows > mostLabels)
      throw misfit(weights.fileOf(name), `its classifier has ${rows} labels; 1 to ${mostLabels} can be`);
    config.labels = unnamedLabels(rows);
  }
  const policy = config.policy ?? policyOf((policy) => has(weights, config, policy));
  if (config.semantics === null && semantics === undefined && policy.score)
    notes.push(
      "config.json does not say by which semantics its skim predictors were trained: “dropped” is taken, that skimmed tokens leave the computation.",
    );
  const plan = {
    blueprint,
    policy,
    semantics: config.semantics ?? semantics ?? "dropped",
    pooling,
    labels: config.labels.length,
    task: taskOf(config.problemType, config.labels.length),
  };
  const fitting = fit(weights, plan);
  const used = new Set(fitting.values());
  const unused = [...tensors].filter(([, tensor]) => !used.has(tensor)).map(([name]) => name);
  const passedOver = [...unused, ...weights.others];
  return { name: files.name, config, plan, tensors: fitting, tokenizer, notes, read: watch.read, passedOver };
}

/** Whether nothing in the folder says by which semantics its predictors were trained: whoever chooses it is asked. */
export function asksSemantics({ config, plan }: Bundle): boolean {
  return config.semantics === null && plan.policy.score !== undefined;
}

/** A bundle in the protocol's words. */
export function modelInfo({ name, config, plan }: Bundle): ModelInfo {
  const { layers, hidden, intermediate, heads, maxTokens } = plan.blueprint.shape;
  const { family, labels, threshold, pooling, int8 } = config;
  const sizes = { layers, hidden, intermediate, heads, maxTokens };
  const skimming = { policy: plan.policy.says, semantics: plan.semantics, cost: costs(plan) };
  return { name, family, ...sizes, labels, task: plan.task.says, control: threshold, pooling, int8, ...skimming };
}

/** Whether any of the policy's own weights is there. */
function has(weights: SavedWeights, { blueprint }: BundleConfig, policy: Policy): boolean {
  const { shape, stem, layers } = blueprint;
  return layers.some((_, l) => policy.tensors(shape, stem, l).some(([name]) => find(weights, name, blueprint)));
}

/** A model that was saved without its head has no prefix. */
function find({ tensors }: SavedWeights, name: string, { prefix }: Blueprint): Tensor | undefined {
  return tensors.get(name) ?? tensors.get(name.replace(`${prefix}.`, ""));
}

/** The tensors that the model needs, and no others: as large as config.json says, and of numbers. */
function fit(weights: SavedWeights, plan: Plan): Map<string, Tensor> {
  const { fileOf } = weights;
  const { words } = plan.blueprint;
  const fitting = new Map<string, Tensor>();
  for (const [name, shape] of tensorShapes(plan)) {
    if (fitting.has(name)) continue; // layers may share their weights
    const tensor = find(weights, name, plan.blueprint);
    if (!tensor) throw misfit(fileOf(name), `it has no tensor ${name} of floating-point numbers`);
    if (String(tensor.shape) !== String(shape))
      throw misfit(
        fileOf(name),
        `${name} has the shape ${quote(tensor.shape)}, and config.json asks for ${quote(shape)}`,
      );
    if (name !== words) checkFinite(tensor, fileOf(name));
    fitting.set(name, tensor);
  }
  return fitting;
}
