// What the page of enginePage.ts runs: the engine's real workers, started as the web extension starts them.
import type { Loaded, SkimParams, SweepParams } from "../../src/protocol/engine.js";
import type { SkimEvent } from "../../src/run/events.js";
import { append, startRun, type Backend, type Precision, type Run } from "../../src/run/run.js";
import type { SweepEvent } from "../../src/run/sweep.js";
import { cancelled } from "../../src/worker/cancelled.js";
import { EngineClient } from "../../src/worker/engineClient.js";
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
  #loaded: Loaded | null = null;

  private constructor(
    private readonly client: EngineClient,
    private readonly backend: Backend,
  ) {}

  static async start({ backend, before = "", wasmBytes }: StartOptions): Promise<Worker> {
    const [script, wasm] = await Promise.all(built[backend].map(bytes));
    if (!script || !wasm) throw new Error("unreachable");
    const whole = new Uint8Array(await new Blob([before, "\n", script]).arrayBuffer());
    const engine = startEngine(whole, wasm.slice(0, wasmBytes));
    return new Worker(new EngineClient(() => Promise.resolve(engine)), backend);
  }

  async load(folder: string, precision: Precision, policy?: string): Promise<Loaded> {
    const { backend } = this;
    const source = async () => {
      const named = bundleFiles.map(async (name) => [name, await bytes(`${folder}/${name}`)] as const);
      return { name: folder, files: Object.fromEntries(await Promise.all(named)) };
    };
    return (this.#loaded = await this.client.load({
      key: folder,
      backend,
      precision,
      threads: 1,
      source,
      ...(policy === undefined ? {} : { policy }),
    }));
  }

  /** `cancelled`: as soon as the first layer is there. */
  async skim(params: SkimParams, cancelled = false): Promise<Run> {
    if (!this.#loaded) throw new Error("load() first");
    const { model, precision, backend } = this.#loaded;
    const { text, control } = params;
    const passage = { text, name: "text" };
    const run = startRun({ id: "run", started: "", passage, model, control, precision, backend });
    const stop = new AbortController();
    const onEvent = (event: SkimEvent) => {
      append(run, event);
      if (cancelled && event.kind === "layer") stop.abort();
    };
    await this.client.skim(params, onEvent, stop.signal);
    return run;
  }

  /** Milliseconds from the request to the first layer's event. */
  async firstLayer(params: SkimParams): Promise<number> {
    const started = performance.now();
    let first = NaN;
    await this.client.skim(params, ({ kind }) => {
      if (kind === "layer" && Number.isNaN(first)) first = performance.now() - started;
    });
    return first;
  }

  async sweep(params: SweepParams): Promise<SweepEvent[]> {
    const all: SweepEvent[] = [];
    await this.client.sweep(params, (event) => void all.push(event));
    return all;
  }

  async measure(tokens: number[]): Promise<number[] | null> {
    const times = await this.client.measure({ tokens });
    return times === cancelled ? null : times;
  }

  end(): void {
    this.client.terminate();
  }
}

Object.assign(window, { startWorker: (options: StartOptions) => Worker.start(options) });

export type PageWorker = Worker;
