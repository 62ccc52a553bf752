import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { folderOf } from "../bundles.js";
import type { Figure } from "../figure.js";
import type { Opened } from "../openOnce.js";
import { spread } from "../timing.js";

const rounds = 7;
const median = (sample: readonly number[]) => spread(sample).median;

async function opened(threads: number): Promise<Opened[]> {
  const args = ["--expose-gc", "out/bench/openOnce.mjs", folderOf("bert"), String(threads)];
  const all: Opened[] = [];
  for (let round = 0; round < rounds; round++) {
    const { stdout } = await promisify(execFile)(process.execPath, args);
    all.push(JSON.parse(stdout) as Opened);
  }
  return all;
}

const on = ([first]: readonly Opened[]) => `bert 12 × 768, fp32, ${Math.round((first?.bytes ?? 0) / 1e6)} MB`;

/** What stands between a large file and its model. */
export const load: Figure = {
  name: "load",
  title: "opening a model until it is ready / reading its bytes",
  bound: { atMost: 2.5 },
  notes: [
    "Each time a process of its own, in which the runtime has started. Ready is with the first layer in the runtime, as in the extension; the others follow in the first run. The file is in the system's cache.",
  ],
  async *measure({ threads }) {
    const all = await opened(threads);
    yield {
      on: on(all),
      value: spread(all.map(({ readyMs, readMs }) => readyMs / readMs)),
      parts: {
        "read ms": median(all.map(({ readMs }) => readMs)),
        "ready ms": median(all.map(({ readyMs }) => readyMs)),
        "first run ms": median(all.map(({ runMs }) => runMs)),
      },
    };
  },
};

export const loadMemory: Figure = {
  name: "loadMemory",
  title: "memory at most while a model is opened and first run, beside the weights in the runtime / its size",
  bound: { atMost: 1.3 },
  notes: ["The runtime's copies of the layers' weights are not counted; all else that it takes is."],
  async *measure({ threads }) {
    const all = await opened(threads);
    yield {
      on: on(all),
      value: spread(all.map(({ peakBytes, bytes }) => peakBytes / bytes)),
      parts: {
        "peak MB": median(all.map(({ peakBytes }) => peakBytes / 1e6)),
        "copied to the runtime MB": median(all.map(({ copiedBytes }) => copiedBytes / 1e6)),
      },
    };
  },
};
