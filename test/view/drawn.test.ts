// The tests' own tool: what a test does as a person would is drawn before it looks.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { columnsOf } from "../../src/run/run.js";
import { viewBench } from "./bench.js";
import { show } from "./page.js";
import { recorded } from "./recorded.js";

const bench = viewBench();
const piece = "input[value=piece]";

/** Ways to look at pieces, and at words again. */
const ways: [string, (page: Page) => Promise<unknown>, (page: Page) => Promise<unknown>][] = [
  ["a page's", (page) => page.check(piece), (page) => page.click(piece)],
  ["a locator's", (page) => page.locator(piece).click(), (page) => page.locator(piece).click()],
  [
    "a key",
    (page) => page.focus(piece).then(() => page.keyboard.press("Space")),
    (page) => page.locator(piece).press("Space"),
  ],
];

it.each(ways)("an act has been drawn where frames are late: %s", async (_, toPieces, toWords) => {
  const { page } = await bench.open();
  await page.evaluate(() => {
    const frame = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) => frame(() => setTimeout(() => frame(draw), 50));
  });
  const run = recorded("sst2-short", "late");
  await show(page, run);
  const bars = () => page.locator("g.bar").count();
  const count = (unit: "word" | "piece") => columnsOf(run, unit).length;
  expect(count("piece")).not.toBe(count("word"));
  await toPieces(page);
  expect(await bars()).toBe(count("piece"));
  await toWords(page);
  expect(await bars()).toBe(count("word"));
});
