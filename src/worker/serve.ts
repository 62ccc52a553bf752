import { ResponseError, type CancellationToken, type MessageConnection } from "vscode-jsonrpc";
import { openBundle } from "../engine/bundle.js";
import type { BundleFiles } from "../engine/bundleFiles.js";
import { Model } from "../engine/model.js";
import {
  LoadProgressType,
  LoadRequest,
  MeasureRequest,
  PrepareNotification,
  SkimProgressType,
  SkimRequest,
  type BundleSource,
  type LoadParams,
  type Loaded,
  type LoadProgress,
  SweepProgressType,
  SweepRequest,
} from "../protocol/engine.js";
import { SkimError, toFailure, type Failure } from "../protocol/errors.js";
import type { SkimEvent } from "../protocol/events.js";
import type { SweepEvent } from "../protocol/sweep.js";

/** JSON-RPC's own code range for servers: every failure of ours has this code, and the Failure as its data. */
const failureCode = -32000;

/** Answers the engine's protocol on a connection. One model at a time; a load replaces it. */
export function serve(connection: MessageConnection, files: (source: BundleSource) => BundleFiles): void {
  let model: Model | null = null;
  let running = 0;

  async function load(params: LoadParams & { events: string }): Promise<Loaded> {
    const { source, precision, threads, backend = "wasm", events } = params;
    const started = performance.now();
    const progress = (fraction: number, step: string) =>
      void connection.sendProgress(LoadProgressType, events, { fraction, step });
    await model?.dispose();
    model = null;
    progress(0, "Reading the bundle");
    Model.prepare(threads);
    const bundle = await openBundle(files(source));
    const onProgress = (p: LoadProgress) => progress(p.fraction, p.step);
    model = await Model.load(bundle, { precision, threads, backend, onProgress });
    return { model: model.info, precision, backend: model.backend, ms: performance.now() - started };
  }

  /** Sends a run's events as they come. Cancelled is a state that the caller knows of, not an error. */
  async function stream<E>(
    run: (model: Model, signal: AbortSignal) => AsyncIterable<E>,
    send: (event: E) => void,
    token: CancellationToken,
  ): Promise<null> {
    if (!model) throw new SkimError("engine", "No model is loaded: choose one first.");
    const abort = new AbortController();
    const subscription = token.onCancellationRequested(() => abort.abort());
    const loaded = model;
    running++;
    try {
      for await (const event of run(loaded, abort.signal)) send(event);
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    } finally {
      subscription.dispose();
      running--;
      loaded.warmUp(() => running === 0 && model === loaded).catch(() => undefined); // it was closed meanwhile
    }
    return null;
  }

  connection.onNotification(PrepareNotification, ({ threads }) => Model.prepare(threads));
  connection.onRequest(LoadRequest, (params) => answer(load(params)));
  connection.onRequest(SkimRequest, ({ text, events, ...options }, token) => {
    const send = (event: SkimEvent) => void connection.sendProgress(SkimProgressType, events, event);
    return answer(stream((model, signal) => model.skim(text, { ...options, signal }), send, token));
  });
  connection.onRequest(SweepRequest, ({ text, events, ...options }, token) => {
    const send = (event: SweepEvent) => void connection.sendProgress(SweepProgressType, events, event);
    return answer(stream((model, signal) => model.sweep(text, { ...options, signal }), send, token));
  });
  connection.onRequest(MeasureRequest, ({ tokens }, token) => {
    if (!model) return answer(Promise.reject(new SkimError("engine", "No model is loaded: choose one first.")));
    return answer(model.measure(tokens, () => running === 0 && !token.isCancellationRequested));
  });
}

async function answer<T>(work: Promise<T>): Promise<T | ResponseError<Failure>> {
  try {
    return await work;
  } catch (error) {
    const failure = toFailure(error);
    return new ResponseError(failureCode, failure.message, failure);
  }
}
