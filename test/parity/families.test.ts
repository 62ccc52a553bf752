/** Tiny random classifiers of each family, against what PyTorch computes of them with the family's own modules (models/train/families.py). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import type { Precision } from "../../src/run/run.js";
import type { SweepStep } from "../../src/run/sweep.js";
import { readFolder } from "../../src/worker/folder.js";
import { officialTiny } from "./official.js";
import { farFromAlone } from "./leftOut.js";
import { describeOnWebGpu } from "./onWebGpu.js";
import { families, familyOf, saidOf, tolerance } from "./pytorchFamilies.js";
import { compare, far, runOf } from "./pytorch.js";

const labelOf = (logits: readonly number[]): number => logits.indexOf(Math.max(...logits));
describe.each(families)("$name against PyTorch", ({ folder, cases }) => {
  const open = async (precision: Precision) =>
    Model.load(await openBundle(readFolder(folder)), { precision, threads: 1 });

  describe("fp32", () => {
    let model: Model;
    beforeAll(async () => {
      model = await open("fp32");
    });
    afterAll(() => model.dispose());

    it("gives the same ids and offsets", async () => {
      for (const { text, ids, offsets } of cases) {
        const { tokens } = await runOf(model, text, { threshold: 0 });
        expect(tokens.map((t) => t.id)).toEqual(ids);
        expect(
          tokens.map((t) => (t.special ? [0, 0] : [t.start, t.end])),
          text,
        ).toEqual(offsets);
      }
    });

    it("gives the same scores, masks and logits, whoever leaves", async () => {
      let left = 0;
      let largest = 0;
      for (const one of cases)
        for (const answer of one.runs) {
          const run = await runOf(model, one.text, answer);
          const { masks, p, logits, parted } = compare(run, answer);
          expect(masks, saidOf(one, answer)).toEqual([]);
          expect(parted, `a score within 1e-4 of its threshold: other texts are needed`).toBe(false);
          expect(run.depth).toEqual(answer.depth);
          expect(p).toBeLessThan(tolerance);
          expect(logits, saidOf(one, answer)).toBeLessThan(tolerance);
          left += answer.depth.filter((depth) => depth < model.info.layers).length;
          largest = Math.max(largest, logits);
        }
      expect(left).toBeGreaterThan(100);
      console.log(`${folder}: largest difference of a logit ${largest.toExponential(1)}`);
    });

    it("of a text without each of its words gives, side by side, what each such text gives by itself", async () => {
      const text = "A slow film.";
      expect(await farFromAlone(model, text)).toBeLessThan(1e-4);
    });

    // A sweep computes rows of several windows at once, and takes over what runs share.
    it("sweeps to what runs at its steps' thresholds give", async () => {
      const text = cases[1]?.text ?? "";
      const steps: SweepStep[] = [];
      for await (const event of model.sweep(text)) if (event.kind === "step") steps.push(event.step);
      expect(steps.length).toBeGreaterThan(model.info.policy.control ? 5 : 0);
      for (const { lo, hi, depths, logits } of steps) {
        const run = await runOf(model, text, { threshold: (lo + hi) / 2 });
        expect(run.depth).toEqual(depths);
        expect(far(run.result?.logits ?? [], logits)).toBeLessThan(1e-4);
      }
    });
  });

  it("int8 gives nearly always the same label", async () => {
    const model = await open("int8");
    let same = 0;
    const runs = cases.flatMap((one) => one.runs.map((answer) => ({ one, answer })));
    for (const { one, answer } of runs) {
      const run = await runOf(model, one.text, answer);
      if (run.result?.label === labelOf(answer.logits)) same++;
    }
    await model.dispose();
    console.log(`${folder}: int8 gives ${same} of ${runs.length} labels`);
    expect(same / runs.length).toBeGreaterThan(0.8);
  });
});

// What each of these has in its graphs no other one has; all of them, with all runs, are test:nightly's.
const own = ["roberta-skim", "electra", "albert", "mpnet-skim", "deberta-v2-own-skim", "modernbert-mean-skim"];
describeOnWebGpu([...own.map(familyOf), officialTiny()], 2);
