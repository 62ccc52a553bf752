import { workspace } from "vscode";
import { SkimError } from "../protocol/errors.js";
import { mostSeed, settingName, type PolicyInfo } from "../run/policy.js";
import type { Backend, ModelInfo, Run, WantedPrecision } from "../run/run.js";

export const section = "transkimmer";

/** Said where a model is chosen or shown; empty in a trusted workspace. */
export function trustNote(): string {
  return workspace.isTrusted ? "" : "This workspace is not trusted, so a model that it sets itself is ignored.";
}

/** The settings, read when they are used. VS Code itself drops a model path that an untrusted workspace sets. */
export const config = {
  /** A bundle's name under models/, a path (absolute, or relative to the workspace), or a URI. */
  get model(): string {
    const value = get("model");
    return typeof value === "string" && value.trim() !== "" ? value.trim() : "sst2";
  },
  /** By its name; null = the model's own. */
  get policy(): string | null {
    const value = get("policy");
    return typeof value === "string" && value !== "" && value !== "auto" ? value : null;
  },
  /**
   * The setting of a policy's control (`settingName`). Empty = the model's own, or nothing is turned; one number, or one for each layer.
   * Throws SkimError "threshold".
   */
  settingOf(policy: PolicyInfo): number[] {
    if (!policy.control) return [];
    const { least, most } = policy.control;
    const name = settingName(policy);
    const value = get(name);
    if (value === null || value === undefined) return [];
    const list: unknown[] = Array.isArray(value) ? value : [value];
    if (list.every((p) => typeof p === "number" && p >= least && p <= most)) return list as number[];
    throw new SkimError(
      "threshold",
      `The setting transkimmer.${name} must be a number from ${least} to ${most}, or a list of such numbers, one for each layer.`,
    );
  },
  /** Of a policy that draws; null = the model's own. */
  get seed(): number | null {
    const value = get("seed");
    return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= mostSeed ? value : null;
  },
  get precision(): WantedPrecision {
    const value = get("precision");
    return value === "fp32" || value === "int8" ? value : "auto";
  },
  get backend(): "auto" | Backend {
    const value = get("backend");
    return value === "wasm" || value === "webgpu" ? value : "auto";
  },
  /** WASM threads, 1 to 16; 0 = automatic. */
  get threads(): number {
    const value = get("threads");
    return typeof value === "number" && value >= 1 ? Math.min(16, Math.floor(value)) : 0;
  },
  /** As they are written. Throws SkimError "threshold". */
  get evaluationThresholds(): number[] {
    const value: unknown = get("evaluation.thresholds");
    const list: unknown[] = Array.isArray(value) ? value : [];
    if (list.length > 200 || !list.every((p) => typeof p === "number" && p >= 0 && p <= 1))
      throw new SkimError(
        "threshold",
        "The setting transkimmer.evaluation.thresholds must be a list of at most 200 numbers from 0 to 1.",
      );
    return list as number[];
  },
  /** Distinct runs of one text at most, where a data set is evaluated at all thresholds. */
  get evaluationRuns(): number {
    const value = get("evaluation.runsPerText");
    return typeof value === "number" && value >= 1 ? Math.min(100_000, Math.floor(value)) : 500;
  },
  /** What is read of a Markdown document. */
  get markdown(): "text" | "source" {
    return get("markdown") === "source" ? "source" : "text";
  },
  get decorations(): boolean {
    return get("decorations.enabled") !== false;
  },
};

function get(key: string): unknown {
  return workspace.getConfiguration(section).get(key);
}

/** A run's control, one number per layer, as it was asked for. `from`: what asked. Throws SkimError "threshold". */
export function spreadSetting(
  wanted: readonly number[],
  { control: own, listed, policy }: ModelInfo,
  from: string,
): Pick<Run, "control" | "listed"> {
  const list = listed ? { listed } : {};
  if (wanted.length === 0) return { control: [...own], ...list };
  if (wanted.length === 1) return { control: own.map(() => wanted[0] ?? 0) };
  if (wanted.length === own.length) return { control: [...wanted], listed: true };
  const name = policy.control?.name ?? "setting";
  throw new SkimError(
    "threshold",
    `${from} gives ${wanted.length} ${name}s, but this model has ${own.length} layers: give one number, or ${own.length}.`,
  );
}
