/** What the engine computes in a browser's worker, against numbers that were computed elsewhere. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import type { BundleFiles } from "../../src/engine/bundle/bundleFiles.js";
import { Model } from "../../src/engine/model.js";
import type { Backend } from "../../src/run/run.js";
import type { Forced, SweepEvent, SweepStep } from "../../src/run/sweep.js";
import { readFolder } from "../../src/worker/folder.js";
import type { WorkerHandle } from "../browser/enginePage.js";
import { sharedWorker } from "../browser/shared.js";
import { smallFiles } from "../unit/smallBundle.js";
import { stepIn } from "../unit/stepIn.js";
import { compare, far, runOf, type Answer } from "./pytorch.js";

interface Case {
  text: string;
  runs: Answer[];
}

export interface Source {
  oracle: string;
  folder: string;
  files(): BundleFiles;
  cases(): Promise<Case[]>;
  /** Every so manieth of its runs must do, others for each text. */
  every: number;
  /** What runs share, and a sweep, too: at these thresholds; absent = at all. */
  shares: { at?: number[] } | null;
}

/** A folder whose numbers PyTorch computed (models/train/fixtures.py). */
export const fromPyTorch = (folder: string, every: number, at?: number[]): Source => ({
  oracle: "PyTorch",
  folder,
  files: () => readFolder(folder),
  cases: () =>
    Promise.resolve(JSON.parse(readFileSync(`test/fixtures/parity/${folder.split("/").pop()}.json`, "utf8")) as Case[]),
  every,
  shares: at ? { at } : {},
});

const wide = { layers: 2, hidden: 384, heads: 12, intermediate: 1536, maxTokens: 64 };
const wideTexts = ["the movie was bad, a long time. ".repeat(5), "a good unfun movie."];

/**
 * Two layers as wide as a trained model's, on more than 32 tokens: other shaders than the tiny model's, in a second where a program
 * stands in for the GPU and a trained model takes one for each run. Its numbers are those of the engine in Node, which PyTorch's bind.
 */
export const wideAtRandom: Source = {
  oracle: "the engine in Node",
  folder: "out/parity/wide",
  files: () => readFolder(wideAtRandom.folder),
  cases: async () => {
    mkdirSync(wideAtRandom.folder, { recursive: true });
    for (const [name, bytes] of Object.entries(smallFiles(wide))) writeFileSync(join(wideAtRandom.folder, name), bytes);
    const model = await Model.load(await openBundle(wideAtRandom.files()), { precision: "fp32", threads: 1 });
    const cases: Case[] = [];
    for (const text of wideTexts) {
      const runs: Answer[] = [];
      for (const threshold of text === wideTexts[0] ? [0, 0.5] : [0.5])
        for (const forced of [[], [{ token: 2, from: 1, keep: true }]] as Forced[][]) {
          const { scores, depth, result } = await runOf(model, text, { threshold, forced });
          runs.push({ threshold, forced, p: scores, depth, logits: result?.logits ?? [] });
        }
      cases.push({ text, runs });
    }
    await model.dispose();
    return cases;
  },
  every: 1,
  shares: null, // the tiny model says it here, and a trained one every night
};

const tolerance = 1e-3;

/** Ascending. */
const stepsOf = (events: readonly SweepEvent[]): SweepStep[] =>
  events.flatMap((event) => (event.kind === "step" ? [event.step] : [])).sort((a, b) => a.hi - b.hi);

/** The tests of these bundles on this backend, in a worker of one page. */
export function describeInBrowser(backend: Backend, sources: readonly Source[]): void {
  describe(`${backend} in a browser's worker`, () => {
    let worker: WorkerHandle;
    beforeAll(async () => {
      worker = await sharedWorker(backend);
    });

    describe.each(sources)("$folder", (source) => {
      const { folder, every, shares } = source;
      let cases: Case[];
      beforeAll(async () => {
        cases = await source.cases();
        const loaded = await worker.evaluate((w, f) => w.load(f, "fp32"), folder);
        expect(loaded.backend).toMatch(backend === "webgpu" ? /^WebGPU, ./ : /^WASM, 1 thread$/);
      });

      it(`computes what ${source.oracle} computes, fates decided by hand among it`, async () => {
        let whole = 0;
        let compared = 0;
        let byHand = 0;
        for (const [i, { text, runs }] of cases.entries())
          for (const answer of runs.filter((_, r) => r % every === i % every)) {
            const { forced = [] } = answer;
            if (forced.length > 0) byHand++;
            const threshold = [answer.threshold].flat();
            const run = await worker.evaluate((w, p) => w.skim(p), { text, control: threshold, forced });
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
      });

      if (!shares) return;
      const { at } = shares;

      it("takes over what the run before computed alike, to the last bit", async () => {
        const { text = "" } = cases[0] ?? {};
        const threshold = [at?.[1] ?? 0.5];
        const run = await worker.evaluate((w, p) => w.skim(p), { text, control: threshold });
        const other = await worker.evaluate((w, p) => w.skim(p), { text, control: [0], reuse: true });
        const again = await worker.evaluate((w, p) => w.skim(p), { text, control: [0], reuse: true });
        const back = await worker.evaluate((w, p) => w.skim(p), { text, control: threshold, reuse: true });
        expect(other.depth).not.toEqual(run.depth);
        expect(again.result?.reused).toBe(run.model.layers);
        const said = ({ scores, depth, result }: typeof run) => [scores, depth, result?.logits];
        expect([said(again), said(back)]).toEqual([said(other), said(run)]);
      });

      it("sweeps as the engine in Node does, fates decided by hand", async () => {
        const { text = "", runs = [] } = cases[5] ?? cases[0] ?? {};
        const forced = (runs[7] ?? runs.at(-1))?.forced ?? [];
        expect(forced.length).toBeGreaterThan(0);
        const options = { forced, ...(at ? { at } : {}) };
        const model = await Model.load(await openBundle(source.files()), { precision: "fp32", threads: 1 });
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
      });
    });
  });
}
