// Two texts that a model reads together: they stand apart wherever the run is looked at, and a word is of one of them.
import { expect, it } from "vitest";
import type { Page } from "playwright-core";
import { columnsOf, type Run } from "../../src/run/run.js";
import { byDifference, pairsOf } from "../../src/run/pairs.js";
import { serious } from "./axe.js";
import { picture, viewBench } from "./bench.js";
import { posts, send, show } from "./page.js";
import { recorded } from "./recorded.js";
import { defaultThemes } from "./themes.js";

const bench = viewBench();

const words = ".run .labels .level, .run .labels .slanted";
const lit = (page: Page): Promise<number[]> =>
  page.$$eval(words, (nodes) => nodes.flatMap((node, i) => (node.matches(".lit") ? [i] : [])));
const textOf = (page: Page, selector: string) => page.$$eval(selector, (all) => all.map((node) => node.textContent));

/** A long text cut in two in its middle: for the drawing alone. */
function halved(id: string): Run {
  const run = recorded("issues-long", id);
  const middle = run.tokens.findIndex(({ special, start }) => !special && start >= run.passage.text.length / 2);
  const cut = run.tokens[middle]?.start ?? 0;
  return {
    ...run,
    passage: { ...run.passage, text: run.passage.text.slice(0, cut), pair: run.passage.text.slice(cut) },
    tokens: run.tokens.map((token, t) =>
      t < middle ? token : { ...token, start: token.start - cut, end: token.end - cut, second: true },
    ),
  };
}

it("is drawn with a border and a name for each text, and said so in sentence, table and story of a word", async () => {
  const { page, problems } = await bench.open();
  const run = recorded("sst2-pair", "p");
  const columns = columnsOf(run, "word");
  const begin = columns.findIndex(({ second }) => second);
  await show(page, run);
  expect(await textOf(page, ".run .seams .name")).toEqual(["first text", "second text"]);
  const [border] = await page.$$eval(".run .seams line.text", (lines) => lines.map((l) => l.getBoundingClientRect().x));
  const bars = await page.$$eval("g.bar rect", (all) => all.map((bar) => bar.getBoundingClientRect()));
  expect(border).toBeGreaterThan(bars[begin - 1]?.right ?? Infinity);
  expect(border).toBeLessThan(bars[begin]?.left ?? -Infinity);

  // Turned, a comma looks like an apostrophe.
  expect(await textOf(page, ".run .labels .level")).toEqual([",", ".", ",", "."]);

  const said = await page.textContent(".run > figure p.sentence");
  const kept = columns.filter((c) => !c.special && c.tokens.some((t) => run.depth[t] === run.model.layers));
  if (kept.some(({ second }) => second)) expect(said).toContain(" of the second text");
  await page.locator("g.bar").nth(begin).hover({ force: true });
  expect(await page.textContent(".run .detail")).toContain("second text: ");
  await expect.poll(() => page.getAttribute("#skim-cursor", "aria-label")).toContain(", second text, ");

  await page.check("input[value=table]");
  expect(await textOf(page, ".run .table td:nth-child(2)")).toEqual(
    columns.map(({ special, second }) => (special ? "" : second ? "second text" : "first text")),
  );
  expect(problems).toEqual([]);
});

it("lights the word of the text that is pointed at, and says which text its own is of", async () => {
  const { page } = await bench.open();
  const run = recorded("sst2-pair", "l");
  const columns = columnsOf(run, "word");
  await show(page, run);
  const films = columns.flatMap(({ text }, i) => (text === "film" ? [i] : []));
  expect(films.map((i) => columns[i]?.second)).toEqual([undefined, true]);
  for (const i of films) {
    const { start = 0, end = 0, second } = columns[i] ?? {};
    await send(page, { type: "highlight", highlight: { start, end, ...(second ? { second } : {}), by: "caret" } });
    expect(await lit(page)).toEqual([i]);
  }
  await send(page, { type: "highlight", highlight: null });
  for (const i of films) await page.locator("g.bar").nth(i).dblclick({ force: true });
  const spans = films.map((i) => {
    const { start, end, second } = columns[i] ?? {};
    return { start, end, ...(second ? { second } : {}) };
  });
  expect((await posts(page, "reveal")).map(({ span }) => span)).toEqual(spans);
  expect((await posts(page, "hover")).map(({ span }) => span)).toEqual(expect.arrayContaining(spans));
});

it("of long texts has the border and the names in the overview, and the stretch says of which it is", async () => {
  const { page } = await bench.open({ width: 700 });
  const run = halved("long");
  await show(page, run);
  expect(await textOf(page, ".overview .texts text")).toEqual(["first text", "second text"]);
  const hidden = () => page.$eval(".run .stage", (stage) => stage.scrollWidth - stage.clientWidth);
  expect(await page.locator(".overview .texts line").count()).toBe(1);
  const stretch = page.locator(".overview [role=slider]");
  expect(await stretch.getAttribute("aria-valuetext")).toContain(", of the first text");
  await stretch.focus();
  await page.keyboard.press("End");
  await expect.poll(() => stretch.getAttribute("aria-valuetext")).toContain(", of the second text");
  expect(await textOf(page, ".run .seams .name")).toEqual(["second text"]);
  await page.setViewportSize({ width: 540, height: 820 });
  await show(page, recorded("sst2-pair", "narrow"));
  expect(await textOf(page, ".run .seams .name")).toEqual(["first text", "second text"]);
  expect(await hidden()).toBe(0);
  await show(page, recorded("issues-long", "one"));
  expect(await page.locator(".overview .texts *").count()).toBe(0);
});

it("against another run each word meets its like of the same text, in reading order and by difference", async () => {
  const [a, b] = [recorded("sst2-pair", "a"), recorded("sst2-pair", "b")];
  b.passage = { ...b.passage, text: b.passage.pair ?? "", pair: b.passage.text };
  b.tokens = b.tokens.map(({ second, ...token }) => (second ? token : { ...token, second: true }));
  const swapped = pairsOf(a, b).filter(({ special }) => !special);
  expect(swapped.every(({ a, b }) => !a || !b || a.column.second === b.column.second)).toBe(true);
  const order = byDifference(pairsOf(a, a)).map(({ second }) => second);
  expect(order).toEqual([...order].sort((x, y) => Number(x) - Number(y)));

  const { page } = await bench.open();
  await show(page, a);
  await send(page, { type: "compare", a, b: { ...a, id: "again" }, comparing: true });
  for (const by of ["reading", "difference"]) {
    await page.check(`input[value=${by}]`);
    await expect.poll(() => textOf(page, ".compare .seams .name")).toEqual(["first text", "second text"]);
  }
  await page.check("input[value=rows]");
  expect(new Set(await textOf(page, ".compare figure tbody td:nth-child(2)"))).toEqual(
    new Set(["", "first text", "second text"]),
  );
});

it.each(defaultThemes)("in %s: no serious accessibility violation, a picture", async (theme) => {
  const { page, problems } = await bench.open({ theme });
  await show(page, recorded("sst2-pair", theme));
  await picture(page, `pair-${theme}`);
  expect(await serious(page)).toEqual([]);
  expect(problems).toEqual([]);
});
