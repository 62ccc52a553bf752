// Several policies on the data set's page: curves that are named at their ends, what beats what, and the policy that is looked at.
import { describe, expect, it } from "vitest";
import type { Compared } from "../../src/run/comparison.js";
import type { Evaluation } from "../../src/run/evaluation.js";
import { transkimmer } from "../../src/run/policy.js";
import { serious } from "./axe.js";
import { picture, viewBench } from "./bench.js";
import { posted, show, table } from "./evaluated.js";
import { lookAt } from "./lookAt.js";
import { send } from "./page.js";

const bench = viewBench("dataset");

/** An invented policy: each setting gains so much, and hits the less the higher `cost`. */
function policy(name: string, cost: number, gains: readonly number[]): Compared {
  const { model, figures, labelled } = table();
  const share = {
    name: "share",
    counts: true,
    least: 0,
    most: 1,
    step: 0.01,
    scale: "linear",
    rising: "more",
  } as const;
  const at = gains.map((gain, i) => {
    const figure = (top: number) => {
      const value = top - cost * (gain - 1) ** 2;
      return { value, interval: [value - 0.02 * i, Math.min(1, value + 0.015 * i)] as [number, number] };
    };
    const flopsGain = { value: gain, interval: null };
    return {
      threshold: 1 - i / 10,
      flopsGain,
      accuracy: figure(0.91),
      macroF1: figure(0.9),
      agreement: figure(1),
      kept: [],
    };
  });
  return { model: { ...model, policy: { ...transkimmer, name, control: share } }, figures, labelled, at };
}

const all = [
  policy("attention-share", 0.06, [1, 1.12, 1.3, 1.55, 1.85, 2.2]),
  policy("merge", 0.04, [1, 1.1, 1.28, 1.5, 1.75, 1.99]),
  policy("random", 0.2, [1, 1.12, 1.3, 1.55, 1.85, 2.2]),
];

/** The first one's own table. */
function shown(): Evaluation {
  const evaluation = table();
  const model = all[0]?.model ?? evaluation.model;
  return { ...evaluation, model };
}

describe.each(["light-2026", "hc-black"] as const)("several policies in %s", (theme) => {
  it("have no serious accessibility violation and no problem, and are there to look at", async () => {
    const { page, problems } = await bench.open({ theme, width: 900 });
    await show(page, {}, shown(), all);
    await page.focus(".comparison .point[tabindex='0']");
    await page.keyboard.press("ArrowRight");
    await picture(page, `comparison-${theme}`, true);
    expect(problems).toEqual([]);
    expect(await serious(page)).toEqual([]);
  });
});

describe("several policies", () => {
  it("are named at their curves' ends, no name over another, and said in a sentence", async () => {
    const { page } = await bench.open({ width: 700 });
    await show(page, {}, shown(), all);
    expect(await page.locator(".comparison .policy").allTextContents()).toEqual(
      all.map(({ model }) => model.policy?.name),
    );
    expect((await lookAt(page, ".comparison svg", ".way, .dot")).collisions).toEqual([]);
    await page.selectOption(".comparison .toolbar select", "agreement");
    expect(await page.textContent(".comparison .hint")).toBe(
      "At a FLOPs gain of 1.5 or more: attention-share keeps 98.2 % of the labels (share 0.7, 1.55×), merge 99.0 % (share 0.7, 1.50×), random 94.0 % (share 0.7, 1.55×).",
    );
    expect(await page.locator(".comparison .look-2 .dominated").count()).toBe(5);
  });

  it("are gone through by the arrows, and another one's table is asked for", async () => {
    const { page } = await bench.open();
    await show(page, {}, shown(), all);
    await page.focus(".comparison .point[tabindex='0']");
    for (const key of ["ArrowDown", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
    expect(await page.textContent(".comparison [role='status']")).toMatch(
      /^merge at share 0\.8: accuracy .*, FLOPs gain 1\.28×$/,
    );
    await page.selectOption(".comparison .below select", "merge");
    expect((await posted(page)).at(-1)).toEqual({ type: "show", policy: "merge" });
  });

  it("are drawn against time once that is measured", async () => {
    const { page } = await bench.open();
    await show(page, {}, shown(), all);
    await page.click("text=Measured Time");
    expect(await page.textContent(".comparison .hint")).toContain("No time is measured yet");
    await page.click("text=Measure Time");
    expect((await posted(page)).at(-1)).toEqual({ type: "measureAll" });
    const times = { p50: 1, p95: 2 };
    const speeds = all.map(({ model }, i) => {
      const of = { policy: model.policy?.name ?? "", texts: 30, backend: "WASM", precision: "fp32" };
      return { ...of, threshold: 0.7, unskimmed: times, skimmed: times, speedUp: 1.2 + i / 4 };
    });
    await send(page, { type: "speed", state: { is: "done" }, speeds });
    expect(await page.locator(".comparison .look-1 .point").count()).toBe(2);
    expect(await page.textContent(".comparison .hint")).toContain("At a gain in time of 1.5 or more: random");
  });
});
