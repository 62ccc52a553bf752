/** A process of its own that runs the engine again and again: memoryRuns.mjs BUNDLE PRECISION THREADS RUNS. A JSON line at each mark. */
import type { Precision } from "../../src/run/run.js";
import { textOf, type BundleName } from "./bundles.js";
import { engine, skim } from "./engineRun.js";

export interface MemoryMark {
  runs: number;
  rssMb: number;
  wasmMb: number;
  heapMb: number;
}

/** The first mark; by then every length has been run. */
export const firstMark = 100;
const lengths = Array.from({ length: 65 }, (_, i) => 4 + ((i * 29) % 65)); // 4 … 68 tokens, mixed

const memories: WebAssembly.Memory[] = [];
WebAssembly.Memory = class extends WebAssembly.Memory {
  constructor(descriptor: WebAssembly.MemoryDescriptor) {
    super(descriptor);
    memories.push(this);
  }
};

async function mark(runs: number): Promise<void> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 100)); // array buffers are freed behind the collector
  }
  const { rss, heapUsed } = process.memoryUsage();
  const wasm = memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  const line: MemoryMark = { runs, rssMb: rss / 2 ** 20, wasmMb: wasm / 2 ** 20, heapMb: heapUsed / 2 ** 20 };
  console.log(JSON.stringify(line));
}

const [name = "sst2", precision = "int8", threads = "1", last = "5000"] = process.argv.slice(2);
const model = await engine(name as BundleName, precision as Precision, Number(threads));
const texts = await Promise.all(lengths.map((tokens) => textOf(name as BundleName, tokens)));
for (let runs = 1; runs <= Number(last); runs++) {
  await skim(model, texts[runs % texts.length] ?? "", runs % 2 === 0 ? [0] : []);
  if (runs === firstMark || runs % 1000 === 0) await mark(runs);
}
