// What the page of enginePage.ts runs: the engine's real workers, started as the web extension starts them.
import { CancellationTokenSource } from "vscode-jsonrpc";
import {
  LoadRequest,
  MeasureRequest,
  SkimProgressType,
  SkimRequest,
  SweepProgressType,
  SweepRequest,
  type Engine,
  type Loaded,
  type SkimParams,
  type SweepParams,
} from "../../src/protocol/engine.js";
import { append, startRun, type Backend, type Precision, type Run } from "../../src/run/run.js";
import type { SweepEvent } from "../../src/run/sweep.js";
import { startEngine } from "../../src/worker/startWeb.js";

const built: Record<Backend, [script: string, wasm: string]> = {
  wasm: ["dist/web/worker.js", "dist/ort-wasm-simd-threaded.wasm"],
  webgpu: ["dist/web/webgpuWorker.js", "dist/ort-wasm-simd-threaded.asyncify.wasm"],
};
const bundleFiles = ["config.json", "tokenizer.json", "model.safetensors"];

export interface StartOptions {
  backend: Backend;
  /** Script that the worker runs first: to break something. */
  before?: string;
  /** The wasm is cut off after so many bytes. */
  wasmBytes?: number;
}

async function bytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}. Run npm run build first.`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** One worker and what it has loaded. */
class Worker {
  #runs = 0;
  #loaded: Loaded | null = null;

  private constructor(
    private readonly engine: Engine,
    private readonly backend: Backend,
    private readonly lost: Promise<never>,
  ) {}

  static async start({ backend, before = "", wasmBytes }: StartOptions): Promise<Worker> {
    const [script, wasm] = await Promise.all(built[backend].map(bytes));
    if (!script || !wasm) throw new Error("unreachable");
    const whole = new Uint8Array(await new Blob([before, "\n", script]).arrayBuffer());
    const engine = startEngine(whole, wasm.slice(0, wasmBytes));
    const lost = new Promise<never>((_, reject) =>
      engine.onExit((reason) => reject(new Error(`the worker ended: ${reason?.message ?? "on purpose"}`))),
    );
    lost.catch(() => undefined);
    engine.connection.listen();
    return new Worker(engine, backend, lost);
  }

  async load(folder: string, precision: Precision): Promise<Loaded> {
    const files = Object.fromEntries(
      await Promise.all(bundleFiles.map(async (name) => [name, await bytes(`${folder}/${name}`)] as const)),
    );
    const { backend } = this;
    const params = { source: { name: folder, files }, precision, threads: 1, backend };
    return (this.#loaded = await this.#unlessLost(
      this.engine.connection.sendRequest(LoadRequest, { ...params, events: "load" }),
    ));
  }

  /** `cancelled`: as soon as the first layer is there. */
  async skim(params: SkimParams, cancelled = false): Promise<Run> {
    if (!this.#loaded) throw new Error("load() first");
    const { model, precision, backend } = this.#loaded;
    const { text, control } = params;
    const passage = { text, name: "text" };
    const run = startRun({ id: "run", started: "", passage, model, control, precision, backend });
    const events = `run-${++this.#runs}`;
    const { connection } = this.engine;
    const stop = new CancellationTokenSource();
    const listener = connection.onProgress(SkimProgressType, events, (event) => {
      append(run, event);
      if (cancelled && event.kind === "layer") stop.cancel();
    });
    await this.#unlessLost(connection.sendRequest(SkimRequest, { ...params, events }, stop.token)).finally(() =>
      listener.dispose(),
    );
    return run;
  }

  /** Milliseconds from the request to the first layer's event. */
  async firstLayer(params: SkimParams): Promise<number> {
    const started = performance.now();
    let first = NaN;
    const events = `run-${++this.#runs}`;
    const { connection } = this.engine;
    const listener = connection.onProgress(SkimProgressType, events, ({ kind }) => {
      if (kind === "layer" && Number.isNaN(first)) first = performance.now() - started;
    });
    const { token } = new CancellationTokenSource();
    await this.#unlessLost(connection.sendRequest(SkimRequest, { ...params, events }, token)).finally(() =>
      listener.dispose(),
    );
    return first;
  }

  async sweep(params: SweepParams): Promise<SweepEvent[]> {
    const all: SweepEvent[] = [];
    const events = `run-${++this.#runs}`;
    const { connection } = this.engine;
    const listener = connection.onProgress(SweepProgressType, events, (event) => void all.push(event));
    const { token } = new CancellationTokenSource();
    await this.#unlessLost(connection.sendRequest(SweepRequest, { ...params, events }, token)).finally(() =>
      listener.dispose(),
    );
    return all;
  }

  measure(tokens: number[]): Promise<number[] | null> {
    const { token } = new CancellationTokenSource();
    return this.#unlessLost(this.engine.connection.sendRequest(MeasureRequest, { tokens }, token));
  }

  end(): void {
    this.engine.terminate();
  }

  #unlessLost<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.lost]);
  }
}

Object.assign(window, { startWorker: (options: StartOptions) => Worker.start(options) });

export type PageWorker = Worker;
