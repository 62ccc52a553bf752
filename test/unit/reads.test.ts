// What a model says that it was trained to read, and the warning where a text is of another script. Nothing is guessed.
import { expect, it } from "vitest";
import { parseConfig } from "../../src/engine/bundle/config.js";
import { foreignShare } from "../../src/run/reads.js";
import { modelText } from "../../src/words/answer.js";
import { cautionsOf } from "../../webview/summary.js";
import { readFileSync } from "node:fs";
import { wholeRun } from "../view/synthetic.js";

const configOf = (folder: string): Record<string, unknown> =>
  JSON.parse(readFileSync(`models/${folder}/config.json`, "utf8")) as Record<string, unknown>;
const latin = { texts: "English film reviews", scripts: ["Latin" as const] };
const of = (text: string, reads?: typeof latin) => {
  const run = wholeRun("r", text, 3);
  return { ...run, model: { ...run.model, name: "sst2", ...(reads ? { reads } : {}) } };
};

it("is said by the models that ship, and stands with their labels", () => {
  expect(parseConfig(configOf("sst2")).reads).toEqual(latin);
  expect(parseConfig(configOf("issues")).reads?.texts).toBe("English GitHub issues");
  const { model } = of("It forgets its plot twice.", latin);
  expect(modelText({ ...model, labels: ["negative", "positive"] })).toBe(
    "sst2, English film reviews: negative or positive",
  );
});

it("is not made up for a folder that does not say it, and refused where it is no such thing", () => {
  const { skim, ...config } = configOf("sst2");
  expect(parseConfig(config).reads).toBe(null);
  for (const reads of ["film reviews", { texts: "" }, { texts: "reviews", scripts: ["Klingon"] }])
    expect(() => parseConfig({ ...config, skim: { ...(skim as object), reads } })).toThrow(/reads/);
  expect(cautionsOf(of("这部电影很好看。"))).toEqual([]);
});

it("is warned of where much of a text is of another script; marks, digits and emoji are of none", () => {
  expect(foreignShare("Фильм was 好 🙂 123!", latin)).toBeCloseTo(6 / 9);
  expect(foreignShare("123 🙂 …", latin)).toBe(0);
  expect(cautionsOf(of("Déjà vu, naïve: Zoë loved 好 it.", latin))).toEqual([]);
  expect(cautionsOf(of("Очень хороший фильм.", latin))).toEqual([
    "Much of this text is not in Latin script, and sst2 was trained to read English film reviews: its answer says little here.",
  ]);
});
