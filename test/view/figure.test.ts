// The page on which a figure is made ready for a paper, in a real Chromium: what is chosen, what is shown, what is saved.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { FigureToHost } from "../../src/protocol/figureView.js";
import type { Words } from "../../src/export/picture/mark.js";
import { widthOf } from "../../src/export/picture/measure.js";
import { captionOf, pictureOf } from "../../src/export/picture/index.js";
import { nothing, pictureNames, type Shown } from "../../src/export/picture/shown.js";
import { defaultStyle } from "../../src/export/picture/style.js";
import type { Run } from "../../src/run/run.js";
import { appendSweep, startSweep } from "../../src/run/shownSweep.js";
import { serious } from "./axe.js";
import { picture, viewBench } from "./bench.js";
import { savedSweep } from "./engineRuns.js";
import { table } from "./evaluated.js";
import { send } from "./page.js";
import { recorded } from "./recorded.js";
import type { ThemeName } from "./themes.js";

const bench = viewBench("figure");

async function opened(theme: ThemeName = "light", width = 1100): Promise<{ page: Page; problems: string[] }> {
  const { page, problems } = await bench.open({ theme, width });
  await send(page, { type: "shown", shown: { ...nothing, run: recorded("sst2-short") }, first: "words" });
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
  await page.click("[data-as=pdf]");
  expect((await saved(page, 3)).text).toContain("%PDF");
  await page.click("text=Copy BibTeX");
  const copied = await page.evaluate(() =>
    (window as unknown as { stub: { posts: FigureToHost[] } }).stub.posts.at(-1),
  );
  expect(copied?.type === "copy" && copied.text).toContain("guan2022transkimmer");
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

interface Box {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** pt, of letters without accents. */
function boxOf({ text, x, y, size, anchor, bold }: Words): Box {
  const width = widthOf(text, size, bold);
  const left = x - (anchor === "end" ? width : anchor === "middle" ? width / 2 : 0);
  return { text, left, right: left + width, top: y - 0.7 * size, bottom: y };
}

/** More than a rounded place makes up. */
const cross = (p: Box, q: Box): boolean =>
  p.left + 0.1 < q.right && q.left + 0.1 < p.right && p.top + 0.1 < q.bottom && q.top + 0.1 < p.bottom;

const [a, b] = savedSweep("slow-film").runs as [Run, Run];
const sweep = savedSweep("slow-film").events.reduce(appendSweep, startSweep("s", { from: 0, to: 1 }));
const all = (run: Run): Shown => ({ run, sweep, pair: [a, b], table: table({ exact: true }) });

it("of every kind keeps its words apart and on the sheet, narrow and wide, in small letters and large", () => {
  const cases = [
    [pictureNames, a],
    [["skyline", "words"], recorded("sst2-pair")],
    [["skyline", "words"], recorded("sst2-odd")],
    [["skyline"], recorded("issues-windows")],
  ] as const;
  for (const [names, run] of cases)
    for (const name of names)
      for (const [width, size] of [
        [60, 7],
        [88, 8],
        [180, 12],
      ] as const) {
        const shown = all(run);
        const made = pictureOf(name, shown, {
          ...defaultStyle,
          width,
          size,
          title: "A title",
          caption: captionOf(name, shown),
        });
        const boxes = (made?.marks ?? []).flatMap((mark) => (mark.kind === "words" && mark.turn === undefined ? [boxOf(mark)] : [])); // prettier-ignore
        const where = `${name} of ${run.id} at ${width} mm, ${size} pt`;
        expect(boxes.length, where).toBeGreaterThan(5);
        const { width: right = 0, height: bottom = 0 } = made ?? {};
        const off = boxes.filter((box) => box.left < 0 || box.right > right || box.bottom > bottom);
        expect(off, where).toEqual([]);
        const crossed = boxes.flatMap((p, i) => boxes.slice(i + 1).flatMap((q) => (cross(p, q) ? [`${p.text} / ${q.text}`] : []))); // prettier-ignore
        expect(crossed, where).toEqual([]);
      }
});
