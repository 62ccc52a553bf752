/** A process of its own that opens a folder once, the runtime already started: openOnce.mjs FOLDER THREADS. One JSON line. */
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import { readFolder } from "../../src/worker/folder.js";
import { smallBundle } from "../unit/smallBundle.js";
import { skim } from "./engineRun.js";

export interface Opened {
  /** Of the file of weights. */
  bytes: number;
  /** Milliseconds for its bytes alone; from the folder to a model that is ready; and for the first run, which loads the later layers. */
  readMs: number;
  readyMs: number;
  runMs: number;
  /** Resident bytes at most, up to the first run's end, over what was there before, without the weights' copies in the runtime. */
  peakBytes: number;
  /** Of the weights that are copied there: all but the embeddings. */
  copiedBytes: number;
}

const [folder = "", threads = "1"] = process.argv.slice(2);
const options = { precision: "fp32", threads: Number(threads) } as const;
const files = readFolder(folder);
const weights = "model.safetensors";
const bytes = (await files.size(weights)) ?? NaN;

const small = await Model.load(await smallBundle(), options);
for (let run = 0; run < 12; run++) await skim(small, "a good movie", [0]);
await small.dispose();
await new Promise((resolve) => setTimeout(resolve, 1500)); // WASM's compilers replace the runtime's first code beside what is measured
globalThis.gc?.();
const before = process.memoryUsage().rss;

const started = performance.now();
const bundle = await openBundle(files);
const model = await Model.load(bundle, options);
const ready = performance.now();
await skim(model, "a good movie", [0]);
const ran = performance.now();
const peak = process.resourceUsage().maxRSS * 1024;
const copied = [...bundle.tensors.values()].filter(({ name }) => !name.includes("embeddings"));
const copiedBytes = copied.reduce((sum, tensor) => sum + tensor.bytes.length, 0);
await model.dispose();
globalThis.gc?.();

const reading = performance.now();
await files.read(weights, 0, bytes);
const opened: Opened = {
  bytes,
  readMs: performance.now() - reading,
  readyMs: ready - started,
  runMs: ran - ready,
  peakBytes: peak - before - copiedBytes,
  copiedBytes,
};
console.log(JSON.stringify(opened));
