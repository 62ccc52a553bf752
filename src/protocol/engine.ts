/** Messages between the host (or the terminal) and the engine's worker. vscode-jsonrpc over the worker's port; cancellation is its own. */
import { NotificationType, ProgressType, RequestType, type MessageConnection } from "vscode-jsonrpc";
import type { Failure } from "./errors.js";
import type { PolicyInfo } from "../run/policy.js";
import type { CheckReport } from "../run/checkReport.js";
import type { SkimEvent } from "../run/events.js";
import type { MarkEvent, MarkKind } from "../run/marks.js";
import type { Backend, ModelInfo, Precision, WantedPrecision } from "../run/run.js";
import type { Semantics } from "../run/semantics.js";
import type { Forced, SweepEvent, SweepRange, SweepStep } from "../run/sweep.js";

/** A running engine: a connection that speaks src/protocol/engine.ts, and the way to end what serves it. */
export interface Engine {
  connection: MessageConnection;
  /** Calls back once when the worker is gone, with what it died of; `null` = it was ended on purpose or just left. */
  onExit(listener: (reason: Error | null) => void): void;
  /** Ends the worker even in the middle of a layer. */
  terminate(): void;
}

/** A folder that the worker can read itself, or the bundle's files by name, and the names of what lies beside them, where only the host can read them. */
export type BundleSource = { folder: string } | { name: string; files: Record<string, Uint8Array>; beside?: string[] };

export interface LoadParams {
  source: BundleSource;
  precision: WantedPrecision;
  /** Of a folder that does not say it itself; absent = dropped. */
  semantics?: Semantics;
  /** By what it is skimmed, by the policy's name; absent = the bundle's own. */
  policy?: string;
  /** Of a policy that draws, 0 … mostSeed; absent = the bundle's own. */
  seed?: number;
  /** Absent = WASM. A worker has WebGPU only where it was built with it (esbuild.mjs). */
  backend?: Backend;
  /** WASM threads, 1 or more; fixed by the first load of a worker. */
  threads: number;
}

export interface InspectParams {
  source: BundleSource;
}

/** What a folder holds. */
export interface Inspected {
  model: ModelInfo;
  /** All that this model can be skimmed by, its own first. */
  policies: PolicyInfo[];
  report: CheckReport;
  /** What the precision auto comes to on WASM. */
  auto: Precision;
}

export interface Loaded extends Inspected {
  /** What was taken, and why: for people, without a full stop. */
  precision: Precision;
  precisionWhy: string;
  /** "WASM, 2 threads", "WebGPU, nvidia ampere" */
  backend: string;
  /** Wall-clock milliseconds. */
  ms: number;
  /** Nothing in the folder says by which semantics its predictors were trained. */
  asksSemantics: boolean;
}

export interface SkimParams {
  text: string;
  /** A second text that is read with it. */
  pair?: string;
  /** A setting of the policy's control, or a list of one per layer; empty = the bundle's own. */
  control: number[];
  /** Absent = none. */
  forced?: Forced[];
  /** Take over what the last run computed, if it was of the same text, as far as the kept sets are the same: the result is the same. */
  reuse?: boolean;
  /** Nothing is taken over, and nothing left for the next run: it is computed to be timed. */
  apart?: boolean;
}

export interface SweepParams extends SweepRange {
  text: string;
  pair?: string;
  /** Only the runs at these thresholds, each with its whole interval; absent = every run of the range. */
  at?: number[];
  /** Steps of a former sweep of the same text, range and fates: they are not computed again, and not sent again. */
  known?: Pick<SweepStep, "lo" | "hi">[];
  /** Distinct runs to stop at; absent = no bound. */
  runs?: number;
  forced?: Forced[];
}

export interface OccludeParams {
  text: string;
  pair?: string;
  kind: MarkKind;
  /** The output whose fall is asked for; absent = the one that the unskimmed model names. */
  label?: number;
}

export interface MeasureParams {
  /** Numbers of tokens. */
  tokens: readonly number[];
}

export type PrepareParams = Pick<LoadParams, "threads">;

/** Progress comes under the token `events`. */
export type WithEvents<P> = P & { events: string };

/** Steps of a load, 0 … 1. */
export interface LoadProgress {
  fraction: number;
  step: string;
}

/** A load with so many threads will come: the runtime may start. */
export const PrepareNotification = new NotificationType<PrepareParams>("transkimmer/prepare");
/** How far it is comes as progress. */
export const LoadRequest = new RequestType<WithEvents<LoadParams>, Loaded, Failure>("transkimmer/load");
export const LoadProgressType = new ProgressType<LoadProgress>();
/** Opens a folder and says what it holds; the loaded model stays. */
export const InspectRequest = new RequestType<InspectParams, Inspected, Failure>("transkimmer/inspect");
/** Runs the loaded model. Events come as progress; the answer comes after the last of them. */
export const SkimRequest = new RequestType<WithEvents<SkimParams>, null, Failure>("transkimmer/skim");
export const SkimProgressType = new ProgressType<SkimEvent>();
/** As SkimRequest, for many thresholds. A skim that comes meanwhile goes first. */
export const SweepRequest = new RequestType<WithEvents<SweepParams>, null, Failure>("transkimmer/sweep");
export const SweepProgressType = new ProgressType<SweepEvent>();
/** What each word is worth, by texts without it. A skim that comes meanwhile goes first. */
export const OccludeRequest = new RequestType<WithEvents<OccludeParams>, null, Failure>("transkimmer/occlude");
export const OccludeProgressType = new ProgressType<MarkEvent>();
/** How long the loaded model takes for so many tokens, skimming nothing, once it is warm: milliseconds each. null = it was cancelled. */
export const MeasureRequest = new RequestType<MeasureParams, number[] | null, Failure>("transkimmer/measure");
