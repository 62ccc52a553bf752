// Words that a policy computed as one, as the skyline, the text, the table and a screen reader show them.
import { expect, it } from "vitest";
import { barsOf } from "../../src/run/bars.js";
import { columnsOf } from "../../src/run/run.js";
import { unitText } from "../../src/words/fate.js";
import { viewBench } from "./bench.js";
import { show } from "./page.js";
import { recorded } from "./recorded.js";

const bench = viewBench();
const run = recorded("sst2-merge");
const bars = barsOf(run, columnsOf(run, "word"));
const at = bars.findIndex(({ unit }) => unit?.number !== null && (unit?.members.length ?? 0) > 3);
const unit = bars[at]?.unit;

it("a unit is one cell over neighbours and a numbered one elsewhere; all of its words light up where one is looked at", async () => {
  const { page, problems } = await bench.open();
  await show(page, run);
  expect(await page.locator(".unit.lit").count()).toBe(0);
  const own = `.unit[data-members="${unit?.members.join(" ")}"]`;
  expect(new Set(await page.locator(`${own} text`).allTextContents())).toEqual(new Set([String(unit?.number)]));
  const [bar = 0, cells = 0] = await page.evaluate(
    (own) => [".bar rect", `${own} .cell`].map((part) => document.querySelector(part)?.getBoundingClientRect().width),
    own,
  );
  expect(cells).toBeGreaterThan(2 * bar);
  await page.focus(".run .crosshair");
  for (let i = 0; i < at; i++) await page.keyboard.press("ArrowRight");
  await page.waitForSelector(`${own}.lit`);
  const lit = (part: string) => page.locator(`${part} .lit`).allTextContents();
  const texts = unit?.columns.map(({ text }) => text);
  expect(await lit(".labels")).toEqual(texts);
  expect(await lit(".passage")).toEqual(texts);
  const words = (bars[at] && unitText(bars[at].column, unit ?? null)) ?? "";
  expect(await page.getAttribute("#skim-cursor", "aria-label")).toContain(words);
  expect(await page.textContent(".run .detail")).toContain(words);
  expect(problems).toEqual([]);
});

it("rows say units and tokens, the line says so too, and the table whom a word was computed with", async () => {
  const { page } = await bench.open();
  await show(page, run);
  const margin = await page.locator(".layer-margin text").allTextContents();
  expect(margin).toContain("units, tokens");
  expect(margin).toContain(`${run.kept[2]}, ${run.tokens.length}`);
  const line = await page.getAttribute(".scrubber", "aria-valuetext");
  expect(line).toContain(
    `${run.kept.at(-1)} units, which stand for ${run.tokens.length} of ${run.tokens.length} tokens`,
  );
  await page.check("input[value=table]");
  const cell = page.locator(`.run .table tbody tr:nth-child(${at + 1}) td:nth-child(4)`);
  expect(await cell.textContent()).toContain(`in one unit (${unit?.number}) with`);
});
