import { layerFlops, predictorFlops } from "../protocol/cost.js";
import type { LoadProgress } from "../protocol/engine.js";
import { SkimError } from "../protocol/errors.js";
import type { LayerEvent, SkimEvent } from "../protocol/events.js";
import type { ModelInfo, Precision } from "../protocol/run.js";
import type { Forced, SweepEvent } from "../protocol/sweep.js";
import { modelInfo, type Bundle } from "./bundle.js";
import { Embeddings } from "./embeddings.js";
import { decide, Encoder } from "./encoder.js";
import { forcedByWindow } from "./forced.js";
import { headGraph } from "./headGraph.js";
import { layerGraph } from "./layerGraph.js";
import { meanLogits, outcome } from "./outcome.js";
import { Precedence } from "./precedence.js";
import { predictorGraph } from "./predictorGraph.js";
import { now, Session, startRuntime, turn, useThreads } from "./runtime.js";
import { sweep, type SweepOptions, type SweepText } from "./sweep.js";
import { splitWindows } from "./windows.js";

/** An AbortSignal, as far as the engine looks at it. */
export interface Abort {
  readonly aborted: boolean;
  readonly reason: unknown;
}

export interface SkimOptions {
  /** One number, or one a layer; absent or empty = the bundle's own. */
  threshold?: readonly number[];
  /** Fates decided by hand; absent = none. */
  forced?: readonly Forced[];
  signal?: Abort;
}

/** Runs after which WASM's own compiler has replaced its first, slow code. */
const warmUpRuns = 10;
const warmUpTokens = 16;

/** A bundle in the runtime, ready to skim. Runs may overlap: their layers then take turns, and a skim's go before a sweep's. */
export class Model {
  readonly info: ModelInfo;
  /** Runs that warming up still takes. */
  private cold = warmUpRuns;
  private readonly precedence = new Precedence();

  private constructor(
    private readonly bundle: Bundle,
    readonly precision: Precision,
    /** "WASM, 2 threads" */
    readonly backend: string,
    private readonly encoder: Encoder,
  ) {
    this.info = modelInfo(bundle);
  }

  /** Starts the runtime, if it has not started: it compiles beside whatever comes before `load`, the reading of the bundle say. */
  static prepare(threads: number): void {
    useThreads(threads);
    startRuntime();
  }

  /** Builds the graphs and loads them. The number of threads holds for the first load of a worker only. */
  static async load(
    bundle: Bundle,
    options: { precision: Precision; threads: number; onProgress?: (progress: LoadProgress) => void },
  ): Promise<Model> {
    const { config, tensors } = bundle;
    const { precision, onProgress } = options;
    const threads = useThreads(options.threads);
    const weights = { config, tensors, precision };
    const graphs = [
      () => predictorGraph(weights),
      ...Array.from({ length: config.layers }, (_, l) => () => layerGraph(weights, l)),
      () => headGraph(weights),
    ];
    const sessions: Session[] = [];
    try {
      for (const graph of graphs) {
        onProgress?.({ fraction: sessions.length / graphs.length, step: "Loading the weights" });
        sessions.push(await Session.create(graph(), config.hidden));
        await turn();
      }
      const [predictor, ...rest] = sessions;
      const head = rest.pop();
      if (!predictor || !head) throw new RangeError("a model has a predictor and a head");
      const backend = `WASM, ${threads} ${threads === 1 ? "thread" : "threads"}`;
      const encoder = new Encoder(config, new Embeddings(bundle), predictor, rest, head);
      onProgress?.({ fraction: 1, step: "Ready" });
      return new Model(bundle, precision, backend, encoder);
    } catch (error) {
      await Promise.allSettled(sessions.map((s) => s.release()));
      throw error;
    }
  }

  /**
   * Skims a text: the tokens, then each window's layers as they are computed, then the result. Throws SkimError "text-empty",
   * "threshold", "forced" or "engine"; the signal's reason once it is aborted, which is looked at between layers.
   */
  async *skim(text: string, options: SkimOptions = {}): AsyncGenerator<SkimEvent> {
    const started = now();
    const { signal } = options;
    const threshold = this.thresholds(options.threshold ?? []);
    const { tokens, windows, forced } = this.read(text, options.forced);
    this.precedence.enter();
    try {
      await pause(signal);
      yield { kind: "tokens", tokens, windows };
      await pause(signal);

      const runs: { logits: Float32Array }[] = [];
      for (const [index, window] of windows.entries()) {
        const ids = tokens.slice(window.first, window.first + window.count).map((token) => token.id);
        const run = this.window(ids, threshold, forced[index] ?? []);
        let step = await run.next();
        for (; !step.done; step = await run.next()) {
          yield { ...step.value, window: index };
          await pause(signal);
          this.precedence.step();
        }
        runs.push({ logits: step.value });
      }
      yield { kind: "result", ...outcome(meanLogits(runs, windows)), ms: now() - started };
    } finally {
      this.precedence.leave();
    }
  }

  /**
   * Every distinct run of a text over a range of thresholds, or those at some thresholds (sweep.ts). While a skim is under way a
   * sweep waits before its next layer, so that it holds a skim up by one layer at most. Throws as skim does.
   */
  async *sweep(text: string, options: SweepOptions & { signal?: Abort } = {}): AsyncGenerator<SweepEvent> {
    const { signal } = options;
    const wait = async () => {
      await pause(signal);
      await this.precedence.clear(() => check(signal));
    };
    yield* sweep(this.encoder, this.info, this.read(text, options.forced), options, wait);
  }

  /**
   * Runs the model on a few tokens until the engine's first, slow code has been replaced. It takes about as long as loading: so it
   * goes on while `idle`, behind the first run and not before it, and stops between two layers.
   */
  async warmUp(idle: () => boolean): Promise<void> {
    const { cls, sep } = this.bundle.tokenizer;
    const count = Math.min(warmUpTokens, this.info.maxTokens);
    const ids = Array.from({ length: count }, (_, i) => (i === 0 ? cls : sep));
    const all = Array<number>(this.info.layers).fill(0);
    for (; this.cold > 0 && idle(); this.cold--) {
      const run = this.window(ids, all, []);
      while (idle() && !(await run.next()).done) await turn();
    }
  }

  /** Frees the model's memory; a run that is under way then fails. May be called twice. */
  dispose(): Promise<void> {
    return this.encoder.release();
  }

  /**
   * One window of n ids: its layers, then its logits. A layer's session ends with the next layer's predictor, so the time of
   * that predictor counts with this layer, and that of predictor 0 and of the embeddings with layer 0.
   */
  private async *window(
    ids: number[],
    threshold: number[],
    forced: Forced[],
  ): AsyncGenerator<LayerEvent, Float32Array> {
    const n = ids.length;
    let started = now();
    let state = await this.encoder.start(ids);
    for (const [layer, bound] of threshold.entries()) {
      const { rows } = decide(state, Math.fround(bound), forced);
      const keep = new Uint8Array(n);
      const score = new Float32Array(n).fill(NaN);
      for (const row of rows) keep[state.alive[row] ?? 0] = 1;
      for (const [row, token] of state.alive.entries()) if (token > 0) score[token] = state.p?.[2 * row + 1] ?? NaN;
      const flops = predictorFlops(state.alive.length, this.info) + layerFlops(rows.length, this.info);
      state = await this.encoder.advance(state, rows);
      yield { kind: "layer", window: 0, layer, alive: rows.length, keep, score, ms: now() - started, flops };
      started = now();
    }
    return this.encoder.logits(state, n);
  }

  private read(text: string, forced: readonly Forced[] = []): SweepText {
    if (text.trim() === "")
      throw new SkimError("text-empty", "There is no text to classify: select some, or type some.");
    const { tokens, windows } = splitWindows(text, this.bundle.tokenizer, this.info.maxTokens);
    return { tokens, windows, forced: forcedByWindow(forced, windows, this.info.layers) };
  }

  private thresholds(given: readonly number[]): number[] {
    const { layers, threshold } = this.info;
    if (given.length === 0) return threshold;
    const [first = NaN] = given;
    if (given.length !== 1 && given.length !== layers)
      throw new SkimError("threshold", `${given.length} thresholds for ${layers} layers: give one, or ${layers}.`);
    const wrong = given.find((t) => !(t >= 0 && t <= 1));
    if (wrong !== undefined) throw new SkimError("threshold", `${wrong} is no threshold: give numbers from 0 to 1.`);
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
