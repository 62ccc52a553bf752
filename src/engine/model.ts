import { stepFlops } from "../run/cost.js";
import type { LoadProgress } from "../protocol/engine.js";
import { SkimError } from "../protocol/errors.js";
import type { LayerEvent, SkimEvent } from "../run/events.js";
import type { Backend, ModelInfo, Precision, WantedPrecision } from "../run/run.js";
import { movedOn, stayingOf } from "../run/sites.js";
import type { Forced, SweepEvent } from "../run/sweep.js";
import { modelInfo, type Bundle } from "./bundle/bundle.js";
import { takePrecision } from "./bundle/precision.js";
import { decide, type Encoder } from "./walk/encoder.js";
import { forcedByWindow } from "./walk/forced.js";
import { headGraph } from "./plan/headGraph.js";
import { LastRun } from "./walk/lastRun.js";
import { LateSession } from "./runtime/lateSession.js";
import { meanLogits, outcome } from "./walk/outcome.js";
import { Path } from "./walk/path.js";
import { Precedence } from "./walk/precedence.js";
import { walks } from "./walk/semantics.js";
import { entryGraph } from "./plan/entryGraph.js";
import { now, turn, useThreads } from "./runtime/runtime.js";
import { Session, startRuntime } from "./runtime/session.js";
import { sweep, type SweepOptions, type SweepText } from "./sweep/sweep.js";
import { splitPair, splitWindows } from "./tokenizer/windows.js";

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
  signal?: Abort;
}

export interface LoadOptions {
  precision: WantedPrecision;
  threads: number;
  backend?: Backend;
  onProgress?: (progress: LoadProgress) => void;
}

/** What a window comes to. */
interface WindowEnd {
  logits: Float32Array;
  /** Milliseconds for sessions that were not there yet. */
  waited: number;
}

/** Outputs that only the next session reads: what is left to be read back is p, once a layer, and the logits. */
const hiddenStates = ["y", "sum"];
/** Runs after which WASM's own compiler has replaced its first, slow code; after which WebGPU's shaders are compiled. */
const warmUpRuns: Record<Backend, number> = { wasm: 10, webgpu: 2 };
const warmUpTokens = 16;
/** Runs that a measured time is the median of. */
const measuredRuns = 3;

/** A bundle in the runtime, ready to skim. Runs may overlap: their layers then take turns, and a skim's go before a sweep's. */
export class Model {
  readonly info: ModelInfo;
  /** Runs that warming up still takes. */
  private cold: number;
  private warming: Promise<void> | null = null;
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
    kind: Backend,
  ) {
    this.info = modelInfo(bundle);
    this.cold = warmUpRuns[kind];
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
    const walk = walks[plan.semantics];
    const graphs = [
      () => entryGraph(plan, weights),
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
    const control = this.settings(options.control ?? []);
    const { tokens, windows, inputs, forced } = this.read(text, options);
    const paths = this.last.take(inputs, options.reuse === true);
    this.precedence.enter();
    try {
      await pause(signal);
      yield { kind: "tokens", tokens, windows };
      await pause(signal);

      const runs: WindowEnd[] = [];
      for (const [index, path] of paths.entries()) {
        const run = this.window(path, control, forced[index] ?? []);
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
      this.last.leave(paths);
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
    yield* sweep(this.encoder, this.info, this.read(text, options), options, wait);
  }

  /**
   * Runs the model on a few tokens until the engine's first, slow code has been replaced. It takes about as long as loading: so it
   * goes on while `idle`, behind the first run and not before it, and stops between two layers.
   */
  warmUp(idle: () => boolean): Promise<void> {
    const work = async () => {
      while (this.cold > 0 && idle()) if ((await this.timed(warmUpTokens, idle)) !== null) this.cold--;
    };
    this.warming ??= work().finally(() => (this.warming = null));
    return this.warming;
  }

  /** Milliseconds of a warm run without skimming, for each of these numbers of tokens: the median of a few. null = it was not `idle` any more. */
  async measure(tokens: readonly number[], idle: () => boolean): Promise<number[] | null> {
    await this.warmUp(idle);
    const medians: number[] = [];
    for (const count of tokens) {
      const times: number[] = [];
      for (let run = 0; run < measuredRuns + 1; run++) {
        const ms = await this.timed(count, idle);
        if (ms === null) return null;
        if (run > 0) times.push(ms); // the first may compile something for this length
      }
      medians.push(times.sort((a, b) => a - b)[times.length >> 1] ?? NaN);
    }
    return medians;
  }

  /** Milliseconds of a run on so many tokens, skimming nothing; null = it was stopped between two layers, not `idle` any more. */
  private async timed(tokens: number, idle: () => boolean): Promise<number | null> {
    const { tokenizer } = this.bundle;
    const text = Math.min(tokens, this.info.maxTokens) - tokenizer.around([]).length;
    const ids = tokenizer.around(Array<number>(Math.max(0, text)).fill(0));
    const started = now();
    const path = new Path(this.encoder, { ids, types: ids.map(() => 0) }, false);
    const run = this.window(path, Array<number>(this.info.layers).fill(0), []);
    try {
      while (idle()) {
        if ((await run.next()).done) return now() - started;
        await turn();
      }
      return null;
    } finally {
      path.release();
    }
  }

  /** Frees the model's memory; a run that is under way then fails. May be called twice. */
  dispose(): Promise<void> {
    this.last.close();
    return this.encoder.release();
  }

  /**
   * One window of n tokens: its layers, then its logits. A layer's session ends with the next layer's score, so the time of
   * that one counts with this layer; that of the first score and of the embeddings is no layer's. Whoever made the path frees it.
   */
  private async *window(
    path: Path,
    control: readonly number[],
    forced: readonly Forced[],
  ): AsyncGenerator<LayerEvent, WindowEnd> {
    await path.begin();
    const n = path.state(0).alive.length;
    let waited = 0;
    let unit: Int32Array = Int32Array.from({ length: n }, (_, token) => token);
    for (const [layer, cost] of this.info.cost.entries()) {
      const state = path.state(layer);
      const { into, rows } = decide(this.bundle.plan, state, Math.fround(control[layer] ?? 0), forced);
      const staying = stayingOf(into);
      const stay = staying.map((row) => state.alive[row] ?? 0);
      unit = movedOn(unit, into, state.alive);
      const score = new Float32Array(n).fill(NaN);
      for (const [row, token] of state.alive.entries()) if (token > 0) score[token] = state.score?.[row] ?? NaN;
      const flops = stepFlops(n, state.alive.length, stay, cost);
      const ms = await path.advance(layer, staying);
      yield { kind: "layer", window: 0, layer, into: unit, rows, score, ms, flops };
      waited += await this.encoder.ready(layer + 1);
    }
    return { logits: await this.encoder.logits(path.state(this.info.layers), n), waited };
  }

  private read(text: string, { pair, forced = [] }: Pick<SkimOptions, "pair" | "forced">): SweepText {
    if (text.trim() === "")
      throw new SkimError("text-empty", "There is no text to classify: select some, or type some.");
    if (pair?.trim() === "") throw new SkimError("text-empty", "The second text of the pair is empty: give two texts.");
    const { tokenizer } = this.bundle;
    const { maxTokens, layers } = this.info;
    const { tokens, windows, types } =
      pair === undefined ? splitWindows(text, tokenizer, maxTokens) : splitPair([text, pair], tokenizer, maxTokens);
    // A template may hold no special tokens, and a normalizer take all characters.
    if (tokens.length === 0)
      throw new SkimError("text-empty", "Of this text the tokenizer leaves nothing: select another, or type some.");
    for (const { first } of windows) Object.assign(tokens[first] ?? {}, { always: true });
    const inputs = windows.map(({ first, count }) => ({
      ids: tokens.slice(first, first + count).map((token) => token.id),
      types: types.slice(first, first + count),
    }));
    return { tokens, windows, inputs, forced: forcedByWindow(forced, windows, layers) };
  }

  /** One a layer. */
  private settings(given: readonly number[]): number[] {
    const { layers, control, policy } = this.info;
    if (given.length === 0) return control;
    const { name, least, most } = policy.control ?? { name: "setting", least: 0, most: 1 };
    const [first = NaN] = given;
    if (given.length !== 1 && given.length !== layers)
      throw new SkimError("threshold", `${given.length} ${name}s for ${layers} layers: give one, or ${layers}.`);
    const wrong = given.find((t) => !(t >= least && t <= most));
    if (wrong !== undefined)
      throw new SkimError("threshold", `${wrong} is no ${name}: give numbers from ${least} to ${most}.`);
    return given.length === 1 ? Array<number>(layers).fill(first) : [...given];
  }
}

async function pause(signal: Abort | undefined): Promise<void> {
  await turn();
  check(signal);
}

function check(signal: Abort | undefined): void {
  if (signal?.aborted) throw signal.reason;
}
