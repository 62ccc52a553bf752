import { describe, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import { appendSweep, startSweep, type ShownSweep } from "../../src/run/shownSweep.js";
import type { Run } from "../../src/run/run.js";
import { answerText } from "../../src/words/answer.js";
import { probabilityText } from "../../src/words/probability.js";
import { inMemory } from "../../src/worker/inMemory.js";
import { runOf } from "../parity/pytorch.js";
import { smallFiles } from "../unit/smallBundle.js";
import { viewBench } from "./bench.js";
import { send, show } from "./page.js";

const bench = viewBench();
const text = "the movie was a good good time.";

/** A run and its sweep by a small model whose config.json says this. */
async function ran(config: Record<string, unknown>): Promise<{ run: Run; sweep: ShownSweep }> {
  const bundle = await openBundle(inMemory("small", smallFiles({ config })));
  const model = await Model.load(bundle, { precision: "fp32", threads: 1 });
  const run = await runOf(model, text, { threshold: model.info.control });
  const sweep = startSweep("s", { from: 0, to: 1 });
  for await (const event of model.sweep(text)) appendSweep(sweep, event);
  await model.dispose();
  return { run, sweep: { ...sweep, state: "done" } };
}

describe("an answer that is not one label", () => {
  it("of several labels has those over a half in bold, each with its own probability", async () => {
    const { run, sweep } = await ran({ problem_type: "multi_label_classification" });
    const { page } = await bench.open();
    await show(page, run);
    const { labels } = run.model;
    const { result } = run;
    if (!result) throw new Error("no result");
    expect(await page.textContent(".result .label")).toBe(answerText(labels, result));
    const numbers = await page.$$eval(".classes .number", (all) => all.map((node) => node.textContent));
    expect(numbers).toEqual(result.probabilities.map(probabilityText));
    const bold = await page.$$eval(".classes .winner .name", (all) => all.map((node) => node.textContent));
    expect(bold).toEqual((result.labels ?? []).map((i) => labels[i]));
    await send(page, { type: "sweepSnapshot", sweep });
    const names = await page.$$eval(".sweep .label-name", (all) => all.map((node) => node.textContent));
    const answers = new Set(sweep.steps.map((step) => answerText(labels, step)));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !answers.has(name))).toEqual([]);
  });

  it("is a number without a bar, a probability or a label that could change", async () => {
    const { run, sweep } = await ran({ id2label: { "0": "stars" } });
    const { page } = await bench.open();
    await show(page, run);
    const said = String(Number((run.result?.logits[0] ?? NaN).toPrecision(4)));
    expect(await page.textContent(".result .label")).toBe(said);
    expect(await page.$$eval(".classes .number", (all) => all.map((node) => node.textContent))).toEqual([said]);
    expect(await page.$$(".classes .track")).toHaveLength(0);
    await send(page, { type: "sweepSnapshot", sweep });
    const shown = (await page.textContent(".sweep")) ?? "";
    expect(shown).toContain("a number, which has no label to change");
    expect(shown).not.toMatch(/p\(stars\)|probability|NaN/);
  });
});
