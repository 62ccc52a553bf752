/** Two texts read together, against Transformers' own BERT and tokenizer (models/train/pairs.py). */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import { columnsOf } from "../../src/run/run.js";
import { readRun } from "../../src/saved/savedRun.js";
import { readFolder } from "../../src/worker/folder.js";
import { far, runOf } from "./pytorch.js";

interface Case {
  text: string;
  pair: string;
  ids: number[];
  logits: number[];
}
const cases = JSON.parse(readFileSync("test/fixtures/parity/pairs.json", "utf8")) as Case[];
const threshold = [0, 0, 0];
let model: Model;

beforeAll(async () => {
  model = await Model.load(await openBundle(readFolder("test/fixtures/tiny")), { precision: "fp32", threads: 1 });
});
afterAll(() => model.dispose());

it.each(cases)("$text ‖ $pair", async ({ text, pair, ids, logits }) => {
  const run = await runOf(model, text, { threshold }, { pair });
  expect(run.tokens.map(({ id }) => id)).toEqual(ids);
  expect(far(run.result?.logits ?? [], logits)).toBeLessThan(1e-3);
});

it("words are of the text that they stand in, and the run is saved and read again", async () => {
  const run = await runOf(model, "a red car", { threshold }, { pair: "one blue sky" });
  const words = columnsOf(run, "word").filter(({ special }) => !special);
  expect(words.filter(({ second }) => !second).map(({ text }) => text)).toEqual(["a", "red", "car"]);
  expect(words.filter(({ second }) => second).map(({ text }) => text)).toEqual(["one", "blue", "sky"]);
  const saved = { ...run, started: "2026-11-30T00:00:00.000Z" };
  expect(readRun(JSON.parse(JSON.stringify(saved)), "pair")).toEqual(saved);
});

it("the same tokens of other types are computed anew", async () => {
  const pair = { pair: "the film" };
  await runOf(model, "a film", { threshold }, pair);
  const fresh = await runOf(model, "a film [SEP] the film", { threshold });
  const events = model.skim("a film [SEP] the film", { control: threshold, reuse: true });
  let logits: number[] = [];
  for await (const event of events) if (event.kind === "result") logits = event.logits;
  expect(logits).toEqual(fresh.result?.logits);
  for await (const event of model.skim("a film", { control: threshold, reuse: true, ...pair }))
    if (event.kind === "result") expect(far(event.logits, logits)).toBeGreaterThan(1e-4);
});

it("a pair that cannot be read is refused", async () => {
  await expect(runOf(model, "a film", { threshold }, { pair: " " })).rejects.toThrow(
    "second text of the pair is empty",
  );
  const long = "film ".repeat(400);
  await expect(runOf(model, long, { threshold }, { pair: long })).rejects.toThrow("shorten one of the two");
});
