import { workspace } from "vscode";
import { SkimError } from "../protocol/errors.js";
import type { Backend, WantedPrecision } from "../run/run.js";

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
  /** Empty = the bundle's own; one number, or one for each layer. Throws SkimError "threshold". */
  get threshold(): number[] {
    const value = get("threshold");
    if (value === null || value === undefined) return [];
    const list: unknown[] = Array.isArray(value) ? value : [value];
    if (list.every((p) => typeof p === "number" && p >= 0 && p <= 1)) return list as number[];
    throw new SkimError(
      "threshold",
      "The setting transkimmer.threshold must be a number from 0 to 1, or a list of such numbers, one for each layer.",
    );
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
  get decorations(): boolean {
    return get("decorations.enabled") !== false;
  },
};

function get(key: string): unknown {
  return workspace.getConfiguration(section).get(key);
}

/** The threshold of a run, one number per layer. Throws SkimError "threshold". */
export function spreadThreshold(wanted: readonly number[], own: readonly number[], from: string): number[] {
  if (wanted.length === 0) return [...own];
  if (wanted.length === 1) return own.map(() => wanted[0] ?? 0);
  if (wanted.length === own.length) return [...wanted];
  throw new SkimError(
    "threshold",
    `${from} gives ${wanted.length} thresholds, but this model has ${own.length} layers: give one number, or ${own.length}.`,
  );
}
