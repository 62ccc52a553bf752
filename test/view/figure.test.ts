// The page on which a figure is made ready for a paper, in a real Chromium: what is chosen, what is shown, what is saved.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { FigureToHost } from "../../src/protocol/figureView.js";
import { serious } from "./axe.js";
import { picture, viewBench } from "./bench.js";
import { send } from "./page.js";
import { recorded } from "./recorded.js";
import type { ThemeName } from "./themes.js";

const bench = viewBench("figure");

async function opened(theme: ThemeName = "light", width = 1100): Promise<{ page: Page; problems: string[] }> {
  const { page, problems } = await bench.open({ theme, width });
  await send(page, { type: "shown", shown: { run: recorded("sst2-short") }, first: "words" });
  return { page, problems };
}

/** Size of the figure that is shown, px, once it is there. */
const sizeOf = (page: Page): Promise<[number, number]> =>
  page.$eval(".preview img", async (node) => {
    const img = node as HTMLImageElement;
    await img.decode();
    return [img.naturalWidth, img.naturalHeight];
  });

/** The file that the page gave last, once it has given `count`: an SVG's text, or a PNG's width. */
async function saved(page: Page, count: number): Promise<{ as: string; picture: string; text: string; width: number }> {
  const file = await page.waitForFunction((count) => {
    const { posts } = (window as unknown as { stub: { posts: FigureToHost[] } }).stub;
    const saves = posts.filter((post) => post.type === "save");
    const last = saves.at(-1);
    if (!last || saves.length < count) return false;
    const { as, picture, bytes } = last;
    const text = new TextDecoder().decode(as === "png" ? bytes.subarray(0, 4) : bytes);
    return { as, picture, text, width: new DataView(bytes.buffer).getUint32(16) };
  }, count);
  return (await file.jsonValue()) as Awaited<ReturnType<typeof saved>>;
}

it("shows the figure as it is chosen, and saves what it shows", async () => {
  const { page, problems } = await opened();
  const wide = await sizeOf(page);
  expect(wide[0]).toBe(Math.round((180 / 25.4) * 96));
  await page.check("text=one column");
  const narrow = await sizeOf(page);
  expect(narrow[0]).toBe(Math.round((88 / 25.4) * 96));
  expect(narrow[1]).toBeGreaterThan(wide[1]);
  await page.fill('[aria-label="Width in mm"]', "120");
  await page.keyboard.press("Tab");
  await page.fill('input[type="text"]', "Read & skimmed");
  await page.check("[name=captioned]");
  await page.check("[name=grey]");
  expect((await sizeOf(page))[0]).toBe(Math.round((120 / 25.4) * 96));
  await page.click("[data-as=svg]");
  const { as, picture: name, text: svg } = await saved(page, 1);
  expect([as, name]).toEqual(["svg", "words"]);
  expect(svg).toContain(">Read &amp; skimmed</text>");
  expect(svg).toContain("Positive 0.964");
  expect(svg).toContain(">masterpiece</text>");
  const colours = [...svg.matchAll(/#(..)(..)(..)/g)];
  expect(colours.length).toBeGreaterThan(20);
  expect(colours.filter(([, r, g, b]) => r !== g || g !== b)).toEqual([]);
  await page.selectOption("select", "skyline");
  await page.click("[data-as=png]");
  const png = await saved(page, 2);
  expect(png.text).toContain("PNG");
  expect(png.width).toBe(Math.round((120 / 25.4) * 600));
  expect(problems).toEqual([]);
});

it.each<[ThemeName, number]>([
  ["light", 1100],
  ["dark", 690],
])("is a native form that anybody can use, in %s at %i px", async (theme, width) => {
  const { page } = await opened(theme, width);
  await sizeOf(page);
  await picture(page, `figure-${theme}-${width}`, true);
  expect(await serious(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});
