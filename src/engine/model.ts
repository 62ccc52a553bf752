import type { LoadProgress } from "../protocol/engine.js";
import { SkimError } from "../protocol/errors.js";
import type { SkimEvent } from "../run/events.js";
import type { MarkEvent } from "../run/marks.js";
import type { Backend, ModelInfo, Precision, WantedPrecision } from "../run/run.js";
import type { Forced, SweepEvent } from "../run/sweep.js";
import { modelInfo, type Bundle } from "./bundle/bundle.js";
import { takePrecision } from "./bundle/precision.js";
import { settingOf } from "./control.js";
import { Warmth } from "./warmth.js";
import type { Encoder } from "./walk/encoder.js";
import { headGraph } from "./plan/headGraph.js";
import { LastRun } from "./walk/lastRun.js";
import { LateSession } from "./runtime/lateSession.js";
import { occlusion, type OcclusionOptions } from "./occlusion/occlusion.js";
import { meanLogits, outcome } from "./walk/outcome.js";
import { Path } from "./walk/path.js";
import { Precedence } from "./walk/precedence.js";
import { walkOf } from "./walk/walks.js";
import { runWindow, type WindowEnd } from "./walk/window.js";
import { now, turn, useThreads } from "./runtime/runtime.js";
import { Session, startRuntime } from "./runtime/session.js";
import { sweep, type SweepOptions } from "./sweep/sweep.js";
import { readText } from "./walk/readText.js";

/** An AbortSignal, as far as the engine looks at it. */
export interface Abort {
  readonly aborted: boolean;
  readonly reason: unknown;
}

export interface SkimOptions {
  /** A second text that is read with the first, as the tokenizer's template has it. */
  pair?: string;
  /** Settings of the policy's control: one number, or one a layer; absent or empty = the bundle's own. */
  control?: readonly number[];
  /** Fates decided by hand; absent = none. */
  forced?: readonly Forced[];
  /** Take over what the last run computed, if it was of the same text, as far as the kept sets are the same. */
  reuse?: boolean;
  /** Neither takes over anything nor leaves its states to the next run: those of the last one stay there for it. */
  apart?: boolean;
  signal?: Abort;
}

export interface LoadOptions {
  precision: WantedPrecision;
  threads: number;
  backend?: Backend;
  onProgress?: (progress: LoadProgress) => void;
}

/** Outputs that only the next session reads: what is left to be read back is p, once a layer, and the logits. */
const hiddenStates = ["y", "sum", "input"];
/** Runs after which WASM's own compiler has replaced its first, slow code; after which WebGPU's shaders are compiled. */
const warmUpRuns: Record<Backend, number> = { wasm: 10, webgpu: 2 };

/** A bundle in the runtime, ready to skim. Runs may overlap: their layers then take turns, and a skim's go before a sweep's. */
export class Model {
  readonly info: ModelInfo;
  private readonly warmth: Warmth;
  private readonly precedence = new Precedence();
  private readonly last: LastRun;

  private constructor(
    private readonly bundle: Bundle,
    readonly precision: Precision,
    /** Why that: for people, without a full stop. */
    readonly precisionWhy: string,
    /** "WASM, 2 threads", "WebGPU, nvidia ampere" */
    readonly backend: string,
    private readonly encoder: Encoder,
    private readonly kind: Backend,
  ) {
    this.info = modelInfo(bundle);
    this.warmth = new Warmth(encoder, this.info, bundle.tokenizer, warmUpRuns[kind]);
    this.last = new LastRun(encoder, this.info);
  }

  /** Starts the runtime, if it has not started: it compiles beside whatever comes before `load`, the reading of the bundle say. */
  static prepare(threads: number): void {
    useThreads(threads);
    startRuntime();
  }

  /**
   * Builds the graphs and loads them: on WASM up to the first layer, the others when a run first comes to them. The number of threads holds for the first load of a worker only. WebGPU (the default is WASM)
   * computes in fp32 alone, and only where the worker was built with it. Throws SkimError "engine" or "webgpu".
   */
  static async load(bundle: Bundle, options: LoadOptions): Promise<Model> {
    const { plan, tensors } = bundle;
    const { onProgress, backend = "wasm" } = options;
    const { precision, why } = takePrecision(options.precision, backend, bundle.config.int8);
    if (backend === "webgpu" && precision === "int8")
      throw new SkimError(
        "webgpu",
        "WebGPU computes in fp32 only: it has no 8-bit products with a scale for each token.",
      );
    const threads = useThreads(options.threads);
    const weights = { tensors, precision, backend, fp32Linears: bundle.config.fp32Linears };
    const walk = walkOf(plan);
    const graphs = [
      () => walk.entry(plan, weights),
      ...plan.blueprint.layers.map((_, l) => () => walk.layer(plan, weights, l)),
      () => headGraph(plan, weights),
    ];
    const sessions = graphs.map((graph) => new LateSession(async () => Session.create(graph(), backend, hiddenStates)));
    // A GPU that fails is to fail here, where the processor can still take over.
    const first = backend === "webgpu" ? sessions : sessions.slice(0, 2);
    const [entry, ...rest] = sessions;
    const head = rest.pop();
    if (!entry || !head) throw new RangeError("a model has an entry and a head");
    try {
      for (const [i, session] of first.entries()) {
        onProgress?.({ fraction: i / first.length, step: "Loading the weights" });
        await session.get();
        await turn();
      }
      const { gpu } = await entry.get();
      const name = gpu ? `WebGPU, ${gpu.name}` : `WASM, ${threads} ${threads === 1 ? "thread" : "threads"}`;
      const encoder = new walk.encoder(plan, tensors, entry, rest, head);
      onProgress?.({ fraction: 1, step: "Ready" });
      return new Model(bundle, precision, why, name, encoder, backend);
    } catch (error) {
      await Promise.allSettled(sessions.map((s) => s.release()));
      throw error;
    }
  }

  /**
   * Skims a text: the tokens, then each window's layers as they are computed, then the result. Throws SkimError "text-empty",
   * "threshold", "forced" or "engine"; the signal's reason once it is aborted, which is looked at between layers.
   *
   * A run leaves its states (layers × tokens × H floats) for the next one, which asks for them with `reuse`. A run's times
   * are of what it computed itself: the first run of all is slower, and what it took must not be told of a later one.
   */
  async *skim(text: string, options: SkimOptions = {}): AsyncGenerator<SkimEvent> {
    const started = now();
    const { signal } = options;
    const setting = settingOf(this.info, options.control ?? []);
    const { tokens, windows, inputs, forced } = readText(this.bundle, text, options);
    const apart = options.apart === true;
    const paths = apart
      ? inputs.map((input) => new Path(this.encoder, input, false))
      : this.last.take(inputs, options.reuse === true);
    this.precedence.enter();
    try {
      await pause(signal);
      yield { kind: "tokens", tokens, windows };
      await pause(signal);

      const runs: WindowEnd[] = [];
      for (const [index, path] of paths.entries()) {
        const n = windows[index]?.count ?? 0;
        const run = runWindow(this.encoder, this.info, path, { ...setting, n, forced: forced[index] ?? [] });
        let step = await run.next();
        for (; !step.done; step = await run.next()) {
          yield { ...step.value, window: index };
          await pause(signal);
          this.precedence.step();
        }
        if (!path.holds) path.release();
        runs.push(step.value);
      }
      const total = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0);
      const waited = total(runs.map((run) => run.waited));
      const taken = paths.flatMap((path) => path.reused ?? []);
      const reused = taken.length > 0 ? { reused: total(taken) } : {};
      const ms = now() - started - waited;
      yield { kind: "result", ...outcome(this.bundle.plan.task, meanLogits(runs, windows)), ms, ...reused };
    } finally {
      this.precedence.leave();
      if (apart) for (const path of paths) path.release();
      else this.last.leave(paths);
    }
  }

  /**
   * Every distinct run of a text over a range of thresholds, or those at some thresholds (sweep.ts). While a skim is under way a
   * sweep waits before its next layer, so that it holds a skim up by one layer at most. Throws as skim does.
   */
  async *sweep(
    text: string,
    options: SweepOptions & { pair?: string; signal?: Abort } = {},
  ): AsyncGenerator<SweepEvent> {
    const { signal } = options;
    const wait = async () => {
      await pause(signal);
      await this.precedence.clear(() => check(signal));
    };
    yield* sweep(this.encoder, this.info, readText(this.bundle, text, options), options, wait);
  }

  /** What each word of a text is worth to the unskimmed model (occlusion.ts). It waits for skims as a sweep does, and throws as they do. */
  async *occlude(text: string, options: OcclusionOptions & { signal?: Abort }): AsyncGenerator<MarkEvent> {
    const { signal } = options;
    const wait = async () => {
      await pause(signal);
      await this.precedence.clear(() => check(signal));
    };
    const sideBySide = this.kind === "wasm" && this.encoder.sideBySide;
    yield* occlusion(this.encoder, this.bundle, sideBySide, text, options, wait);
  }

  /**
   * Runs the model on a few tokens until the engine's first, slow code has been replaced. It takes about as long as loading: so it
   * goes on while `idle`, behind the first run and not before it, and stops between two layers.
   */
  warmUp(idle: () => boolean): Promise<void> {
    return this.warmth.warmUp(idle);
  }

  /** Milliseconds of a warm run without skimming, for each of these numbers of tokens: the median of a few. null = it was not `idle` any more. */
  measure(tokens: readonly number[], idle: () => boolean): Promise<number[] | null> {
    return this.warmth.measure(tokens, idle);
  }

  /** Frees the model's memory; a run that is under way then fails. May be called twice. */
  dispose(): Promise<void> {
    this.last.close();
    return this.encoder.release();
  }
}

async function pause(signal: Abort | undefined): Promise<void> {
  await turn();
  check(signal);
}

function check(signal: Abort | undefined): void {
  if (signal?.aborted) throw signal.reason;
}
