import type { AdapterInfo } from "../src/run/adapter.js";
import type { GpuOrder, GpuReport } from "../src/protocol/gpuPage.js";
import { startBlobWorker, type BlobWorker } from "../src/worker/blobWorker.js";

/** WebGPU for a host that has none: looks for the adapter, and runs the engine's workers that the host starts, talks to and ends. */
export class GpuWorkers {
  /** Null = it did not start, or was ended before it did. */
  readonly #workers = new Map<number, Promise<BlobWorker | null>>();

  constructor(private readonly report: (report: GpuReport) => void) {}

  obey(order: GpuOrder): void {
    if (order.do === "find") void findAdapter().then((adapter) => this.report({ what: "adapter", adapter }));
    else if (order.do === "start") this.#workers.set(order.engine, this.#start(order));
    else {
      const worker = this.#workers.get(order.engine);
      if (order.do === "end") this.#workers.delete(order.engine);
      // In order: what comes before the worker is there waits for it.
      void worker?.then((w) => (order.do === "end" ? w?.end() : w?.worker.postMessage(order.message)));
    }
  }

  async #start({ engine, script, wasm }: GpuOrder & { do: "start" }): Promise<BlobWorker | null> {
    const exit = (reason: string): void => {
      this.#workers.delete(engine);
      this.report({ what: "exit", engine, reason });
    };
    try {
      const [code, runtime] = await Promise.all([bytes(script), bytes(wasm)]);
      if (!this.#workers.has(engine)) return null;
      const started = startBlobWorker(code, runtime, (reason) => {
        if (reason) exit(reason.message);
      });
      started.worker.addEventListener("message", ({ data }: MessageEvent<object>) =>
        this.report({ what: "relay", engine, message: data }),
      );
      return started;
    } catch (error) {
      exit(error instanceof Error ? error.message : String(error));
      return null;
    }
  }
}

async function bytes(address: string): Promise<Uint8Array<ArrayBuffer>> {
  const file = address.split("/").pop() ?? address;
  const answer = await fetch(address).catch((cause: unknown) => {
    throw new Error(`the extension's own ${file} cannot be read (${String(cause)})`);
  });
  if (!answer.ok) throw new Error(`the extension's own ${file} cannot be read (${answer.status})`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Null = there is none. */
async function findAdapter(): Promise<AdapterInfo | null> {
  try {
    const info = (await (navigator as Partial<Navigator>).gpu?.requestAdapter())?.info;
    if (!info) return null;
    const { vendor, architecture, device, description, isFallbackAdapter } = info;
    return { vendor, architecture, device, description, isFallbackAdapter };
  } catch {
    return null; // the page may not ask
  }
}
