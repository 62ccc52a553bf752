// The text in lines, over the skyline: all of it, each word as deep as its bar, and one selection, one set of keys and one menu for both.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { columnDepth, columnsOf } from "../../src/run/run.js";
import { depthStep } from "../../src/words/fate.js";
import { named } from "../../src/words/text.js";
import { viewBench } from "./bench.js";
import { posts, ready, send, show } from "./page.js";
import { recorded, type Recording } from "./recorded.js";
import { longText, wholeRun } from "./synthetic.js";

const bench = viewBench();
const frames = (page: Page) =>
  page.evaluate(async () => {
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
  });

/** A surrogate without its other half does not come through the wire. */
const whole = (text: string) => text.replace(/\p{Cs}/gu, "\ufffd");

it.each<Recording>(["sst2-hostile", "sst2-odd", "sst2-pair", "issues-windows"])(
  "%s is there as it is, each word as deep as its bar",
  async (name) => {
    const { page, problems } = await bench.open();
    const run = recorded(name);
    await show(page, run);
    const { text, pair = "" } = run.passage;
    expect(whole((await page.textContent(".passage")) ?? "")).toBe(whole(named(text + pair)));
    const words = await page.$$eval(".word", (all) =>
      all.map(
        (word) =>
          [Number(word.getAttribute("data-column")), /depth-(\d)/.exec(word.getAttribute("class") ?? "")?.[1]] as const,
      ),
    );
    const columns = columnsOf(run, "word");
    expect(words.length).toBe(columns.filter((column) => !column.special && column.end > column.start).length);
    for (const [column, step] of words) {
      const at = columns[column];
      if (at) expect(Number(step)).toBe(depthStep(columnDepth(run, at), run.model.layers));
    }
    expect(await page.$$("img")).toHaveLength(0);
    expect(problems).toEqual([]);
  },
);

it("has the skyline's selection, keys and menu", async () => {
  const { page } = await bench.open({ width: 690 });
  await show(page, recorded("sst2-short", "p"));
  const at = (word: string) => page.locator(".word", { hasText: new RegExp(`^${word}$`) });
  await at("film").hover();
  await expect.poll(() => page.textContent(".labels .lit")).toBe("film");
  expect((await posts(page, "hover")).at(-1)?.span).toEqual({ start: 4, end: 8 });
  await page.focus(".passage");
  for (const key of ["Home", "ArrowRight", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  await expect.poll(() => page.getAttribute("#skim-word", "aria-label")).toMatch(/^“not”, /);
  expect(await page.textContent(".labels .lit")).toBe("not");
  await page.keyboard.press("s");
  await frames(page);
  expect((await posts(page, "rerun")).at(-1)?.forced).toEqual([{ token: 4, from: 0, keep: false }]);
  await page.keyboard.press("m");
  await page.waitForSelector(".menu:not([hidden])");
  await page.keyboard.press("Escape");
  expect(await page.evaluate(() => document.activeElement?.className)).toBe("passage");
  const top = await at("not").boundingBox();
  await page.keyboard.press("ArrowDown");
  await frames(page);
  expect((await page.locator("#skim-word").boundingBox())?.y).toBeGreaterThan((top?.y ?? 0) + 8);
  await page.keyboard.press("Escape");
  await page.mouse.move(0, 0);
  await send(page, { type: "highlight", highlight: { start: 5, end: 5, by: "caret" } });
  expect(await page.textContent(".word.lit")).toBe("film");
  await at("slow").click({ button: "right" });
  expect(await page.textContent("#skim-menu-title")).toBe("“slow”, layer 1");
});

it("of a long text scrolls with the stretch that the skyline draws, either moving the other", async () => {
  const { page } = await bench.open({ width: 690 });
  const message = { type: "snapshot", run: wholeRun("long", longText(5000), 6, 430), model: ready };
  // As text: Playwright takes long to hand so many objects over. Until the frame after the one in which it is drawn.
  const took = await page.evaluate(async (json) => {
    const data = JSON.parse(json) as unknown;
    const before = performance.now();
    window.dispatchEvent(new MessageEvent("message", { data }));
    for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
    return performance.now() - before;
  }, JSON.stringify(message));
  console.log(`a text of 5000 words is drawn ${took.toFixed(0)} ms after it came`);
  const from = async () => Number(await page.getAttribute(".overview [role=slider]", "aria-valuenow"));
  const scrolled = () => page.$eval(".passage", (node) => node.scrollTop);
  expect([await from(), await scrolled()]).toEqual([1, 0]);
  await page.hover(".passage");
  await page.mouse.wheel(0, 900);
  await expect.poll(from).toBeGreaterThan(50);
  const there = await scrolled();
  await page.focus(".overview [role=slider]");
  await page.keyboard.press("End");
  await expect.poll(scrolled).toBeGreaterThan(there + 2000);
  await frames(page);
  expect(await from()).toBeGreaterThan(4900);
});
