/** Messages between the host (or the terminal) and the engine's worker. vscode-jsonrpc over the worker's port; cancellation is its own. */
import { NotificationType, ProgressType, RequestType } from "vscode-jsonrpc";
import type { Failure } from "./errors.js";
import type { SkimEvent } from "./events.js";
import type { ModelInfo, Precision } from "./run.js";

/** A folder that the worker can read itself, or the bundle's files by name where only the host can read them. */
export type BundleSource = { folder: string } | { name: string; files: Record<string, Uint8Array> };

export interface LoadParams {
  source: BundleSource;
  precision: Precision;
  /** WASM threads, 1 or more; fixed by the first load of a worker. */
  threads: number;
}

export interface Loaded {
  model: ModelInfo;
  precision: Precision;
  /** "WASM, 2 threads" */
  backend: string;
  /** Wall-clock milliseconds. */
  ms: number;
}

export interface SkimParams {
  text: string;
  /** One per layer; empty = the bundle's own. */
  threshold: number[];
}

/** Steps of a load, 0 … 1. */
export interface LoadProgress {
  fraction: number;
  step: string;
}

export const LoadRequest = new RequestType<LoadParams, Loaded, Failure>("transkimmer/load");
export const LoadProgressType = new ProgressType<LoadProgress>();
/** Runs the loaded model. Events come as progress under the token `events`; the answer comes after the last of them. */
export const SkimRequest = new RequestType<SkimParams & { events: string }, null, Failure>("transkimmer/skim");
export const SkimProgressType = new ProgressType<SkimEvent>();
export const LogNotification = new NotificationType<string>("transkimmer/log");
