import type * as v from "valibot";
import { ResponseError, type CancellationToken, type MessageConnection, type RequestType } from "vscode-jsonrpc";
import { asksSemantics, modelInfo, openBundle, type Bundle } from "../engine/bundle/bundle.js";
import type { BundleFiles } from "../engine/bundle/bundleFiles.js";
import { checkReport } from "../engine/bundle/checkReport.js";
import { takePrecision } from "../engine/bundle/precision.js";
import { Model } from "../engine/model.js";
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
  type BundleSource,
  type Inspected,
  type LoadParams,
  type Loaded,
  type LoadProgress,
  SweepProgressType,
  SweepRequest,
  type WithEvents,
} from "../protocol/engine.js";
import {
  InspectSchema,
  LoadSchema,
  MeasureSchema,
  OccludeSchema,
  PrepareSchema,
  SkimSchema,
  SweepSchema,
} from "../protocol/engineSchema.js";
import { SkimError, toFailure, type Failure } from "../protocol/errors.js";
import type { SkimEvent } from "../run/events.js";
import { readMessage } from "../protocol/readMessage.js";
import type { MarkEvent } from "../run/marks.js";
import type { SweepEvent } from "../run/sweep.js";
import { fromFile } from "../words/text.js";

/** JSON-RPC's own code range for servers: every failure of ours has this code, and the Failure as its data. */
const failureCode = -32000;

/** Reads what one method was asked for, and does it. */
type Answerer = (params: unknown, token: CancellationToken) => Promise<unknown>;

/** Answers the engine's protocol on a connection. One model at a time; a load replaces it. */
export function serve(connection: MessageConnection, files: (source: BundleSource) => BundleFiles): void {
  let model: Model | null = null;
  let running = 0;

  async function load(params: WithEvents<LoadParams>): Promise<Loaded> {
    const { source, precision, threads, backend = "wasm", events, semantics, policy, seed } = params;
    const started = performance.now();
    let sent: Promise<unknown> = Promise.resolve();
    const progress = (p: LoadProgress) => {
      sent = Promise.all([sent, send(connection.sendProgress(LoadProgressType, events, p))]);
      sent.catch(() => undefined); // it is looked at in the end
    };
    await model?.dispose();
    model = null;
    progress({ fraction: 0, step: "Reading the bundle" });
    Model.prepare(threads);
    const bundle = await openBundle(files(source), {
      ...(semantics && { semantics }),
      ...(policy === undefined ? {} : { policy }),
      ...(seed === undefined ? {} : { seed }),
    });
    model = await Model.load(bundle, { precision, threads, backend, onProgress: progress });
    await sent;
    const ms = performance.now() - started;
    const { precision: taken, precisionWhy, backend: name } = model;
    const asks = { asksSemantics: asksSemantics(bundle) };
    return { ...inspected(bundle), precision: taken, precisionWhy, backend: name, ms, ...asks };
  }

  /** Sends a run's events as they come. Cancelled is a state that the caller knows of, not an error. */
  async function stream<E>(
    run: (model: Model, signal: AbortSignal) => AsyncIterable<E>,
    onEvent: (event: E) => Promise<void>,
    token: CancellationToken,
  ): Promise<null> {
    if (!model) throw new SkimError("engine", "No model is loaded: choose one first.");
    const abort = new AbortController();
    const subscription = token.onCancellationRequested(() => abort.abort());
    const loaded = model;
    running++;
    try {
      for await (const event of run(loaded, abort.signal)) await send(onEvent(event));
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    } finally {
      subscription.dispose();
      running--;
      loaded.warmUp(() => running === 0 && model === loaded).catch(() => undefined); // it was closed meanwhile
    }
    return null;
  }

  const answerers = new Map<string, Answerer>([
    answerer(LoadRequest, LoadSchema, load),
    answerer(InspectRequest, InspectSchema, async ({ source }) => inspected(await openBundle(files(source)))),
    answerer(SkimRequest, SkimSchema, ({ text, events, ...options }, token) => {
      const onEvent = (event: SkimEvent) => connection.sendProgress(SkimProgressType, events, event);
      return stream((model, signal) => model.skim(text, { ...options, signal }), onEvent, token);
    }),
    answerer(SweepRequest, SweepSchema, ({ text, events, ...options }, token) => {
      const onEvent = (event: SweepEvent) => connection.sendProgress(SweepProgressType, events, event);
      return stream((model, signal) => model.sweep(text, { ...options, signal }), onEvent, token);
    }),
    answerer(OccludeRequest, OccludeSchema, ({ text, events, ...options }, token) => {
      const onEvent = (event: MarkEvent) => connection.sendProgress(OccludeProgressType, events, event);
      return stream((model, signal) => model.occlude(text, { ...options, signal }), onEvent, token);
    }),
    answerer(MeasureRequest, MeasureSchema, async ({ tokens }, token) => {
      if (!model) throw new SkimError("engine", "No model is loaded: choose one first.");
      return model.measure(tokens, () => running === 0 && !token.isCancellationRequested);
    }),
  ]);
  // What does not fit is dropped: the load that follows says so.
  connection.onNotification(PrepareNotification, (params) => Model.prepare(read(PrepareSchema, params).threads));
  connection.onRequest(async (method, params, token) => {
    try {
      const work = answerers.get(method);
      if (!work) throw new SkimError("message", `The engine does not know the request ${fromFile(method)}.`);
      return sendable(await work(params, token));
    } catch (error) {
      const failure = toFailure(error);
      return new ResponseError(failureCode, failure.message, failure);
    }
  });
}

function inspected(bundle: Bundle): Inspected {
  const { precision: auto } = takePrecision("auto", "wasm", bundle.config.int8);
  const policies = bundle.policies.map(({ says }) => says);
  return { model: modelInfo(bundle), policies, report: checkReport(bundle), auto };
}

const read = <T>(schema: v.GenericSchema<unknown, T>, params: unknown): T =>
  readMessage(schema, params, "The engine's host");

function answerer<P, R>(
  { method }: RequestType<P, R, Failure>,
  schema: v.GenericSchema<unknown, P>,
  work: (params: P, token: CancellationToken) => Promise<R>,
): [string, Answerer] {
  return [method, async (params, token) => work(read(schema, params), token)];
}

/** An answer that a port can take. vscode-jsonrpc would tell of another in words of the port's. */
function sendable<T>(answer: T): T {
  try {
    return structuredClone(answer);
  } catch (cause) {
    throw unsent(cause);
  }
}

/** Waits until a progress is sent. One that is lost must end its request: who waits for it would go on without, or for ever. */
const send = (progress: Promise<void>): Promise<void> =>
  progress.catch((cause: unknown) => {
    throw unsent(cause);
  });

const unsent = (cause: unknown): SkimError =>
  new SkimError("engine", "The engine could not send what it computed: run the command again.", { cause });
