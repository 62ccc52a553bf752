// What the walkthrough says of the sample's first line, by the model that ships as VS Code runs it: the label turns where it says.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import { append, columnsOf, startRun } from "../../src/run/run.js";
import { readFolder } from "../../src/worker/folder.js";

const [text = ""] = readFileSync("media/sample.txt", "utf8").split("\n");
const layers = 6;
let model: Model;
beforeAll(async () => {
  model = await Model.load(await openBundle(readFolder("models/sst2")), { precision: "auto", threads: 1 });
});
afterAll(() => model.dispose());

/** `fates`: by word, from the first layer on. */
async function read(control: number, fates: Record<string, boolean> = {}) {
  const passage = { text, name: "sample.txt" };
  const start = { id: "r", started: "2026-12-01T00:00:00Z", passage, control: Array<number>(layers).fill(control) };
  const run = startRun({ ...start, model: model.info, precision: model.precision, backend: model.backend });
  const of = (word: string) => fates[word] ?? fates["else"];
  for await (const { kind, ...event } of model.skim(text, { control: [0] })) {
    if (kind !== "tokens") break;
    append(run, { kind, ...event } as Parameters<typeof append>[1]);
  }
  const forced = columnsOf(run, "word").flatMap((word) => {
    const keep = word.special ? undefined : of(word.text);
    return keep === undefined ? [] : word.tokens.map((token) => ({ token, from: 0, keep }));
  });
  for await (const event of model.skim(text, { control: [control], forced })) append(run, event);
  const through = columnsOf(run, "word").filter(
    ({ special, tokens }) => !special && tokens.some((t) => run.depth[t] === layers),
  );
  return { label: model.info.labels[run.result?.label ?? -1], through: through.map((word) => word.text) };
}

it("is negative as it is shown first, with one word at the last layer, and positive below a threshold of 0.16", async () => {
  expect(await read(0.5)).toEqual({ label: "negative", through: ["too"] });
  expect((await read(0.17)).label).toBe("negative");
  expect((await read(0.15)).label).toBe("positive");
});

it("is positive with “too” skimmed, or with three words kept alone", async () => {
  expect((await read(0.5, { too: false })).label).toBe("positive");
  expect(await read(0.5, { I: true, loved: true, it: true, else: false })).toEqual({
    label: "positive",
    through: ["I", "loved", "it"],
  });
});
