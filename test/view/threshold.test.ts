// The threshold as a number that is typed: what runs, when, and what is said of what does not fit.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { picture, viewBench } from "./bench.js";
import { posts, show } from "./page.js";
import { recorded } from "./recorded.js";

const bench = viewBench();
const field = 'input[aria-label="Threshold, as a number"]';
const slider = "input[aria-label=Threshold]";
const asked = async (page: Page) => (await posts(page, "rerun")).map(({ control }) => control[0]);
const note = (page: Page) => page.innerText(".threshold > .row");

describe("a threshold that is typed", () => {
  it("runs when Enter is pressed or the field is left, and for no key before", async () => {
    const { page, problems } = await bench.open();
    await show(page, recorded("sst2-short"));
    await page.click(field, { clickCount: 3 });
    await page.keyboard.type("0.97");
    expect(await asked(page)).toEqual([]);
    expect(await note(page)).toContain("Enter runs 0.97.");
    await page.keyboard.press("Enter");
    expect(await asked(page)).toEqual([0.97]);
    expect(await posts(page, "settled")).toHaveLength(1);
    expect(await note(page)).not.toContain("Enter runs");
    await page.click(field, { clickCount: 3 });
    await page.keyboard.type("0.3");
    await page.keyboard.press("Tab");
    expect(await asked(page)).toEqual([0.97, 0.3]);
    expect(await page.inputValue(slider)).toBe("0.3");
    expect(problems).toEqual([]);
  });

  it("may have a decimal comma, and is written with a point then", async () => {
    const { page } = await bench.open();
    await show(page, recorded("sst2-short"));
    await page.click(field, { clickCount: 3 });
    await page.keyboard.type("0,7");
    await page.keyboard.press("Enter");
    expect(await asked(page)).toEqual([0.7]);
    expect(await page.inputValue(field)).toBe("0.7");
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
      expect(await page.inputValue(slider)).toBe("0.5");
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
    await page.keyboard.press("ArrowRight");
    expect(await asked(page)).toEqual([0.51]);
    expect(await page.inputValue(field)).toBe("0.51");
    expect(await page.getAttribute(field, "aria-invalid")).toBe("false");
    await page.fill(field, "");
    await page.keyboard.press("Tab");
    expect(await page.inputValue(field)).toBe("0.51");
    expect(await asked(page)).toEqual([0.51]);
  });

  it("keeps the run where the slider is let go, and none that it passes", async () => {
    const { page } = await bench.open();
    await show(page, recorded("sst2-short"));
    const { x = 0, y = 0, width = 0, height = 0 } = (await page.locator(slider).boundingBox()) ?? {};
    const to = (share: number) => page.mouse.move(x + width * share, y + height / 2);
    await to(0.5);
    await page.mouse.down();
    for (const share of [0.6, 0.7, 0.8]) await to(share);
    expect(await posts(page, "settled")).toEqual([]);
    await page.mouse.up();
    expect(await posts(page, "settled")).toHaveLength(1);
    const last = (await asked(page)).at(-1);
    expect(last).toBe(Number(await page.inputValue(slider)));
  });
});

describe.each([330, 690, 1100])("thresholds that differ by layer, in a view of %i px", (width) => {
  it("show no number that no layer uses, and change neither the row nor the slider's length", async () => {
    const { page } = await bench.open({ width });
    const run = recorded("sst2-short");
    await show(page, run);
    const sizes = () =>
      page.evaluate(
        ([row, slider]) =>
          [row, slider].map((selector) => {
            const { width, height } = document.querySelector(selector ?? "")?.getBoundingClientRect() ?? {};
            return [width, height];
          }),
        [".threshold > .row", slider],
      );
    const before = await sizes();
    const control = [0.5, 0.3, 0.5, 0.123456, 0.5, 0.85];
    await show(page, { ...run, id: "mixed", control });
    expect(await page.inputValue(field)).toBe("");
    expect(await page.getAttribute(field, "placeholder")).toBe("by layer");
    expect(await page.getAttribute(slider, "aria-valuetext")).toBe("one per layer, from 0.123456 to 0.85");
    expect(await note(page)).not.toMatch(/0\.4\d/);
    expect(await sizes()).toEqual(before);
    await page.fill(field, "0.6");
    await page.keyboard.press("Enter");
    expect((await posts(page, "rerun")).at(-1)?.control).toEqual(Array(6).fill(0.6));
  });
});
