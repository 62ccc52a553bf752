/** Tiny models on WebGPU, in a browser's worker. */
import { beforeAll, describe, expect, it } from "vitest";
import type { WorkerHandle } from "../browser/enginePage.js";
import { sharedWorker } from "../browser/shared.js";
import { compare, type Answer } from "./pytorch.js";
import { saidOf, tolerance } from "./pytorchFamilies.js";

interface Tried {
  name: string;
  folder: string;
  cases: { text: string; runs: Answer[] }[];
}

/** `runs`: of one text of more than 32 tokens, the first so many. A program stands in for the GPU here, and each other number of tokens takes it seconds. */
export function describeOnWebGpu(models: Tried[], runs: number): void {
  describe("WebGPU in a browser's worker", () => {
    let worker: WorkerHandle;
    beforeAll(async () => {
      worker = await sharedWorker("webgpu");
    });

    it.each(models)("computes what PyTorch computes of $name", async ({ folder, cases }) => {
      const loaded = await worker.evaluate((w, f) => w.load(f, "fp32"), folder);
      expect(loaded.backend).toMatch(/^WebGPU, ./);
      const long = cases.find(({ runs: [first] }) => (first?.depth.length ?? 0) > 32);
      if (!long) throw new Error("there is no long text");
      for (const answer of long.runs.slice(0, runs)) {
        const { threshold, forced = [] } = answer;
        const params = { text: long.text, control: [threshold].flat(), forced };
        const run = await worker.evaluate((w, p) => w.skim(p), params);
        expect(run.state).toBe("done");
        const { masks, p, logits } = compare(run, answer, tolerance);
        expect(masks, saidOf(long, answer)).toEqual([]);
        expect(p).toBeLessThan(tolerance);
        expect(logits, saidOf(long, answer)).toBeLessThan(tolerance);
      }
    });
  });
}
