import { describe, expect, it } from "vitest";
import { costOf, type Run } from "../../src/run/run.js";
import { byDifference, pairsOf, tallyOf } from "../../src/run/pairs.js";
import { changedText } from "../../src/words/compare.js";
import { serious } from "./axe.js";
import { picture, viewBench } from "./bench.js";
import { savedSweep } from "./engineRuns.js";
import { posts, send, show } from "./page.js";
import { recorded } from "./recorded.js";
import { defaultThemes } from "./themes.js";

const bench = viewBench();
const [a, b] = savedSweep("slow-film").runs as [Run, Run];

describe("words of two runs", () => {
  it("are paired one to one where the text is the same, with the difference of their depths", () => {
    const pairs = pairsOf(a, b);
    expect(pairs.every((p) => p.a?.column.text === p.b?.column.text)).toBe(true);
    expect(pairs.map((p) => p.change)).toEqual(pairs.map((p) => (p.b?.depth ?? 0) - (p.a?.depth ?? 0)));
    const sizes = byDifference(pairs).map((p) => Math.abs(p.change ?? -1));
    expect(sizes).toEqual([...sizes].sort((x, y) => y - x));
    const { deeper, earlier, same } = tallyOf(pairs);
    expect(deeper.length + earlier.length + same).toBe(pairs.filter((p) => !p.special).length);
  });

  it("are quoted where they are listed: a comma is a word, too", () => {
    const said = changedText(
      pairsOf(a, b).filter((p) => p.text === ","),
      a,
      b,
    );
    expect(said).toMatch(/^“,” \d → \d(, “,” \d → \d)*$/);
  });

  it("are aligned where the texts differ; what only one has stays alone", () => {
    const other = recorded("sst2-short");
    const pairs = pairsOf(a, other);
    expect(pairs.filter((p) => p.a).map((p) => p.a?.column.text)).toEqual(
      pairsOf(a, a).map((p) => p.text), // none lost, in their order
    );
    expect(pairs.filter((p) => p.b).map((p) => p.b?.column.text)).toEqual(pairsOf(other, other).map((p) => p.text));
    expect(pairs.some((p) => p.a && p.b && !p.special)).toBe(true);
    const texts = pairs.map((p) => [p.a, p.b].flatMap((bar) => bar?.column.text ?? []));
    expect(texts.every((both) => both.length > 0 && new Set(both).size === 1)).toBe(true);
    expect(pairs.some((p) => p.change === null)).toBe(true);
  });
});

describe("A against B", () => {
  it("uses a narrow column from end to end, and its layers' numbers stand on their lines", async () => {
    const { page } = await bench.open();
    await page.setViewportSize({ width: 360, height: 900 });
    await show(page, a);
    await send(page, { type: "compare", a, b, comparing: true });
    expect((await page.$$(".compare .in-a")).length).toBeGreaterThan(15);
    const middles = (selector: string) =>
      page.$$eval(selector, (all) =>
        all.map((node) => {
          const { top, height } = node.getBoundingClientRect();
          return top + height / 2;
        }),
      );
    const numbers = (await middles(".compare text.number")).slice(1); // the first is their heading
    const lines = await middles(".compare .rule");
    expect(numbers).toHaveLength(lines.length);
    numbers.forEach((y, i) => expect(Math.abs(y - (lines[i] ?? NaN))).toBeLessThan(2));
  });

  it("turns the view into dumbbells when both are chosen, and back", async () => {
    const { page, problems } = await bench.open();
    await show(page, a);
    await page.click("[data-command=compareA]");
    expect((await posts(page, "command")).at(-1)?.command).toBe("compareA");
    await send(page, { type: "compare", a, b: null, comparing: false });
    expect(await page.textContent(".compared")).toContain("Choose another run as B");
    expect(await page.isVisible(".chart")).toBe(true);
    await send(page, { type: "compare", a, b, comparing: true });
    expect(await page.isVisible(".chart")).toBe(false);
    const pairs = pairsOf(a, b);
    expect(await page.$$(".compare .in-a")).toHaveLength(pairs.length);
    expect(await page.$$(".compare .between")).toHaveLength(pairs.filter((p) => p.change !== 0).length);
    const facts = await page.$$eval(".facts tbody tr", (rows) =>
      rows.map((row) => Array.from(row.children, (cell) => cell.textContent)),
    );
    const sides = (name: string): string[] | undefined => facts.find((row) => row[0] === name)?.slice(1);
    expect(sides("label")).toEqual([a, b].map((run) => run.model.labels[run.result?.label ?? -1]));
    expect(sides("FLOPs gain")).toEqual([a, b].map((run) => `${costOf(run).gain?.toFixed(2)}×`));
    expect(sides("policy")).toEqual(["transkimmer", "transkimmer"]);
    expect(sides("threshold")).toEqual(["0.5", "0.001"]);
    const { deeper } = tallyOf(pairs);
    expect(await page.textContent(".compare figcaption")).toContain(`${deeper.length} words go deeper`);
    await page.check("input[value=run]");
    await page.waitForSelector(".chart", { state: "visible" });
    await send(page, { type: "compare", a: null, b: null, comparing: false });
    expect(await page.isVisible(".compared")).toBe(false);
    expect(problems).toEqual([]);
  });

  it("stays where the host says, and tells it where the person turned to", async () => {
    const { page } = await bench.open();
    const [a, b] = [recorded("sst2-short", "a"), recorded("sst2-strict", "b")];
    await show(page, b);
    await send(page, { type: "compare", a, b, comparing: true });
    await page.check("input[value=run]");
    await page.waitForSelector(".chart:visible");
    expect(await posts(page, "comparing")).toEqual([{ type: "comparing", comparing: false }]);
    await send(page, { type: "compare", a, b, comparing: true });
    await show(page, a); // chosen in the list of runs
    await send(page, { type: "compare", a, b, comparing: false });
    expect([await page.isVisible(".compare .facts"), await page.isVisible(".chart")]).toEqual([false, true]);
  });

  it("goes by keyboard, in reading order or by difference, and has a table", async () => {
    const { page } = await bench.open();
    await show(page, a);
    await send(page, { type: "compare", a, b, comparing: true });
    await page.focus(".pairs");
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(
      (text) => document.querySelector("#skim-pair")?.getAttribute("aria-label")?.startsWith(`${text}. A: `),
      pairsOf(a, b)[1]?.text ?? "",
    );
    await page.check("input[value=difference]");
    await page.focus(".pairs");
    await page.keyboard.press("Home");
    const first = byDifference(pairsOf(a, b))[0]?.text ?? "";
    await page.waitForFunction(
      (text) => document.querySelector("#skim-pair")?.getAttribute("aria-label")?.startsWith(`${text}. A: `),
      first,
    );
    await page.check("input[value=rows]");
    expect(await page.textContent(".compare tbody tr:first-child th[dir]")).toBe(first);
  });

  it("says it plainly where the models' layers differ", async () => {
    const { page, problems } = await bench.open();
    await show(page, a);
    const half = structuredClone(b); // as if of a model with half the layers
    half.model.layers = 3;
    half.depth = half.depth.map((d) => Math.ceil(d / 2));
    half.done = [3];
    half.scores = half.scores.slice(0, 3);
    half.kept = half.kept.slice(0, 3);
    await send(page, { type: "compare", a, b: half, comparing: true });
    expect(await page.textContent(".compare")).toContain("A has 6 layers, B has 3");
    expect(problems).toEqual([]);
  });

  it.each(defaultThemes)("in %s: no serious accessibility violation, a picture", async (theme) => {
    const { page, problems } = await bench.open({ theme });
    await show(page, a);
    await send(page, { type: "compare", a, b, comparing: true });
    await page.focus(".pairs");
    await page.keyboard.press("PageDown");
    await picture(page, `compare-${theme}`);
    expect(await serious(page)).toEqual([]);
    await page.check("input[value=rows]");
    expect(await serious(page)).toEqual([]);
    expect(problems).toEqual([]);
  });
});
