import type { CancellationToken, MessageConnection, ProgressType } from "vscode-jsonrpc";
import { Once } from "../run/once.js";
import {
  InspectRequest,
  LoadProgressType,
  LoadRequest,
  MeasureRequest,
  OccludeProgressType,
  OccludeRequest,
  PrepareNotification,
  SkimProgressType,
  SkimRequest,
  SweepProgressType,
  SweepRequest,
  type BundleSource,
  type Engine,
  type Inspected,
  type Loaded,
  type LoadParams,
  type LoadProgress,
  type MeasureParams,
  type OccludeParams,
  type SkimParams,
  type SweepParams,
} from "../protocol/engine.js";
import { SkimError } from "../protocol/errors.js";
import type { SkimEvent } from "../run/events.js";
import type { Backend, WantedPrecision } from "../run/run.js";
import type { MarkEvent } from "../run/marks.js";
import type { SweepEvent } from "../run/sweep.js";
import { answered } from "./answered.js";
import { cancelled, tokenOf, unlessAborted, type Abort, type Cancelled } from "./cancelled.js";

declare function setTimeout(late: () => void, ms: number): unknown;
declare function clearTimeout(timer: unknown): void;

/** An engine that has not answered a cancellation by then, milliseconds, is ended, and the next request starts another. */
const cancelPatience = 2000;

/** What is to be loaded. */
export interface LoadPlan extends Pick<LoadParams, "semantics" | "policy" | "seed"> {
  /** Two plans with one key are of the same files, on the same backend and with as many threads. */
  key: string;
  backend: Backend;
  precision: WantedPrecision;
  threads: number;
  /** As an engine on this backend can read it. */
  source(backend: Backend): Promise<BundleSource>;
}

/** A bundle that is loaded (`loaded`), or being loaded; who waits for it hears how far it is. */
interface Load {
  plan: LoadPlan;
  work: Promise<Loaded>;
  loaded: Loaded | null;
  listeners: ((progress: LoadProgress) => void)[];
}

/** A worker, from its start on. */
interface Current {
  engine: Promise<Engine>;
  threads: number;
  lost: Once<SkimError>;
  load: Load | null;
}

/** One worker at a time, started when it is needed. Cancelled is an answer (`cancelled`), not an error. */
export class EngineClient {
  #current: Current | null = null;
  #requests = 0;

  constructor(
    private readonly start: () => Promise<Engine>,
    private readonly log: (line: string) => void = () => undefined,
  ) {}

  /** Starts the worker and its runtime, where they have not started: a load that follows finds them ready. */
  prepare(threads: number): void {
    if (this.#current) return;
    this.#current = this.#begin(threads);
    this.#current.engine
      .then(
        ({ connection }) => connection.sendNotification(PrepareNotification, { threads }),
        () => undefined, // the load says why
      )
      .catch(() => undefined); // it is gone again
  }

  /** What this plan came to, where it is the loaded one. */
  holds(plan: LoadPlan): Loaded | null {
    const load = this.#current?.load;
    return load?.loaded && isSame(load, plan) ? load.loaded : null;
  }

  /** Loads a bundle unless it is the loaded one. A load that failed or was ended is forgotten. Rejects with SkimError. */
  load(plan: LoadPlan, onProgress: (progress: LoadProgress) => void = () => undefined): Promise<Loaded> {
    const { precision, semantics, policy, seed, threads, backend } = plan;
    const before = this.#current?.load ?? null;
    const known = before && isSame(before, plan) ? before : null;
    // ONNX Runtime fixes its number of threads when it starts.
    // The worker holds one model, and cannot stop loading one.
    if (this.#current?.threads !== threads || (this.#isLoading && !known)) this.terminate();
    const current = (this.#current ??= this.#begin(threads));
    if (known && known === current.load) {
      if (!known.loaded) known.listeners.push(onProgress);
      return known.work;
    }
    const listeners = [onProgress];
    const onEvent = (progress: LoadProgress) => {
      for (const listener of listeners) listener(progress);
    };
    const work = this.#ask(current, async () => {
      const [source] = await Promise.all([plan.source(backend), current.engine]);
      const skimming = {
        ...(semantics && { semantics }),
        ...(policy === undefined ? {} : { policy }),
        ...(seed === undefined ? {} : { seed }),
      };
      const params = { source, precision, threads, backend, ...skimming };
      return this.#withEvents(current, LoadProgressType, onEvent, (connection, events) =>
        connection.sendRequest(LoadRequest, { ...params, events }),
      );
    });
    const load: Load = { plan, work, loaded: null, listeners };
    current.load = load;
    work
      .then(
        (loaded) => (load.loaded = loaded),
        () => {
          if (current.load === load) current.load = null;
        },
      )
      .finally(() => (listeners.length = 0));
    return work;
  }

  /** Opens a folder and says what it holds; what is loaded stays. Rejects with SkimError. */
  async inspect(source: BundleSource): Promise<Inspected> {
    const current = (this.#current ??= this.#begin(1));
    return this.#ask(current, async () => (await current.engine).connection.sendRequest(InspectRequest, { source }));
  }

  /** Ends a load under way: a bundle cannot stop half-way, so the worker goes. */
  cancelLoad(): void {
    if (this.#isLoading) this.terminate();
  }

  /** Runs the loaded bundle. Events come in order, none after the answer or a cancellation. Rejects with SkimError. */
  skim(params: SkimParams, onEvent: (event: SkimEvent) => void, signal?: Abort): Promise<null | Cancelled> {
    return this.#stream(SkimProgressType, onEvent, signal, (connection, events, token) =>
      connection.sendRequest(SkimRequest, { ...params, events }, token),
    );
  }

  /** Runs the loaded bundle at many thresholds, as `skim` does at one. A skim may be asked for meanwhile, and goes first. */
  sweep(params: SweepParams, onEvent: (event: SweepEvent) => void, signal?: Abort): Promise<null | Cancelled> {
    return this.#stream(SweepProgressType, onEvent, signal, (connection, events, token) =>
      connection.sendRequest(SweepRequest, { ...params, events }, token),
    );
  }

  /** What each word of a text is worth to the loaded bundle, as `skim` runs it. A skim may be asked for meanwhile, and goes first. */
  occlude(params: OccludeParams, onEvent: (event: MarkEvent) => void, signal?: Abort): Promise<null | Cancelled> {
    return this.#stream(OccludeProgressType, onEvent, signal, (connection, events, token) =>
      connection.sendRequest(OccludeRequest, { ...params, events }, token),
    );
  }

  /** Warm runs of the loaded bundle at these numbers of tokens, milliseconds each. Rejects with SkimError. */
  async measure(params: MeasureParams, signal?: Abort): Promise<number[] | Cancelled> {
    const current = this.#loaded;
    if (signal?.aborted) return cancelled;
    const { token, forget } = tokenOf(signal);
    const send = async () => (await current.engine).connection.sendRequest(MeasureRequest, params, token);
    try {
      return (await this.#ask(current, send)) ?? cancelled;
    } catch (error) {
      if (signal?.aborted) return cancelled;
      throw error;
    } finally {
      forget();
    }
  }

  /** Ends the worker. Requests under way reject with "engine-lost"; the next one starts another worker. */
  terminate(): void {
    this.#current?.engine.then(
      (engine) => engine.terminate(),
      () => undefined, // it never started: `lost` says so
    );
    this.#current = null;
  }

  /** True while a worker lives; for tests and for the log. */
  get alive(): boolean {
    return this.#current !== null;
  }

  get #isLoading(): boolean {
    return this.#current?.load?.loaded === null;
  }

  get #loaded(): Current {
    if (this.#current) return this.#current;
    throw new SkimError("engine-lost", "The engine has stopped. Run the command again to start it.");
  }

  async #stream<E>(
    progress: ProgressType<E>,
    onEvent: (event: E) => void,
    signal: Abort | undefined,
    send: (connection: MessageConnection, events: string, token: CancellationToken) => Promise<null>,
  ): Promise<null | Cancelled> {
    const current = this.#loaded;
    if (signal?.aborted) return cancelled;
    const { token, forget } = tokenOf(signal);
    const whileWanted = (event: E) => {
      if (!signal?.aborted) onEvent(event);
    };
    const work = this.#ask(current, async () => {
      await current.engine;
      return this.#withEvents(current, progress, whileWanted, (connection, events) => send(connection, events, token));
    });
    try {
      const answer = await unlessAborted(work, signal);
      if (answer === cancelled) await this.#settle(work);
      return answer;
    } catch (error) {
      if (signal?.aborted) return cancelled;
      throw error;
    } finally {
      forget();
    }
  }

  /** Sends a request with a name of its own for its progress, which goes to `onEvent` until the answer comes. */
  async #withEvents<R, E>(
    { engine }: Current,
    progress: ProgressType<E>,
    onEvent: (event: E) => void,
    send: (connection: MessageConnection, events: string) => Promise<R>,
  ): Promise<R> {
    const events = `request-${++this.#requests}`;
    const { connection } = await engine;
    const subscription = connection.onProgress(progress, events, onEvent);
    try {
      return await send(connection, events);
    } finally {
      subscription.dispose();
    }
  }

  #begin(threads: number): Current {
    const engine = this.start();
    const lost = new Once<SkimError>();
    const end = (reason: Error | null) => {
      if (this.#current?.engine === engine) this.#current = null;
      // With its page it goes every day.
      if (reason && !SkimError.is(reason, "view-gone"))
        this.log(`The engine's worker died: ${reason.stack ?? reason.message}`);
      const why = reason ? ` (${reason.message})` : "";
      lost.happen(
        new SkimError("engine-lost", `The engine stopped${why}. It starts again when it is next needed.`, {
          cause: reason,
        }),
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
    return { engine, threads, lost, load: null };
  }

  /** What a request comes to, unless the worker is lost before. */
  #ask<T>({ lost }: Current, request: () => Promise<T>): Promise<T> {
    return answered(
      lost.before(request(), (error) => {
        throw error;
      }),
    );
  }

  /** After a cancellation: waits for the worker's answer, but not for ever. */
  async #settle(work: Promise<unknown>): Promise<void> {
    let timer: unknown;
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
function isSame({ plan: { key, precision, policy, seed }, loaded }: Load, plan: LoadPlan): boolean {
  if (key !== plan.key || policy !== plan.policy || seed !== plan.seed) return false;
  const wanted = loaded && plan.precision === "auto" ? loaded.auto : plan.precision;
  return wanted === (loaded?.precision ?? precision);
}
