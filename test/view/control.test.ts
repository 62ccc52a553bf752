// The control of the policy: an axis over all its settings, and the number that is typed.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { axisOf } from "../../src/chart/thresholds.js";
import { transkimmer } from "../../src/run/policy.js";
import { appendSweep, startSweep, stepIndexAt, thresholdIn, type ShownSweep } from "../../src/run/shownSweep.js";
import { serious } from "./axe.js";
import { picture, viewBench } from "./bench.js";
import { savedSweep } from "./engineRuns.js";
import { posts, send, show } from "./page.js";
import { recorded } from "./recorded.js";

const bench = viewBench();
const field = 'input[aria-label="Threshold, as a number"]';
const slider = ".axis-slider";
const asked = async (page: Page) => (await posts(page, "rerun")).map(({ control }) => control[0]);
const note = (page: Page) => page.innerText(".threshold > .note");
const at = async (page: Page) => Number(await page.getAttribute(slider, "aria-valuenow"));
/** Where a setting stands on the axis, px of the page. */
async function placeOf(page: Page, setting: number): Promise<{ x: number; y: number }> {
  const { x = 0, y = 0, width = 0 } = (await page.locator(`${slider} svg`).boundingBox()) ?? {};
  if (!transkimmer.control) throw new Error("it has a control");
  return { x: x + axisOf(transkimmer.control, 12, width - 12).x(setting), y: y + 20 };
}
const film = savedSweep("slow-film");
function swept(): ShownSweep {
  return { ...film.events.reduce(appendSweep, startSweep("s", { from: 0, to: 1 })), state: "done" };
}
function filmRun(i = 0) {
  const run = film.runs[i];
  if (!run) throw new Error(`run ${i} was not recorded`);
  return run;
}

describe("the axis", () => {
  it("is the same whatever the text, the run and the sweep; a press asks for the setting under the pointer", async () => {
    const { page, problems } = await bench.open({ width: 690 });
    const ticks = () => page.$$eval(`${slider} .tick`, (all) => all.map((node) => node.outerHTML));
    await show(page, filmRun());
    const first = await ticks();
    expect(first.length).toBeGreaterThan(4);
    for (const setting of [0, 0.0001, 0.05, 0.9999, 1]) {
      const { x, y } = await placeOf(page, setting);
      await page.mouse.click(x, y);
      expect((await asked(page)).at(-1)).toBeCloseTo(setting, 4);
    }
    await show(page, { ...filmRun(1), id: "other" });
    await send(page, { type: "sweepSnapshot", sweep: swept() });
    expect(await ticks()).toEqual(first);
    await show(page, recorded("sst2-short"));
    expect(await ticks()).toEqual(first);
    expect(problems).toEqual([]);
  });

  it("shows the labels of every setting, their flips, and the settings of the shown run; what is sampled is paler, and said", async () => {
    const { page } = await bench.open({ width: 690 });
    await show(page, filmRun());
    const band = await page.locator(`${slider} .band`).boundingBox();
    const own = swept().steps.find(({ lo, hi }) => lo < 0.5 && 0.5 <= hi);
    expect(band?.x).toBeCloseTo((await placeOf(page, own?.lo ?? 0)).x, -0.5);
    expect((band?.x ?? 0) + (band?.width ?? 0)).toBeCloseTo((await placeOf(page, own?.hi ?? 0)).x, -0.5);
    const sweep = swept();
    const some = sweep.steps.filter((_, i) => i % 5 === 0 || i === sweep.steps.length - 1);
    await send(page, { type: "sweepSnapshot", sweep: { ...sweep, steps: some, state: "running" } });
    expect(await page.innerText(".threshold .state")).toMatch(/^\d+ % exact; paler between samples$/);
    expect(await page.$$(`${slider} rect.between`)).not.toEqual([]);
    await send(page, { type: "sweepSnapshot", sweep });
    expect(await page.innerText(".threshold .state")).toBe("");
    expect(await page.$$(`${slider} rect.between`)).toEqual([]);
    expect(await page.$$(`${slider} .flip`)).toHaveLength(3);
    expect(await page.$$(`${slider} rect.label`)).toHaveLength(4);
  });

  it("goes by arrows from one distinct run to the next, by Page keys a tenth, and says setting, label and gain", async () => {
    const { page } = await bench.open({ width: 690 });
    await show(page, filmRun());
    await send(page, { type: "sweepSnapshot", sweep: swept() });
    const { steps } = swept();
    const own = stepIndexAt(swept(), 0.5) ?? NaN;
    await page.focus(slider);
    expect(await page.getAttribute(slider, "aria-valuetext")).toBe("0.5, negative 0.663, FLOPs gain 1.72×");
    for (const i of [1, 2, 3]) {
      await page.keyboard.press("ArrowLeft");
      const step = steps[own - i];
      expect((await asked(page)).at(-1)).toBe(step && thresholdIn(step));
    }
    await page.keyboard.press("ArrowRight");
    expect(stepIndexAt(swept(), (await asked(page)).at(-1) ?? NaN)).toBe(own - 2);
    const before = (await placeOf(page, await at(page))).x;
    await page.keyboard.press("PageUp");
    const { width = 0 } = (await page.locator(`${slider} .whole`).boundingBox()) ?? {};
    expect(Math.abs((await placeOf(page, await at(page))).x - before - width / 10)).toBeLessThan(width / 20);
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    expect((await asked(page)).slice(-2)).toEqual([1, 0]);
    await page.keyboard.press("Tab");
    expect(await posts(page, "settled")).toHaveLength(1);
  });

  it("keeps the run where it is let go, and none that it passes", async () => {
    const { page } = await bench.open();
    await show(page, recorded("sst2-short"));
    const to = async (setting: number) => {
      const { x, y } = await placeOf(page, setting);
      await page.mouse.move(x, y);
    };
    await to(0.5);
    await page.mouse.down();
    for (const setting of [0.9, 0.99, 0.999]) await to(setting);
    expect(await posts(page, "settled")).toEqual([]);
    await page.mouse.up();
    expect(await posts(page, "settled")).toHaveLength(1);
    expect((await asked(page)).at(-1)).toBe(await at(page));
  });
});

describe("a setting that is typed", () => {
  it("runs when Enter is pressed, and for nothing before; a decimal comma is written with a point then", async () => {
    const { page, problems } = await bench.open();
    await show(page, recorded("sst2-short"));
    await page.click(field, { clickCount: 3 });
    await page.keyboard.type("0.97");
    await page.keyboard.press("Tab");
    expect(await asked(page)).toEqual([]);
    expect(await note(page)).toContain("Enter runs 0.97.");
    await page.press(field, "Enter");
    expect(await asked(page)).toEqual([0.97]);
    expect(await posts(page, "settled")).toHaveLength(1);
    expect(await note(page)).not.toContain("Enter runs");
    expect(await at(page)).toBe(0.97);
    await page.fill(field, "0,7");
    await page.press(field, "Enter");
    expect(await asked(page)).toEqual([0.97, 0.7]);
    expect(await page.inputValue(field)).toBe("0.7");
    expect(problems).toEqual([]);
  });

  it("is 0 however it is written", async () => {
    const { page } = await bench.open();
    const run = recorded("sst2-short");
    for (const typed of ["0.", "0,", "-0", ".0"]) {
      await show(page, { ...run, id: typed });
      await page.fill(field, typed);
      await page.keyboard.press("Enter");
      expect((await asked(page)).at(-1)).toBe(0);
      expect(await page.inputValue(field)).toBe("0");
    }
    expect(await asked(page)).toEqual([0, 0, 0, 0]);
  });

  const wrong = [
    ["2", "2 is above 1. A threshold is a number from 0 to 1; the run shown is that of 0.5."],
    ["-1", "-1 is below 0. A threshold is a number from 0 to 1; the run shown is that of 0.5."],
    ["half", "“half” is no number. A threshold is a number from 0 to 1; the run shown is that of 0.5."],
    ["1.000.5", "“1.000.5” is no number. A threshold is a number from 0 to 1; the run shown is that of 0.5."],
  ] as const;
  it("does not run where it is none, and it is said in words why; Escape brings the run's own back", async () => {
    const { page } = await bench.open({ theme: "light-2026", width: 690 });
    await show(page, recorded("sst2-short"));
    for (const [typed, said] of wrong) {
      await page.fill(field, typed);
      await page.press(field, "Enter");
      await page.keyboard.press("Tab");
      expect(await asked(page)).toEqual([]);
      expect(await note(page)).toContain(said);
      expect(await page.getAttribute(field, "aria-invalid")).toBe("true");
      const described = await page.getAttribute(field, "aria-describedby");
      expect(await page.innerText(`[id="${described ?? ""}"]`)).toBe(said);
      expect(await at(page)).toBe(0.5);
      if (typed === "2") await picture(page, "threshold-wrong");
      await page.focus(field);
      await page.keyboard.press("Escape");
      expect(await page.inputValue(field)).toBe("0.5");
      expect(await page.getAttribute(field, "aria-invalid")).toBe("false");
      expect(await note(page)).not.toContain("A threshold is");
    }
  });

  it("gives way to the slider, and an empty field to the run's own", async () => {
    const { page } = await bench.open();
    await show(page, recorded("sst2-short"));
    await page.fill(field, "7");
    await page.focus(slider);
    await page.keyboard.press("End");
    expect(await asked(page)).toEqual([1]);
    expect(await page.inputValue(field)).toBe("1");
    expect(await page.getAttribute(field, "aria-invalid")).toBe("false");
    await page.fill(field, "");
    await page.keyboard.press("Tab");
    expect(await page.inputValue(field)).toBe("1");
    expect(await asked(page)).toEqual([1]);
  });
});

describe.each([330, 690])("settings that differ by layer, in a view of %i px", (width) => {
  it("show no number that no layer uses, and change neither the row nor the axis", async () => {
    const { page } = await bench.open({ width });
    const run = recorded("sst2-short");
    await show(page, run);
    const sizes = () =>
      Promise.all([".threshold > .row", slider].map((selector) => page.locator(selector).boundingBox()));
    const before = await sizes();
    const control = [0.5, 0.3, 0.5, 0.123456, 0.5, 0.85];
    await show(page, { ...run, id: "mixed", control });
    expect(await page.inputValue(field)).toBe("");
    expect(await page.getAttribute(field, "placeholder")).toBe("by layer");
    expect(await page.getAttribute(slider, "aria-valuetext")).toBe("one per layer, from 0.123456 to 0.85");
    expect(await page.innerText(".threshold")).not.toMatch(/0\.4\d/);
    expect(await sizes()).toEqual(before);
    await page.fill(field, "0.6");
    await page.keyboard.press("Enter");
    expect((await posts(page, "rerun")).at(-1)?.control).toEqual(Array(6).fill(0.6));
  });
});

describe("the control", () => {
  // Without a sweep every theme has it in looks.test.ts, with one in sweep.test.ts.
  it("has no serious accessibility violation where the pointer is on it, and a picture to look at", async () => {
    const { page } = await bench.open({ theme: "dark-2026", width: 690, height: 863 });
    await show(page, filmRun());
    await send(page, { type: "sweepSnapshot", sweep: swept() });
    await page.focus(slider);
    const { x, y } = await placeOf(page, 0.999);
    await page.mouse.move(x, y);
    await picture(page, "control");
    expect(await serious(page)).toEqual([]);
  });
});
