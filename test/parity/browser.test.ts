import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle.js";
import { Model } from "../../src/engine/model.js";
import type { SweepEvent, SweepStep } from "../../src/protocol/sweep.js";
import { readFolder } from "../../src/worker/folder.js";
import { EnginePage, type WorkerHandle } from "../browser/enginePage.js";
import { stepIn } from "../unit/stepIn.js";
import { compare, far, type Answer } from "./pytorch.js";

interface Case {
  text: string;
  runs: Answer[];
}

/**
 * WebGPU on a program for an adapter takes seconds for a trained model's run: there, every sixth of its runs must do, others for each
 * text, and a sweep at some thresholds (absent = all).
 */
const bundles = [
  { folder: "test/fixtures/tiny", every: 1, at: undefined },
  { folder: "models/sst2", every: 6, at: [0.01, 0.05, 0.5] },
];
const tolerance = 1e-3;

/** Ascending. */
const stepsOf = (events: readonly SweepEvent[]): SweepStep[] =>
  events.flatMap((event) => (event.kind === "step" ? [event.step] : [])).sort((a, b) => a.hi - b.hi);

let page: EnginePage;
beforeAll(async () => {
  page = await EnginePage.open();
}, 60_000);
afterAll(() => page.close());

describe.each(["wasm", "webgpu"] as const)("%s in a browser's worker", (backend) => {
  let worker: WorkerHandle;
  beforeAll(async () => {
    worker = await page.start({ backend });
  }, 60_000);
  afterAll(() => worker.evaluate((w) => w.end()));

  describe.each(bundles)("$folder", ({ folder, every, at }) => {
    const cases = JSON.parse(readFileSync(`test/fixtures/parity/${folder.split("/").pop()}.json`, "utf8")) as Case[];
    beforeAll(async () => {
      const loaded = await worker.evaluate((w, f) => w.load(f, "fp32"), folder);
      expect(loaded.backend).toMatch(backend === "webgpu" ? /^WebGPU, ./ : /^WASM, 1 thread$/);
    }, 60_000);

    it("computes what PyTorch computes, fates decided by hand among it", async () => {
      let whole = 0;
      let compared = 0;
      let byHand = 0;
      for (const [i, { text, runs }] of cases.entries())
        for (const answer of runs.filter((_, r) => r % every === i % every)) {
          const { forced = [] } = answer;
          if (forced.length > 0) byHand++;
          const threshold = [answer.threshold].flat();
          const run = await worker.evaluate((w, p) => w.skim(p), { text, threshold, forced });
          expect(run.state).toBe("done");
          const { masks, p, logits, parted } = compare(run, answer, tolerance);
          expect(masks, `${text} at ${String(threshold)}, forced ${JSON.stringify(forced)}`).toEqual([]);
          expect(p).toBeLessThan(tolerance);
          expect(logits).toBeLessThan(tolerance);
          compared++;
          if (parted) continue;
          whole++;
          expect(run.result?.label).toBe(answer.logits.indexOf(Math.max(...answer.logits)));
        }
      expect(byHand).toBeGreaterThan(2);
      expect(whole).toBeGreaterThan(0.9 * compared); // ties are rare
    }, 300_000);

    it("takes over what the run before computed alike, to the last bit", async () => {
      const { text = "" } = cases[0] ?? {};
      const threshold = [at?.[1] ?? 0.5];
      const run = await worker.evaluate((w, p) => w.skim(p), { text, threshold });
      const other = await worker.evaluate((w, p) => w.skim(p), { text, threshold: [0], reuse: true });
      const again = await worker.evaluate((w, p) => w.skim(p), { text, threshold: [0], reuse: true });
      const back = await worker.evaluate((w, p) => w.skim(p), { text, threshold, reuse: true });
      expect(other.depth).not.toEqual(run.depth);
      expect(again.result?.reused).toBe(run.model.layers);
      const said = ({ scores, depth, result }: typeof run) => [scores, depth, result?.logits];
      expect([said(again), said(back)]).toEqual([said(other), said(run)]);
    }, 60_000);

    it("sweeps as the engine in Node does, fates decided by hand", async () => {
      const { text = "", runs = [] } = cases[5] ?? {};
      const forced = runs[7]?.forced ?? [];
      expect(forced.length).toBeGreaterThan(0);
      const options = { forced, ...(at ? { at } : {}) };
      const model = await Model.load(await openBundle(readFolder(folder)), { precision: "fp32", threads: 1 });
      const expected: SweepEvent[] = [];
      for await (const event of model.sweep(text, options)) expected.push(event);
      await model.dispose();
      const events = await worker.evaluate((w, p) => w.sweep(p), { text, from: 0, to: 1, ...options });
      expect(events.at(-1)).toMatchObject({ kind: "end", complete: true });
      const steps = stepsOf(events);
      // A threshold this near to a p may give the run on either side of it.
      const clear = stepsOf(expected).filter(({ lo, hi }) => hi - lo > 2 * tolerance);
      expect(clear.length).toBeGreaterThanOrEqual(at?.length ?? 15);
      for (const { lo, hi, depths, label, logits } of clear) {
        const step = stepIn(steps, (lo + hi) / 2);
        expect(step?.depths, `between ${lo} and ${hi}`).toEqual(depths);
        expect(step?.label).toBe(label);
        expect(far(logits, step?.logits ?? [])).toBeLessThan(tolerance);
      }
    }, 300_000);
  });
});
