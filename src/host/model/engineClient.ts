import type { CancellationToken } from "vscode";
import type { MessageConnection, ProgressType } from "vscode-jsonrpc";
import {
  answered,
  InspectRequest,
  LoadProgressType,
  LoadRequest,
  MeasureRequest,
  PrepareNotification,
  SkimProgressType,
  SkimRequest,
  SweepProgressType,
  SweepRequest,
  type BundleSource,
  type Engine,
  type Inspected,
  type Loaded,
  type LoadProgress,
  type MeasureParams,
  type SkimParams,
  type SweepParams,
} from "../../protocol/engine.js";
import { SkimError } from "../../protocol/errors.js";
import type { SkimEvent } from "../../run/events.js";
import type { Backend, WantedPrecision } from "../../run/run.js";
import type { Semantics } from "../../run/semantics.js";
import type { SweepEvent } from "../../run/sweep.js";

/** An engine that has not answered a cancellation by then, milliseconds, is ended, and the next request starts another. */
const cancelPatience = 2000;

export type { Engine };

/** What is to be loaded. Two loads with one key are of the same files, on the same backend and with as many threads. */
export interface LoadPlan {
  key: string;
  /** Names the bundle's files as they are now. */
  files: string;
  backend: Backend;
  precision: WantedPrecision;
  /** What a person said of the folder; absent = nothing. */
  semantics?: Semantics;
  threads: number;
  /** As an engine on this backend can read it. */
  source(backend: Backend): Promise<BundleSource>;
}

/** A bundle that is loaded (`loaded`), or being loaded; who waits for it hears how far it is. */
interface Load {
  key: string;
  precision: WantedPrecision;
  work: Promise<Loaded>;
  loaded: Loaded | null;
  listeners: ((progress: LoadProgress) => void)[];
}

export const cancelled = Symbol("cancelled");
export type Cancelled = typeof cancelled;

/** One worker at a time, started when it is needed. Cancelled is an answer (`cancelled`), not an error. */
export class EngineClient {
  #engine: {
    engine: Promise<Engine>;
    threads: number;
    lost: Promise<never>;
    load: Load | null;
  } | null = null;
  #requests = 0;

  constructor(
    private readonly start: () => Promise<Engine>,
    private readonly log: (line: string) => void,
  ) {}

  /** True while a worker lives; for tests and for the log. */
  get alive(): boolean {
    return this.#engine !== null;
  }

  /** Starts the worker and its runtime, where they have not started: a load that follows finds them ready. */
  prepare(threads: number): void {
    if (this.#engine) return;
    this.#engine = this.#begin(threads);
    this.#engine.engine
      .then(
        ({ connection }) => connection.sendNotification(PrepareNotification, { threads }),
        () => undefined, // the load says why
      )
      .catch(() => undefined); // it is gone again
  }

  /** What this plan came to, where it is the loaded one. */
  holds(plan: LoadPlan): Loaded | null {
    const load = this.#engine?.load;
    return load?.loaded && isSame(load, plan) ? load.loaded : null;
  }

  /** Loads a bundle unless it is the loaded one. A load that failed or was ended is forgotten. Rejects with SkimError. */
  load(plan: LoadPlan, onProgress: (progress: LoadProgress) => void): Promise<Loaded> {
    const { key, precision, threads } = plan;
    const before = this.#engine?.load ?? null;
    const known = before && isSame(before, plan) ? before : null;
    // ONNX Runtime fixes its number of threads when it starts.
    // The worker holds one model, and cannot stop loading one.
    if (this.#engine?.threads !== threads || (this.#loading && !known)) this.terminate();
    const current = (this.#engine ??= this.#begin(threads));
    if (known && current.load === known) {
      if (!known.loaded) known.listeners.push(onProgress);
      return known.work;
    }
    const listeners = [onProgress];
    const work = this.#race(current.lost, async () => {
      const [source, { connection }] = await Promise.all([plan.source(plan.backend), current.engine]);
      const { semantics, backend } = plan;
      const events = `load-${++this.#requests}`;
      const subscription = connection.onProgress(LoadProgressType, events, (progress) => {
        for (const listener of listeners) listener(progress);
      });
      try {
        return await connection.sendRequest(LoadRequest, {
          ...{ source, precision, threads, backend, events },
          ...(semantics && { semantics }),
        });
      } finally {
        subscription.dispose();
        listeners.length = 0;
      }
    });
    const load: Load = { key, precision, work, loaded: null, listeners };
    current.load = load;
    work.then(
      (loaded) => (load.loaded = loaded),
      () => {
        if (current.load === load) current.load = null;
      },
    );
    return work;
  }

  /** Opens a folder and says what it holds; what is loaded stays. Rejects with SkimError. */
  async inspect(source: BundleSource): Promise<Inspected> {
    const current = (this.#engine ??= this.#begin(1));
    const { connection } = await Promise.race([current.engine, current.lost]);
    return this.#race(current.lost, () => connection.sendRequest(InspectRequest, { source }));
  }

  /** Ends a load under way: a bundle cannot stop half-way, so the worker goes. */
  cancelLoad(): void {
    if (this.#loading) this.terminate();
  }

  /** Runs the loaded bundle. Events come in order, none after the answer. Rejects with SkimError. */
  async skim(
    params: SkimParams,
    onEvent: (event: SkimEvent) => void,
    token: CancellationToken,
  ): Promise<null | Cancelled> {
    return this.#stream(SkimProgressType, onEvent, token, (connection, events) =>
      connection.sendRequest(SkimRequest, { ...params, events }, token),
    );
  }

  /** Runs the loaded bundle at many thresholds, as `skim` does at one. A skim may be asked for meanwhile, and goes first. */
  async sweep(
    params: SweepParams,
    onEvent: (event: SweepEvent) => void,
    token: CancellationToken,
  ): Promise<null | Cancelled> {
    return this.#stream(SweepProgressType, onEvent, token, (connection, events) =>
      connection.sendRequest(SweepRequest, { ...params, events }, token),
    );
  }

  /** Warm runs of the loaded bundle at these numbers of tokens, milliseconds each. Rejects with SkimError. */
  async measure(params: MeasureParams, token: CancellationToken): Promise<number[] | Cancelled> {
    const current = this.#engine;
    if (!current) return cancelled;
    const { connection } = await current.engine;
    const times = await this.#race(current.lost, () => connection.sendRequest(MeasureRequest, params, token));
    return times ?? cancelled;
  }

  /** Ends the worker. Requests under way reject with "engine-lost"; the next one starts another worker. */
  terminate(): void {
    this.#engine?.engine.then(
      (engine) => engine.terminate(),
      () => undefined, // it never started: `lost` says so
    );
    this.#engine = null;
  }

  async #stream<E>(
    progress: ProgressType<E>,
    onEvent: (event: E) => void,
    token: CancellationToken,
    send: (connection: MessageConnection, events: string) => Promise<null>,
  ): Promise<null | Cancelled> {
    const current = this.#engine;
    if (!current) throw new SkimError("engine-lost", "The engine has stopped. Run the command again to start it.");
    const events = `run-${++this.#requests}`;
    const { connection } = await current.engine;
    const subscription = connection.onProgress(progress, events, (event) => {
      if (!token.isCancellationRequested) onEvent(event);
    });
    try {
      const run = this.#race(current.lost, () => send(connection, events));
      return await this.#unlessCancelled(run, token);
    } finally {
      subscription.dispose();
    }
  }

  #begin(threads: number) {
    const engine = this.start();
    const lost = new Promise<never>((_, reject) => {
      const end = (reason: Error | null) => {
        if (this.#engine?.engine === engine) this.#engine = null;
        // With its page it goes every day.
        if (reason && !SkimError.is(reason, "view-gone"))
          this.log(`The engine's worker died: ${reason.stack ?? reason.message}`);
        const why = reason ? ` (${reason.message})` : "";
        reject(
          new SkimError("engine-lost", `The engine stopped${why}. The next run starts it again.`, { cause: reason }),
        );
      };
      engine.then(
        (started) => {
          const { connection } = started;
          started.onExit((reason) => {
            end(reason);
            connection.dispose();
          });
          connection.onError(([error]) => this.log(`engine connection: ${error.message}`));
          connection.listen();
        },
        (error: unknown) => end(error instanceof Error ? error : new Error(String(error))),
      );
    });
    lost.catch(() => undefined);
    return { engine, threads, lost, load: null };
  }

  get #loading(): boolean {
    return this.#engine?.load?.loaded === null;
  }

  #race<T>(lost: Promise<never>, work: () => Promise<T>): Promise<T> {
    return answered(Promise.race([work(), lost]));
  }

  async #unlessCancelled<T>(work: Promise<T>, token: CancellationToken): Promise<T | Cancelled> {
    try {
      const value = await untilCancelled(work, token);
      if (value === cancelled) await this.#settle(work);
      return value;
    } catch (error) {
      if (token.isCancellationRequested) return cancelled;
      throw error;
    }
  }

  /** After a cancellation: waits for the worker's answer, but not for ever. */
  async #settle(work: Promise<unknown>): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(true), cancelPatience)));
    const settled = work.then(
      () => false,
      () => false,
    );
    const isLate = await Promise.race([settled, late]);
    clearTimeout(timer);
    if (!isLate) return;
    this.log(`The engine did not answer a cancellation within ${cancelPatience} ms: it is started anew.`);
    this.terminate();
  }
}

/** Whether a load is the one that is planned: what was asked for, or what that has come to, is what is wanted now. */
function isSame({ key, precision, loaded }: Load, plan: LoadPlan): boolean {
  if (key !== plan.key) return false;
  const wanted = loaded && plan.precision === "auto" ? loaded.auto : plan.precision;
  return wanted === (loaded?.precision ?? precision);
}

/** The work's value, or `cancelled` as soon as nobody wants it any more; the work itself goes on. */
export async function untilCancelled<T>(work: Promise<T>, token: CancellationToken): Promise<T | Cancelled> {
  let forget: () => void = () => undefined;
  const stopped = new Promise<null>((resolve) => {
    if (token.isCancellationRequested) resolve(null);
    const subscription = token.onCancellationRequested(() => resolve(null));
    forget = () => void subscription.dispose();
  });
  try {
    const first = await Promise.race([work.then((value) => ({ value })), stopped]);
    return first && !token.isCancellationRequested ? first.value : cancelled;
  } finally {
    forget();
  }
}
