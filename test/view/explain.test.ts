// Explained to a class: large type, one key from layer to layer, text and picture and editor together, and Escape leaves.
import { expect, it } from "vitest";
import { columnDepth, columnsOf } from "../../src/run/run.js";
import { picture, viewBench } from "./bench.js";
import { posts, ready, send, show } from "./page.js";
import { recorded } from "./recorded.js";

const bench = viewBench();

it.each(["light-2026", "dark-2026", "hc-black", "hc-light"] as const)(
  "goes through the layers by one key, and back out, in %s",
  async (theme) => {
    const { page, problems } = await bench.open({ theme, width: 900, height: 900 });
    const run = recorded("sst2-short");
    await show(page, run);
    await page.getByRole("button", { name: "Explain" }).click();
    const words = columnsOf(run, "word").filter(({ special }) => !special);
    const gone = () => page.locator(".explain .word.gone").count();
    await page.locator(".explain .next:focus").waitFor();
    expect(await gone()).toBe(0);
    expect(await page.textContent(".explain .label")).toBe("…");
    const size = await page.$eval(".explain .passage", (node) => parseFloat(getComputedStyle(node).fontSize));
    expect(size).toBeGreaterThanOrEqual(24);
    for (const key of ["Space", "PageDown", "ArrowRight"]) await page.keyboard.press(key);
    expect(await gone()).toBe(words.filter((word) => columnDepth(run, word) < 3).length);
    expect(await page.textContent(".explain .sentence")).toMatch(/^After layer 3 of 6: .*Skimmed before layer 3: “/);
    await picture(page, `explain-${theme}`);
    await page.keyboard.press("ArrowLeft");
    expect(await gone()).toBe(words.filter((word) => columnDepth(run, word) < 2).length);
    for (let layer = 2; layer < 7; layer++) await page.keyboard.press("Space");
    expect(await page.textContent(".explain .label")).toMatch(/^(negative|positive) \d+/);
    await page.keyboard.press("Escape");
    await page.locator(".explain-tool:focus").waitFor();
    expect((await posts(page, "layer")).map(({ layer }) => layer)).toEqual([0, 1, 2, 3, 2, 3, 4, 5, 6, null]);
    expect(problems).toEqual([]);
  },
);

it("tells in the view how far a model's load is", async () => {
  const { page } = await bench.open();
  const progress = { fraction: 0.5, step: "Loading the weights" };
  await send(page, { type: "model", model: { ...ready, state: "loading", name: "sst2", progress } });
  expect(await page.textContent(".notice")).toMatch(/Loading sst2….*Loading the weights/s);
  expect(await page.$eval(".notice progress", (node) => (node as HTMLProgressElement).value)).toBe(0.5);
});
