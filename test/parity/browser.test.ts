import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EnginePage, type WorkerHandle } from "../browser/enginePage.js";
import { compare, type Answer } from "./pytorch.js";

interface Case {
  text: string;
  runs: Answer[];
}

/** WebGPU on a program for an adapter takes seconds for a trained model's run: there, a text or two must do. */
const bundles = [
  { folder: "test/fixtures/tiny", texts: 6, runs: 7 },
  { folder: "models/sst2", texts: 2, runs: 2 },
] as const;
const tolerance = 1e-3;

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

  it.each(bundles)(
    "computes what PyTorch computes: $folder",
    async ({ folder, texts, runs }) => {
      const cases = JSON.parse(readFileSync(`test/fixtures/parity/${folder.split("/").pop()}.json`, "utf8")) as Case[];
      const loaded = await worker.evaluate((w, f) => w.load(f, "fp32"), folder);
      expect(loaded.backend).toMatch(backend === "webgpu" ? /^WebGPU, ./ : /^WASM, 1 thread$/);
      let whole = 0;
      let compared = 0;
      for (const { text, runs: answers } of cases.slice(0, texts))
        for (const answer of answers.slice(0, runs)) {
          const { forced = [] } = answer;
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
      expect(compared).toBeGreaterThan(0);
      expect(whole).toBeGreaterThan(0.9 * compared); // ties are rare
    },
    300_000,
  );
});
