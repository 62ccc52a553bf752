/**
 * `npm run parity:web -- DATA [--sst2 200]`: do WASM and WebGPU in a browser's workers compute what the engine computes in Node, all
 * fp32? DATA is a folder with sst2.dev.jsonl.gz, rows of {"text": …}, which stay outside the repository. WebGPU runs on the graphics
 * adapter that Chromium finds here. Ends with status 1 where a label differs, or a mask further from the threshold than may be.
 */
import { parseArgs } from "node:util";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import { adapterName, isSoftware } from "../../src/run/adapter.js";
import type { Backend, Run } from "../../src/run/run.js";
import { readFolder } from "../../src/worker/folder.js";
import { EnginePage, type WorkerHandle } from "../browser/enginePage.js";
import { compare, runOf, type Answer } from "./pytorch.js";
import { textsOf } from "./texts.js";

/** How near to the threshold a p may lie that falls either way, and how far a number may differ. */
const tolerance: Record<Backend, number> = { wasm: 1e-4, webgpu: 1e-3 };
/** Texts between two lines of progress. */
const progressEvery = 10;
const bundle = "models/sst2";

class Comparison {
  texts = 0;
  readonly wrong: string[] = [];
  private parted = 0;
  private labels = 0;
  private masks = 0;
  private logits = 0;
  private p = 0;

  constructor(private readonly tolerance: number) {}

  add(text: string, run: Run, answer: Answer, label: number | null | undefined): void {
    this.texts++;
    const { masks, p, logits, parted } = compare(run, answer, this.tolerance);
    if (masks.length === 0 && !parted) this.masks++;
    if (parted) this.parted++;
    if (run.result?.label === label) this.labels++;
    else this.wrong.push(`${text}: label ${run.result?.label}, not ${label}`);
    for (const mask of masks) this.wrong.push(`${text}: ${mask}`);
    // Where the masks differ there is nothing to compare; a number that is none is a difference.
    if (!(p <= this.tolerance && logits <= this.tolerance)) this.wrong.push(`${text}: p by ${p}, logits by ${logits}`);
    this.p = Math.max(this.p, p);
    this.logits = Math.max(this.logits, logits);
  }

  toString(): string {
    return (
      `labels equal ${this.labels} of ${this.texts}, masks equal ${this.masks}, ` +
      `parted at a p within ${this.tolerance} of the threshold ${this.parted}; ` +
      `largest difference of a p ${this.p.toExponential(1)}, of a logit ${this.logits.toExponential(1)}`
    );
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sst2: { type: "string", default: "200" } },
});
const [data] = positionals;
if (data === undefined) throw new Error("npm run parity:web -- DATA: the folder of the data set is missing");
const texts = textsOf(data, "sst2.dev.jsonl.gz", Math.max(1, Number(values.sst2) || 0));

const page = await EnginePage.open({ hardware: true });
try {
  const adapter = await page.adapter();
  if (!adapter) throw new Error("Chromium finds no graphics adapter here, not even its own program for one.");
  console.log(`Graphics adapter: ${adapterName(adapter)}${isSoftware(adapter) ? " (software)" : ""}. ${bundle}, fp32.`);
  const model = await Model.load(await openBundle(readFolder(bundle)), { precision: "fp32", threads: 1 });
  const { control: threshold } = model.info;
  const backends: { name: string; worker: WorkerHandle; comparison: Comparison }[] = [];
  for (const backend of ["wasm", "webgpu"] as const) {
    const worker = await page.start({ backend });
    const loaded = await worker.evaluate((w, folder) => w.load(folder, "fp32"), bundle);
    backends.push({ name: loaded.backend, worker, comparison: new Comparison(tolerance[backend]) });
  }
  for (const [i, text] of texts.entries()) {
    const { scores, depth, result } = await runOf(model, text, { threshold });
    const answer = { threshold, p: scores, depth, logits: result?.logits ?? [] };
    for (const { worker, comparison } of backends) {
      const run = await worker.evaluate((w, params) => w.skim(params), { text, control: threshold });
      comparison.add(text, run, answer, result?.label);
    }
    const differences = backends.reduce((sum, { comparison }) => sum + comparison.wrong.length, 0);
    if ((i + 1) % progressEvery === 0) console.log(`  ${i + 1} of ${texts.length} texts, ${differences} differences`);
  }
  await model.dispose();
  for (const { name, comparison } of backends) {
    console.log(`${name}: ${comparison.toString()}.`);
    for (const line of comparison.wrong) console.log(`  ${line}`);
    if (comparison.wrong.length > 0) process.exitCode = 1;
  }
} finally {
  await page.close();
}
