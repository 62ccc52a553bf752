// A policy that decides inside the layers, and lets everything stay, is the plain model, to the last bit: its attention is computed in other steps.
import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import { readFolder } from "../../src/worker/folder.js";
import { runOf } from "../parity/pytorch.js";

const text = "A slow, sad, clumsy little film that I would not have missed for the world.";
const home = "test/fixtures/families";
const families = readdirSync(home).filter((name) => !name.endsWith("-skim"));

it.each([
  ...families.map((name) => [`${home}/${name}`, "fp32"] as const),
  ["test/fixtures/tiny", "fp32"],
  ["test/fixtures/tiny", "int8"],
] as const)("%s in %s is the plain model where all stay", async (folder, precision) => {
  const logits = async (policy: string, threshold: number) => {
    const model = await Model.load(await openBundle(readFolder(folder), { policy }), { precision, threads: 1 });
    const run = await runOf(model, text, { threshold });
    await model.dispose();
    expect(Math.min(...run.depth)).toBe(model.info.layers);
    return run.result?.logits;
  };
  const plain = await logits("none", 0.5);
  expect(await logits("attention-share", 1)).toEqual(plain);
  expect(await logits("merge", 1)).toEqual(plain);
});
