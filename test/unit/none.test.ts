import { afterAll, beforeAll, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import type { Run } from "../../src/run/run.js";
import type { Forced } from "../../src/run/sweep.js";
import { readRun } from "../../src/saved/savedRun.js";
import { inMemory } from "../../src/worker/inMemory.js";
import { runOf } from "../parity/pytorch.js";
import { smallFiles, withoutPredictors } from "./smallBundle.js";

const text = "the movie was a good good time.";
let plain: Model;
let skimming: Model;

beforeAll(async () => {
  const files = smallFiles({ pooling: "mean" });
  const load = async (folder: Record<string, Uint8Array>) =>
    Model.load(await openBundle(inMemory("small", folder)), { precision: "fp32", threads: 1 });
  skimming = await load(files);
  plain = await load(withoutPredictors(files));
});
afterAll(() => Promise.all([plain.dispose(), skimming.dispose()]));

const run = (model: Model, forced: Forced[] = []): Promise<Run> => runOf(model, text, { threshold: 0, forced });

it("a model without predictors is the plain model: nothing leaves, nothing is scored, nothing is counted for it", async () => {
  expect(plain.info.policy).toMatchObject({ name: "none", score: null, control: null });
  const [dense, own] = [await run(skimming), await run(plain)];
  expect(own.result?.logits).toEqual(dense.result?.logits);
  expect(own.depth).toEqual(dense.depth);
  expect(own.scores.flat().every((score) => score === null)).toBe(true);
  const flops = (r: Run) => r.layerFlops.reduce((sum, f) => sum + f, 0);
  expect(flops(own)).toBeLessThan(flops(dense));
});

it("words are taken out of it by hand as out of any other", async () => {
  const forced = [
    { token: 2, from: 0, keep: false },
    { token: 4, from: 2, keep: false },
  ];
  const [skimmed, own] = [await run(skimming, forced), await run(plain, forced)];
  expect(own.result?.logits).toEqual(skimmed.result?.logits);
  expect(own.depth[2]).toBe(0);
  expect(own.depth[4]).toBe(2);
  expect(own.depth[3]).toBe(plain.info.layers);
});

it("its runs are saved and read again", async () => {
  const threshold = plain.info.control;
  const own = { ...(await runOf(plain, text, { threshold })), started: "2026-11-30T00:00:00.000Z" };
  expect(readRun(JSON.parse(JSON.stringify(own)), "run")).toEqual(own);
});

it("all thresholds are one run", async () => {
  const steps = [];
  for await (const event of plain.sweep(text)) if (event.kind === "step") steps.push(event.step);
  expect(steps).toMatchObject([{ lo: 0, hi: 1 }]);
});
