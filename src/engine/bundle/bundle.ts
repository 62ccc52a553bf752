import { mostLabels, unnamedLabels } from "../../run/labels.js";
import type { ModelInfo } from "../../run/run.js";
import type { CheckReport } from "../../run/checkReport.js";
import type { Semantics } from "../../run/semantics.js";
import type { Blueprint, TensorShapes } from "../architectures/architecture.js";
import { matrixShapes } from "../parts/linearForms.js";
import { costs, tensorShapes, type Plan, type Sketch } from "../plan/plan.js";
import { taskOf } from "../tasks/index.js";
import { policies, policyNamed, policyOf } from "../policies/index.js";
import type { Policy } from "../policies/policy.js";
import { readJson, type BundleFiles } from "./bundleFiles.js";
import { watched } from "./checkReport.js";
import { parseConfig, type BundleConfig, type OwnSetting } from "./config.js";
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
  /** Its own setting of the policy's control. */
  setting: OwnSetting;
  /** All that could skim it, its own first. */
  policies: Policy[];
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
 * "bundle-missing", "bundle-config", "bundle-weights", "bundle-tokenizer" or "policy"; its message names the file and says what to do.
 */
export async function openBundle(
  folder: BundleFiles,
  { semantics, policy: asked, seed }: Skimming = {},
): Promise<Bundle> {
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
  const own =
    config.policy ??
    policyOf((policy) => needs(weights, config, policy).some((name) => find(weights, name, blueprint)));
  const served = policies.filter((policy) =>
    needs(weights, config, policy).every((name) => find(weights, name, blueprint)),
  );
  const policy = asked === undefined ? own : policyAsked(asked, seed ?? config.seed, served);
  if (config.semantics === null && semantics === undefined && isTrained(config.blueprint, policy))
    notes.push(
      "config.json does not say by which semantics its skim predictors were trained: “dropped” is taken, that skimmed tokens leave the computation.",
    );
  const sketch = {
    blueprint,
    policy,
    // It is of predictors, and they decide before a layer.
    semantics: policy.says.site === "inside" ? ("dropped" as const) : (config.semantics ?? semantics ?? "dropped"),
    pooling,
    labels: config.labels.length,
    task: taskOf(config.problemType, config.labels.length),
  };
  const fitting = fit(weights, sketch);
  const plan = { ...sketch, cost: costs(sketch, fitting) };
  const used = new Set(fitting.values());
  const unused = [...tensors].filter(([, tensor]) => !used.has(tensor)).map(([name]) => name);
  const passedOver = [...unused, ...weights.others];
  return {
    name: files.name,
    config,
    plan,
    setting: settingOf(config, policy, own),
    policies: [own, ...served.filter((other) => other.says.name !== own.says.name)],
    tensors: fitting,
    tokenizer,
    notes,
    read: watch.read,
    passedOver,
  };
}

/** What a model is opened with beside its folder. */
export interface Skimming {
  /** What a person said of a folder whose config.json says nothing of it. */
  semantics?: Semantics;
  /** The policy's name; absent = the bundle's own. */
  policy?: string;
  /** Of a policy that draws; absent = the bundle's own. */
  seed?: number;
}

function policyAsked(name: string, seed: number, served: readonly Policy[]): Policy {
  const policy = served.some(({ says }) => says.name === name) ? policyNamed(name, seed) : null;
  if (policy) return policy;
  const can = served.map(({ says }) => says.name).join(", ");
  const why = policyNamed(name) ? "needs weights that this model lacks" : "is none that the engine has";
  throw new SkimError("policy", `The policy ${quote(name)} ${why}: this model can be skimmed by ${can}.`);
}

/** The bundle's own setting of the control; of a policy that is not its own, where one begins. */
function settingOf({ settings, blueprint }: BundleConfig, { says, usual }: Policy, own: Policy): OwnSetting {
  const said = says.name === own.says.name ? settings[says.control?.name ?? ""] : undefined;
  return said ?? { control: Array<number>(blueprint.shape.layers).fill(usual) };
}

/** Whether nothing in the folder says by which semantics its predictors were trained: whoever chooses it is asked. */
export function asksSemantics({ config, plan }: Bundle): boolean {
  return config.semantics === null && isTrained(config.blueprint, plan.policy);
}

/** A bundle in the protocol's words. */
export function modelInfo({ name, config, plan, setting }: Bundle): ModelInfo {
  const { layers, hidden, intermediate, heads, maxTokens } = plan.blueprint.shape;
  const { family, labels, pooling, int8, reads } = config;
  const sizes = { layers, hidden, intermediate, heads, maxTokens };
  const skimming = { policy: plan.policy.says, semantics: plan.semantics, cost: plan.cost };
  const said = reads ? { reads } : {};
  return { name, family, ...sizes, labels, task: plan.task.says, ...said, ...setting, pooling, int8, ...skimming };
}

/** The policy's own weights. */
function ownTensors({ shape, stem, layers }: Blueprint, policy: Policy): TensorShapes {
  return layers.flatMap((_, l) => policy.tensors(shape, stem, l));
}

/** … by their names in this file. */
function needs(weights: SavedWeights, { blueprint }: BundleConfig, policy: Policy): string[] {
  return ownTensors(blueprint, policy).flatMap((tensor) => {
    const there = inFile(weights, blueprint, tensor);
    return typeof there === "string" ? tensor[0] : there.map(([name]) => name);
  });
}

const isTrained = (blueprint: Blueprint, policy: Policy): boolean => ownTensors(blueprint, policy).length > 0;

/** A model that was saved without its head has no prefix. */
function find({ tensors }: SavedWeights, name: string, { prefix }: Blueprint): Tensor | undefined {
  return tensors.get(name) ?? tensors.get(name.replace(`${prefix}.`, ""));
}

/** The tensors of this file that a tensor of the model is, with their shapes; or why they are refused. */
function inFile(
  weights: SavedWeights,
  blueprint: Blueprint,
  [name, shape, of]: TensorShapes[number],
): TensorShapes | string {
  if (of !== "linear") return [[name, shape]];
  const [out = 0, into = 0] = shape;
  const shapeOf = (tensor: string) => find(weights, tensor, blueprint)?.shape;
  return matrixShapes(shapeOf, name.slice(0, -".weight".length), [out, into]);
}

/** The tensors that the model needs, and no others: as large as config.json says, and of numbers. */
function fit(weights: SavedWeights, plan: Sketch): Map<string, Tensor> {
  const { fileOf } = weights;
  const { words } = plan.blueprint;
  const fitting = new Map<string, Tensor>();
  const needed = tensorShapes(plan).flatMap((tensor) => {
    const there = inFile(weights, plan.blueprint, tensor);
    if (typeof there === "string")
      throw misfit(fileOf(tensor[0]), `${tensor[0].replace(/\.weight$/, "")} has ${there}`);
    return there;
  });
  for (const [name, shape] of needed) {
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
