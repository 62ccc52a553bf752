/**
 * `npm run bench:web [-- --bundle FOLDER] [--tokens 32,128,512] [--rounds N]`: WebGPU against WASM in a page of Chromium, on the graphics
 * adapter that it finds here, both fp32 on one thread, in the workers that ship. Chromium takes the machine's GPU if it can.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { adapterName, isSoftware } from "../../src/run/adapter.js";
import type { Backend } from "../../src/run/run.js";
import { EnginePage, type WorkerHandle } from "../browser/enginePage.js";
import { textOf } from "./bundles.js";
import { machine } from "./machine.js";
import { ratio, spread } from "./timing.js";

const { values } = parseArgs({
  options: {
    bundle: { type: "string", default: "sst2" },
    tokens: { type: "string", default: "32,128,512" },
    rounds: { type: "string" },
  },
});
const name = values.bundle === "issues" ? "issues" : "sst2";
const folder = `models/${name}`;
const backends = ["wasm", "webgpu"] as const;
const thresholds = Array.from({ length: 21 }, (_, i) => i / 20);

console.log(JSON.stringify(machine(1)));
const page = await EnginePage.open({ hardware: true });
try {
  const adapter = await page.adapter();
  if (!adapter) throw new Error("Chromium finds no graphics adapter here, not even its own program for one.");
  const software = isSoftware(adapter);
  // A program for an adapter takes seconds for a text, and nothing follows from its times: once each, to show that it runs.
  const rounds = Math.max(1, Number(values.rounds ?? (software ? 1 : 7)) || 1);
  console.log(
    `Graphics adapter: ${adapterName(adapter)}${software ? " (software)" : ""}. Model: ${folder}, fp32. Rounds: ${rounds}.`,
  );

  const workers = {} as Record<Backend, WorkerHandle>;
  const short = await textOf(name, 32);
  for (const backend of backends) {
    const started = performance.now();
    const worker = (workers[backend] = await page.start({ backend }));
    await worker.evaluate((w, f) => w.load(f, "fp32"), folder);
    const loaded = performance.now() - started;
    const first = await worker.evaluate((w, text) => w.firstLayer({ text, control: [] }), short);
    print(`${backend}: loaded, then the first layer, from cold, 32 tokens`, `${ms(loaded)}, ${ms(first)}`);
  }

  for (const tokens of values.tokens.split(",").map(Number)) {
    const text = await textOf(name, tokens);
    const times = await inTurns(workers, rounds, (worker) =>
      worker.evaluate(async (w, t) => (await w.skim({ text: t, control: [] })).result?.ms ?? NaN, text),
    );
    say(`one text, ${tokens} tokens`, times);
  }
  const times = await inTurns(workers, rounds, (worker) =>
    worker.evaluate(
      async (w, { text, at }) => {
        const end = (await w.sweep({ text, from: 0, to: 1, at })).at(-1);
        return end?.kind === "end" ? end.ms : NaN;
      },
      { text: short, at: thresholds },
    ),
  );
  say(`${thresholds.length} thresholds, 32 tokens`, times);

  const bytes = readFileSync("dist/ort-wasm-simd-threaded.asyncify.wasm").length;
  console.log(`WebGPU's runtime: ${(bytes / 1e6).toFixed(1)} MB. Read back: p(keep) once a layer, and the logits.`);
  if (software)
    console.log(
      "The adapter is software, the processor itself: no conclusion about WebGPU follows from these numbers.",
    );
} finally {
  await page.close();
}

/** Each backend once a round, forwards and backwards in turn; the first round does not count. */
async function inTurns(
  workers: Record<Backend, WorkerHandle>,
  rounds: number,
  time: (worker: WorkerHandle) => Promise<number>,
): Promise<Record<Backend, number[]>> {
  const times: Record<Backend, number[]> = { wasm: [], webgpu: [] };
  for (let round = 0; round <= rounds; round++)
    for (const backend of round % 2 === 0 ? backends : backends.toReversed()) {
      const took = await time(workers[backend]);
      if (round > 0) times[backend].push(took);
    }
  return times;
}

function say(what: string, times: Record<Backend, number[]>): void {
  const { median, low, high } = ratio(times.webgpu, times.wasm);
  const [wasm, webgpu] = [spread(times.wasm).median, spread(times.webgpu).median];
  print(
    what,
    `WebGPU / WASM ${median.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]: ${ms(webgpu)} / ${ms(wasm)}`,
  );
}

function print(what: string, value: string): void {
  console.log(`  ${what.padEnd(60)} ${value}`);
}

function ms(time: number): string {
  return `${time.toFixed(time < 10 ? 1 : 0)} ms`;
}
