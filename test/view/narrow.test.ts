// A side column, and a window at 200 %: everything is there, nothing is cut.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { beforeFrom, type Run } from "../../src/run/run.js";
import { picture, viewBench } from "./bench.js";
import { show } from "./page.js";
import { recorded } from "./recorded.js";

const bench = viewBench();

/** Half a window of 1380 × 860 at 200 %, as CSS pixels. */
const zoomed = { width: 345, height: 430 };

/** Lines that each of these takes, with the words that a line's end divides. */
const divided = (page: Page, selector: string): Promise<string[]> =>
  page.$$eval(selector, (nodes) =>
    nodes.flatMap((node) => {
      const text = node.firstChild;
      if (!(text instanceof Text)) return [];
      return Array.from(text.data.matchAll(/\S+/g)).flatMap(({ 0: word, index }) => {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const tops = new Set(Array.from(range.getClientRects(), (box) => Math.round(box.top)));
        return tops.size > 1 ? [word] : [];
      });
    }),
  );

function labelled(labels: string[]): Run {
  const run = recorded("sst2-by-hand");
  run.model = { ...run.model, labels };
  run.before = beforeFrom(recorded("sst2-short"));
  return run;
}

describe.each([254, 325, 530, 690])("in a column of %i px", (width) => {
  it("no label is divided within a word, bars can be compared, no figure is cut, and nothing but a table is wider", async () => {
    const { page } = await bench.open({ width });
    for (const labels of [
      ["contradiction", "contradiction of the premise"],
      ["negative", "positive"],
    ]) {
      await show(page, labelled(labels));
      expect(await divided(page, ".result .label, .classes .name")).toEqual([]);
      const tracks = await page.$$eval(".classes .track", (all) =>
        all.map((node) => node.getBoundingClientRect().width),
      );
      expect(tracks).toHaveLength(labels.length);
      for (const track of tracks) expect(track).toBeGreaterThanOrEqual(60);
      const over = await page.evaluate(() => {
        const [by, ...numbers] = [".result .by", ".classes .number"].flatMap((selector) =>
          Array.from(document.querySelectorAll(selector), (node) => node.getBoundingClientRect()),
        );
        return numbers.filter(
          (n) => by && n.right > by.left && n.left < by.right && n.bottom > by.top && n.top < by.bottom,
        );
      });
      expect(over).toEqual([]);
    }
    const outside = await page.$$eval(
      ".result .number, .gain, .layer-margin text, .labels text, .toolbar button, .threshold input",
      (nodes) =>
        nodes
          .filter((node) => {
            const { left, right } = node.getBoundingClientRect();
            return node.textContent !== "" && (left < 0 || right > document.documentElement.clientWidth);
          })
          .map((node) => node.textContent),
    );
    expect(outside).toEqual([]);
    expect(await page.textContent(".layer-margin")).toMatch(/kept.*27/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await picture(page, `column-${width}`);
  });
});

describe("at 200 %", () => {
  it("bars are on the first screen, after the label; what was moved below them comes after them for a keyboard, too", async () => {
    const { page } = await bench.open(zoomed);
    await show(page, recorded("sst2-short"));
    await picture(page, "zoomed");
    const top = await page.$eval(".bar rect", (bar) => bar.getBoundingClientRect().top);
    expect(top).toBeLessThan(zoomed.height - 120);
    const order = await page.evaluate(() => {
      const at = [".result .label", ".run .chart", ".run .toolbar", ".more"].map((selector) =>
        document.querySelector(selector),
      );
      return at.map((node) => node?.getBoundingClientRect().top ?? NaN);
    });
    expect(order).toEqual([...order].sort((a, b) => a - b));
    const follows = await page.evaluate(() => {
      const [chart, toolbar] = [".run .chart", ".run .toolbar"].map((selector) => document.querySelector(selector));
      return chart && toolbar && chart.compareDocumentPosition(toolbar) === Node.DOCUMENT_POSITION_FOLLOWING;
    });
    expect(follows).toBe(true);
    await page.setViewportSize({ width: 1100, height: 900 });
    await page.waitForFunction(() => {
      const [chart, toolbar] = [".run .chart", ".run .toolbar"].map((s) =>
        document.querySelector(s)?.getBoundingClientRect(),
      );
      return chart && toolbar && toolbar.bottom <= chart.top;
    });
  });
});
