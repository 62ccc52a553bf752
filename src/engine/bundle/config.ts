import * as v from "valibot";
import { SkimError } from "../../protocol/errors.js";
import type { Blueprint } from "../architectures/architecture.js";
import { architectureOf } from "../architectures/index.js";
import { readSettings, size, unusable } from "../architectures/settings.js";
import { taskOf } from "../tasks/index.js";
import { policyNamed, policyNames } from "../policies/index.js";
import type { Policy } from "../policies/policy.js";
import { mostSeed } from "../../run/policy.js";
import { Int8Schema, type Int8Record } from "../../run/int8.js";
import { ReadsSchema, type Reads } from "../../run/reads.js";
import { labelsIn, mostLabels } from "../../run/labels.js";
import { allSemantics, type Semantics } from "../../run/semantics.js";
import { isRecord, quote } from "./json.js";
import { noClassifier } from "./mistaken.js";

/** A bundle's config.json, checked: what the engine computes. */
export interface BundleConfig {
  /** Its model_type. */
  family: string;
  blueprint: Blueprint;
  /** In the classifier's order; empty where config.json does not say: openBundle then names them by the classifier's rows. */
  labels: string[];
  /** As config.json has it: with the number of labels it says the task. */
  problemType: unknown;
  /** Null = config.json names none: the weights say which. */
  policy: Policy | null;
  /** Null = config.json does not say. */
  semantics: Semantics | null;
  /** What it says of a policy's control, by the control's name. */
  settings: Readonly<Partial<Record<string, OwnSetting>>>;
  /** Of a policy that draws. */
  seed: number;
  pooling: "cls" | "mean";
  int8: Int8Record | null;
  /** Null = config.json does not say. */
  reads: Reads | null;
  /** Linears (tensor names without ".weight") that int8 leaves in fp32. */
  fp32Linears: string[];
}

/** A setting of a control for each layer. */
export interface OwnSetting {
  control: number[];
  /** It was given as a list. */
  listed?: true;
}

const Threshold = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const Share = v.pipe(v.number(), v.gtValue(0), v.maxValue(1));

const Skim = v.object({
  threshold: v.optional(
    v.union([Threshold, v.array(Threshold)], "Invalid threshold: a number from 0 to 1, or one per layer"),
  ),
  share: v.optional(v.union([Share, v.array(Share)], "Invalid share: a number above 0, to 1, or one per layer")),
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(mostSeed)), 0),
  policy: v.optional(v.string()),
  semantics: v.optional(v.picklist(allSemantics)),
  pooling: v.optional(v.picklist(["cls", "mean"])),
  int8: v.nullish(Int8Schema, null),
  reads: v.nullish(ReadsSchema, null),
  fp32Linears: v.optional(v.array(v.pipe(v.string(), v.maxLength(200))), []),
});

const Config = v.object({
  num_labels: v.optional(size(mostLabels)),
  skim: v.optional(Skim, {}),
});

/**
 * Reads a Hugging Face config with an optional "skim" block {policy, semantics, threshold, share, seed, pooling, int8, reads,
 * fp32Linears}.
 * Throws SkimError "bundle-config", naming the setting and what would do.
 */
export function parseConfig(json: unknown): BundleConfig {
  if (!isRecord(json)) throw unusable(`it holds ${quote(json)}, not an object`);
  const other = noClassifier(json);
  if (other) throw new SkimError("bundle-config", `config.json is of ${other}.`, { file: "config.json" });
  const architecture = architectureOf(json);
  const blueprint = architecture.read(json);
  const { layers } = blueprint.shape;
  const { skim } = readSettings(Config, json);
  const { policy: name, threshold, share, seed } = skim;
  const settings = Object.fromEntries(
    Object.entries({ threshold, share }).flatMap(([of, given]) =>
      given === undefined ? [] : [[of, ownSetting(of, given, layers)]],
    ),
  );
  const policy = name === undefined ? null : policyNamed(name, seed);
  if (name !== undefined && !policy)
    throw unusable(`its skim.policy is ${quote(name)}; the engine has ${policyNames.join(", ")}`);

  const labels = labelsIn(json, unusable);
  taskOf(json["problem_type"], labels.length || 2); // what is wrong here is said before the weights are read
  if (labels.length > 1 && new Set(labels.map((label) => label.trim())).size === 1)
    throw unusable(`its id2label calls all ${labels.length} labels ${quote(labels[0])}: their names must differ`);

  return {
    family: String(json["model_type"]),
    blueprint,
    labels,
    problemType: json["problem_type"],
    policy,
    semantics: skim.semantics ?? (json["skim"] === undefined ? null : "dropped"),
    settings,
    seed,
    pooling: skim.pooling ?? blueprint.head.pooling,
    int8: skim.int8,
    reads: skim.reads,
    fp32Linears: skim.fp32Linears,
  };
}

function ownSetting(name: string, given: number | number[], layers: number): OwnSetting {
  if (typeof given === "number") return { control: Array<number>(layers).fill(given) };
  if (given.length === layers) return { control: given, listed: true };
  throw unusable(`skim.${name} has ${given.length} numbers for ${layers} layers; give one number or ${layers}`);
}
