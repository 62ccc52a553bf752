// A model that nothing skims: its run is looked at like any other, and nothing is offered that cannot be done.
import { expect, it } from "vitest";
import { none } from "../../src/engine/policies/none.js";
import type { Run } from "../../src/run/run.js";
import { viewBench } from "./bench.js";
import { posts, show } from "./page.js";
import { recorded } from "./recorded.js";

const bench = viewBench();

function unskimmed(): Run {
  const run = recorded("sst2-short", "plain");
  const { layers } = run.model;
  return {
    ...run,
    model: { ...run.model, policy: none.says, cost: run.model.cost.map((cost) => ({ ...cost, scoring: 0 })) },
    depth: run.depth.map(() => layers),
    scores: run.scores.map((row) => row.map(() => null)),
    kept: run.kept.map(() => run.tokens.length),
  };
}

it("says what the model lacks, draws the words whole, and offers no threshold, no sweep and no scores", async () => {
  const { page, problems } = await bench.open({ state: { runId: null, unit: "word", mode: "p", layer: null } });
  const run = unskimmed();
  await show(page, run);
  expect(await page.locator(".lack").textContent()).toContain("Nothing is skimmed");
  expect(await page.locator(".run > figure p.sentence").textContent()).toBe(
    `All ${run.tokens.length} tokens pass all ${run.model.layers} layers.`,
  );
  for (const gone of [".threshold", ".sweep", "input[value=p]", "[data-sweep=start]"])
    expect(await page.locator(gone).first().isVisible(), gone).toBe(false);
  expect(await page.locator("figure .scale").textContent()).toContain("nothing is skimmed");
  expect(await page.textContent(".more")).not.toContain("Skimmed is not unimportant");
  const all = (await page.textContent(".run"))?.replace((await page.textContent(".lack")) ?? "", "");
  expect(all).not.toMatch(/BERT|predictor/);
  const opaque = await page.$$eval("g.bar rect", (bars) => bars.length);
  expect(opaque).toBeGreaterThan(0);
  expect(await page.textContent(".more")).not.toContain("predictors counted");
  await page.check("input[value=table]");
  expect(await page.locator(".run .table th[scope=col]").allTextContents()).toEqual([
    "text",
    "pieces",
    "what happened",
    "layers passed",
  ]);
  expect(problems).toEqual([]);
});

it("has nothing to say of it where the model skims", async () => {
  const { page } = await bench.open();
  await show(page, recorded("sst2-short"));
  expect(await page.locator(".lack").isVisible()).toBe(false);
  expect(await page.locator(".threshold").isVisible()).toBe(true);
  expect(await page.textContent(".more")).toContain("Skimmed is not unimportant");
  expect(await page.textContent(".more .meanings")).toContain("a score, p(keep). A word stays if its score is at");
});

it("calls the control what the policy calls it, and takes what it can be set to", async () => {
  const run = recorded("sst2-short");
  const control = {
    name: "share",
    counts: true,
    least: 0,
    most: 1,
    step: 0.05,
    scale: "linear",
    rising: "more",
  } as const;
  const { page } = await bench.open();
  await show(page, { ...run, model: { ...run.model, policy: { ...run.model.policy, control } } });
  await page.focus(".axis-slider[aria-label=Share]");
  await page.keyboard.press("Home");
  expect(await posts(page, "rerun")).toMatchObject([{ control: Array(6).fill(0.05) }]);
  const field = 'input[aria-label="Share, as a number"]';
  await page.fill(field, "0");
  await page.press(field, "Enter");
  expect(await page.textContent(".threshold")).toContain("0 is no share. A share is a number from 0 to 1");
  expect(await posts(page, "rerun")).toHaveLength(1);
});
