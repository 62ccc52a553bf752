// What stands on the first screen: the answer, the picture with its control, and little else. Counted without the words of the text that was read.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { viewBench } from "./bench.js";
import { posts, show } from "./page.js";
import { recorded, type Recording } from "./recorded.js";

const bench = viewBench();

/** Words, and what can be pressed, dragged or walked in, that are seen without scrolling. */
function counted(page: Page): Promise<{ words: string[]; controls: string[] }> {
  return page.evaluate(() => {
    const seen = (node: Element): boolean => {
      const { top, bottom, width } = node.getBoundingClientRect();
      return node.checkVisibility({ visibilityProperty: true }) && width > 1 && bottom > 0 && top < innerHeight;
    };
    const words: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const own = node.parentElement?.closest(".labels, .passage, script");
      if (node.parentElement && !own && seen(node.parentElement))
        words.push(...(node.textContent?.match(/\S+/g) ?? []));
    }
    const controls = [...document.querySelectorAll("button, input, summary, [tabindex='0']")].filter(seen);
    return { words, controls: controls.map((node) => node.getAttribute("aria-label") ?? node.textContent) };
  });
}

it.each<Recording>(["sst2-short", "issues-long"])(
  "of %s has at most 90 words and 14 controls at 690 × 863, all of them alive, and the whole picture",
  async (name) => {
    const { page } = await bench.open({ theme: "light-2026", width: 690, height: 863 });
    await show(page, { ...recorded(name), speed: { unskimmed: 13.2, skimmed: 8.1, runs: 3 } });
    expect(await page.textContent(".speed")).toBe(" · 1.63× as fast");
    const { words, controls } = await counted(page);
    expect(words.length, words.join(" ")).toBeLessThanOrEqual(90);
    expect(words.length).toBeGreaterThan(20);
    expect(controls.length, controls.join(", ")).toBeLessThanOrEqual(14);
    expect(controls).toContain("Details");
    expect(controls.filter((said) => said.trim() === "")).toEqual([]);
    expect(await page.$$eval(".run :disabled", (all) => all.map((node) => node.outerHTML))).toEqual([]);
    for (const part of [".result", ".stage", ".scale", ".sentence", ".more > summary"])
      expect(await page.$eval(part, (node) => node.getBoundingClientRect().bottom), part).toBeLessThanOrEqual(863);
  },
);

it("says what was read where that is not all that stands in the document, and its source is one press away", async () => {
  const { page } = await bench.open();
  const run = recorded("sst2-short");
  const taken = { what: "markdown" as const, source: `# ${run.passage.text}`, pieces: [] };
  await show(page, { ...run, passage: { ...run.passage, uri: "file:///review.md", offset: 0, taken } });
  expect(await page.innerText(".taken")).toMatch(/^Markdown’s text, without its marks\. Read the Source$/);
  await page.click("[data-command=readSource]");
  expect((await posts(page, "command")).at(-1)?.command).toBe("readSource");
  await page.screenshot({ path: "test-results/view/taken.png" });
});

it("names a policy that is not the model's own beside its gain", async () => {
  const { page } = await bench.open();
  const run = recorded("sst2-short");
  await show(page, run);
  expect(await page.textContent(".gain")).not.toContain(" by ");
  const policy = { ...run.model.policy, name: "random", untrained: true as const };
  await show(page, { ...run, id: "other", model: { ...run.model, policy } });
  expect(await page.textContent(".gain")).toMatch(/FLOPs\s+gain by random/);
});
