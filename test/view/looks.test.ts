import { describe, expect, it } from "vitest";
import type { Run } from "../../src/run/run.js";
import { serious } from "./axe.js";
import { picture, viewBench } from "./bench.js";
import { changeTheme, show } from "./page.js";
import { recorded, recordings } from "./recorded.js";
import { longText, wholeRun } from "./synthetic.js";
import { themes, type ThemeName } from "./themes.js";

const bench = viewBench();

/** What the real engine computed, and one size that no model here has. */
const runs: [string, Run][] = [
  ...([...recordings, "sst2-merge", "sst2-worth"] as const).map((name): [string, Run] => [name, recorded(name)]),
  ["512-by-24", wholeRun("s512", longText(450), 24)],
];

/** Every run in one theme, one of them in all; what was decided by hand is in the defaults too (byHand.test.ts). */
const looks = (Object.keys(themes) as ThemeName[]).flatMap((theme) =>
  runs
    .filter(([name]) => theme === "dark" || name === "sst2-short")
    .map(([name, run]): [string, ThemeName, Run] => [name, theme, run]),
);

describe("a run's picture", () => {
  it.each(looks)("%s in %s: no serious accessibility violation, no problem, to look at", async (name, theme, run) => {
    const { page, problems } = await bench.open({ theme });
    await show(page, run);
    if (name === "sst2-short") {
      await page.focus(".run .crosshair");
      for (let i = 0; i < 6; i++) await page.keyboard.press("ArrowRight");
      await page.waitForSelector(".run .detail:not([hidden])");
    }
    await picture(page, `${name}-${theme}`);
    if (name === "sst2-short") {
      await page.check("input[value=p]");
      await page.waitForSelector(".scale[data-mode=p]");
      await picture(page, `${name}-p-${theme}`);
    }
    expect(problems).toEqual([]);
    expect(await serious(page)).toEqual([]);
  });
});

describe.each(["hc-black", "hc-light"] as const)("the legend in %s", (theme) => {
  it("shows the hatch and the outline that skimmed bars have, and the fill of those that are kept", async () => {
    const { page } = await bench.open({ theme });
    await show(page, recorded("sst2-short"));
    const stroke = await page.$eval(".bar.left rect", (n) => getComputedStyle(n).stroke);
    expect(await page.$eval(".scale .hatched", (n) => getComputedStyle(n).borderTopColor)).toBe(stroke);
    expect(await page.locator(".scale i").evaluateAll((all) => all.map((n) => n.getAttribute("class")))).toEqual([
      "hatched",
      "depth-6",
    ]);
  });
});

describe.each([
  ["wide and high", 1100, 1000],
  ["narrow", 420, 1000],
  ["narrow and low", 420, 420],
  ["wide and low", 1100, 420],
])("what is said of a word in a window that is %s", (_, width, height) => {
  it("does not cover its bar; where there is room, it covers none", async () => {
    const { page } = await bench.open({ width, height });
    await show(page, recorded("sst2-short"));
    await page.focus(".run .crosshair");
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press("ArrowRight");
      const [own, any] = await page.evaluate(() => {
        const detail = document.querySelector(".run .detail")?.getBoundingClientRect();
        const over = (node: Element): boolean => {
          const box = node.getBoundingClientRect();
          if (!detail) return true;
          return (
            box.right > detail.left && box.left < detail.right && box.bottom > detail.top && box.top < detail.bottom
          );
        };
        return [
          [...document.querySelectorAll("#skim-cursor .column")].some(over),
          [...document.querySelectorAll(".bar rect")].some(over),
        ];
      });
      expect(own).toBe(false);
      const seen = await page.$eval(".run .detail", async (detail) => {
        const [entry] = await new Promise<IntersectionObserverEntry[]>((done) =>
          new IntersectionObserver(done).observe(detail),
        );
        return entry?.isIntersecting === true && entry.intersectionRatio > 0.95;
      });
      if (height === 1000) expect(seen).toBe(true);
      if (height === 1000) expect(any).toBe(false);
    }
  });
});

it("what computed the run, and why, is there in full", async () => {
  const { page } = await bench.open({ width: 1100 });
  const run = recorded("sst2-short");
  run.backendWhy = "WebGPU stopped working: The graphics device was lost (the window took it back while it computed)";
  await show(page, run);
  await page.click(".more > summary");
  const last = page.locator(".more dl:not(.meanings) dd").last();
  expect(await last.textContent()).toContain("took it back");
  expect(await last.evaluate((n) => n.scrollWidth <= n.clientWidth)).toBe(true);
});

it("controls stand out from the page in every theme, and a short label stays on one line", async () => {
  const { page } = await bench.open({ width: 660 });
  const run = recorded("sst2-short");
  run.model = { ...run.model, labels: ["contradiction", "contradiction"] }; // wider than a column for short words
  await show(page, run);
  for (const [name, theme] of Object.entries(themes)) {
    await changeTheme(page, theme);
    const back = await page.$eval("body", (n) => getComputedStyle(n).backgroundColor);
    const handle = await page.$eval(".axis-slider .handle", (n) => getComputedStyle(n).fill);
    const track = await page.$eval(".axis-slider .whole", (n) => getComputedStyle(n).stroke);
    for (const colour of [handle, track]) expect(colour, name).not.toBe(back);
    const lines = await page.$eval(".result .label", (n) => {
      const range = document.createRange();
      range.selectNodeContents(n);
      return new Set(Array.from(range.getClientRects(), (r) => Math.round(r.top))).size;
    });
    expect(lines, name).toBe(1);
  }
});

describe("motion and size", () => {
  it.each(["class", "media"] as const)("moves nothing by itself under reduced motion (%s)", async (reduced) => {
    const { page } = await bench.open({ reduced });
    await show(page, recorded("sst2-short"));
    expect(await page.$eval(".track .fill", (n) => getComputedStyle(n).transitionProperty)).toBe("none");
    await page.click("[aria-label=Explain]");
    await page.keyboard.press("r"); // goes one layer on
    await page.waitForFunction(() => document.querySelector(".scrubber")?.getAttribute("aria-valuenow") === "1");
    await page.waitForTimeout(600); // longer than a step of the replay: nothing may happen in it
    expect(await page.getAttribute(".scrubber", "aria-valuenow")).toBe("1");
  });

  it("replays once and ends", async () => {
    const { page } = await bench.open();
    await show(page, recorded("sst2-short"));
    await page.click("[aria-label=Explain]");
    const at = (v: string): Promise<unknown> =>
      page.waitForFunction((v) => document.querySelector(".scrubber")?.getAttribute("aria-valuenow") === v, v);
    await at("0");
    await page.keyboard.press("r");
    await at("3");
    await at("6");
    await page.waitForTimeout(900); // a second round would have begun by then
    expect(await page.getAttribute(".scrubber", "aria-valuenow")).toBe("6");
  });

  it("scrubs 512 tokens × 24 layers; says how long a frame takes", async () => {
    const { page, problems } = await bench.open({ width: 1600 });
    const run = wholeRun("big", longText(450), 24);
    await show(page, run);
    expect(run.tokens.length).toBeGreaterThan(500);
    const frames: number[] = await page.evaluate(async () => {
      const slider = document.querySelector<SVGGElement>(".scrubber");
      const times: number[] = [];
      slider?.focus();
      let last = performance.now();
      for (let i = 0; i < 72; i++) {
        const key = Math.floor(i / 24) % 2 === 0 ? "ArrowUp" : "ArrowDown";
        slider?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        times.push(now - last);
        last = now;
      }
      return times;
    });
    const sorted = [...frames].sort((a, b) => a - b);
    const quantile = (q: number): string => (sorted[Math.floor(q * (sorted.length - 1))] ?? NaN).toFixed(1);
    console.log(
      `${run.tokens.length} tokens × 24 layers, scrubbing: median ${quantile(0.5)} ms a frame, 95 % ${quantile(0.95)} ms, worst ${quantile(1)} ms`,
    );
    expect(frames).toHaveLength(72);
    expect(problems).toEqual([]);
  });
});
