// What is no number is neither kept nor skimmed: no score of NaN is a decision, and the message says where it comes from.
import { afterEach, describe, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import { SkimError } from "../../src/protocol/errors.js";
import { inMemory } from "../../src/worker/inMemory.js";
import { smallBundle, smallFiles, type SmallSizes } from "./smallBundle.js";

const text = "The movie was good.";
const predictor = (layer: number) => `bert.encoder.skim_predictors.${layer}.predictor`;
const open = async (sizes: SmallSizes) => openBundle(inMemory("small", smallFiles(sizes)));

let model: Model | null = null;
afterEach(() => model?.dispose());

/** The message that the last of these ends with, whether the bundle is opened, skimmed or swept; null = none does. */
async function said(work: () => AsyncIterable<unknown>): Promise<string | null> {
  try {
    for await (const event of work()) expect(event).toBeDefined();
    return null;
  } catch (error) {
    expect(SkimError.is(error, "bundle-weights"), String(error)).toBe(true);
    return (error as SkimError).message;
  }
}

describe("a weight that is no number is refused before anything runs, and its tensor is named", () => {
  it.each([
    [`${predictor(0)}.4.bias`, NaN],
    [`${predictor(0)}.4.bias`, -Infinity], // gives p(keep) = 1 to all, and looks like a number
    [`${predictor(3)}.1.weight`, Infinity],
    ["bert.encoder.layer.2.output.dense.weight", NaN],
    ["bert.embeddings.position_embeddings.weight", Infinity],
    ["bert.embeddings.token_type_embeddings.weight", NaN],
    ["bert.embeddings.LayerNorm.bias", NaN],
    ["bert.pooler.dense.weight", NaN],
    ["classifier.bias", -Infinity],
  ])("%s, %d", async (name, number) => {
    const opened = open({ beginning: { [name]: [0.5, number] } });
    await expect(opened).rejects.toThrow(
      `model.safetensors cannot be used: ${name} holds ${number < 0 ? "-Infinity" : number} (at 1)`,
    );
    await expect(opened).rejects.toThrow(/F32 or BF16/);
  });
});

describe.each(["fp32", "int8"] as const)("%s", (precision) => {
  const load = async (sizes: SmallSizes) =>
    (model = await Model.load(await smallBundle(sizes), { precision, threads: 1 }));
  const runs = (loaded: Model): [string, () => AsyncIterable<unknown>][] => [
    ["skim at 0", () => loaded.skim(text, { control: [0] })],
    ["skim at 1", () => loaded.skim(text, { control: [1] })],
    [
      "skim by hand",
      () =>
        loaded.skim(text, {
          control: [0.5],
          forced: [1, 2, 3, 4, 5, 6].map((token) => ({ token, from: 0, keep: true })),
        }),
    ],
    ["sweep", () => loaded.sweep(text)],
    ["sweep at 0", () => loaded.sweep(text, { at: [0] })],
  ];

  it.each([0, 2])("a score that is no number ends the run and names its layer: predictor %i", async (layer) => {
    // Numbers all of them, and beyond every number when they are multiplied.
    const huge = Array<number>(32).fill(3e38);
    const loaded = await load({ beginning: { [`${predictor(layer)}.2.weight`]: huge } });
    for (const [name, work] of runs(loaded)) {
      if (layer > 0 && name === "skim at 1") continue; // nobody is asked any more
      expect(await said(work), name).toMatch(new RegExp(`^The predictor of layer ${layer + 1} gives NaN`));
    }
  });

  it("a word whose row is no number ends every run that reads it, and no other", async () => {
    const row = 6; // "movie"
    const rows = Array.from({ length: 32 * 7 }, (_, i) => (i === 32 * row + 9 ? NaN : 0.01 * (i % 17)));
    const loaded = await load({ beginning: { "bert.embeddings.word_embeddings.weight": rows } });
    for (const [name, work] of runs(loaded))
      expect(await said(work), name).toMatch(
        /^bert\.embeddings\.word_embeddings\.weight holds NaN or infinity in row 6,/,
      );
    expect(await said(() => loaded.skim("The time was good.", { control: [0] }))).toBeNull();
  });

  it("states that grow beyond every number are not taken for an answer", async () => {
    const huge = Array<number>(32).fill(3e38);
    const loaded = await load({ beginning: { "bert.encoder.layer.3.output.LayerNorm.weight": huge } });
    for (const [name, work] of runs(loaded)) expect(await said(work), name).toMatch(/NaN/);
  });
});
