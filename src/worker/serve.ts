import { ResponseError, type CancellationToken, type MessageConnection } from "vscode-jsonrpc";
import { openBundle, type BundleFiles } from "../engine/bundle.js";
import { Model } from "../engine/model.js";
import {
  LoadProgressType,
  LoadRequest,
  SkimProgressType,
  SkimRequest,
  type BundleSource,
  type LoadParams,
  type Loaded,
  type SkimParams,
} from "../protocol/engine.js";
import { SkimError, toFailure, type Failure } from "../protocol/errors.js";

/** JSON-RPC's own code range for servers: every failure of ours has this code, and the Failure as its data. */
const failureCode = -32000;

/** Answers the engine's protocol on a connection. One model at a time; a load replaces it. */
export function serve(connection: MessageConnection, files: (source: BundleSource) => BundleFiles): void {
  let model: Model | null = null;

  async function load({ source, precision, threads }: LoadParams): Promise<Loaded> {
    const started = performance.now();
    const progress = (fraction: number, step: string) =>
      void connection.sendProgress(LoadProgressType, "load", { fraction, step });
    await model?.dispose();
    model = null;
    progress(0, "Reading the bundle");
    const bundle = await openBundle(files(source));
    model = await Model.load(bundle, { precision, threads, onProgress: (p) => progress(p.fraction, p.step) });
    return { model: model.info, precision, backend: model.backend, ms: performance.now() - started };
  }

  async function skim(
    { text, threshold, forced = [], events }: SkimParams & { events: string },
    token: CancellationToken,
  ): Promise<null> {
    if (!model) throw new SkimError("engine", "No model is loaded: choose one first.");
    const abort = new AbortController();
    const subscription = token.onCancellationRequested(() => abort.abort());
    try {
      for await (const event of model.skim(text, { threshold, forced, signal: abort.signal }))
        void connection.sendProgress(SkimProgressType, events, event);
    } catch (error) {
      if (!abort.signal.aborted) throw error; // cancelled is a state that the caller knows of, not an error
    } finally {
      subscription.dispose();
    }
    return null;
  }

  connection.onRequest(LoadRequest, (params) => answer(load(params)));
  connection.onRequest(SkimRequest, (params, token) => answer(skim(params, token)));
}

async function answer<T>(work: Promise<T>): Promise<T | ResponseError<Failure>> {
  try {
    return await work;
  } catch (error) {
    const failure = toFailure(error);
    return new ResponseError(failureCode, failure.message, failure);
  }
}
