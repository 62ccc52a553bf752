// Named numbers of words, as rows under the skyline, in the table, in what is said of a word, and while they come.
import { expect, it } from "vitest";
import type { MarkedEvent } from "../../src/run/events.js";
import { columnsOf } from "../../src/run/run.js";
import { markOf, markText } from "../../src/words/marks.js";
import { picture, viewBench } from "./bench.js";
import { posts, send, show } from "./page.js";
import { recorded } from "./recorded.js";

const bench = viewBench();
const run = recorded("sst2-worth");
const [mark] = run.marks ?? [];
const words = columnsOf(run, "word").filter(({ special }) => !special);
const numbers = words.map((column) => mark && markOf(mark, column)).map((value) => value ?? NaN);

it("a bar a word under its column, as high as its number is large, hollow under 0; the scale and the sentence below", async () => {
  const { page, problems } = await bench.open();
  await show(page, run);
  const bars = await page.$$eval(".heat [data-mark] rect", (all) =>
    all.map((bar) => ({ height: bar.getBoundingClientRect().height, under: bar.classList.contains("under") })),
  );
  expect(bars.map(({ under }) => under)).toEqual(numbers.map((value) => value < 0));
  expect(numbers.some((value) => value < 0)).toBe(true);
  const most = Math.max(...numbers.map(Math.abs));
  const highest = bars.findIndex(({ height }) => height === Math.max(...bars.map((bar) => bar.height)));
  expect(Math.abs(numbers[highest] ?? NaN)).toBe(most);
  const said = await page.textContent("p.mark");
  expect(said).toContain(`importance: highest ${markText(most)} logit`);
  expect(said).toMatch(
    /rank correlation of importance and exit depth: −?\d\.\d+ \(95 %: .*words that stand for each other/,
  );
  await page.focus(".run .crosshair");
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
  const own = `importance ${markText(numbers[2] ?? NaN)} logit`;
  await page.waitForSelector(`#skim-cursor[aria-label*="${own}"]`);
  expect(await page.textContent(".run .detail")).toContain(own);
  await picture(page, "worth");
  await page.keyboard.press("Escape");
  await page.check("input[value=table]");
  expect(await page.locator(".run .table th").allTextContents()).toContain("importance (logit)");
  expect(problems).toEqual([]);
});

it("comes word by word, of three marks at most, and is asked for by a button", async () => {
  const { page } = await bench.open();
  const { marks: _, ...bare } = run;
  await show(page, bare);
  await page.click(".more > summary");
  await page.click("[data-command=showImportance]");
  expect((await posts(page, "command")).map(({ command }) => command)).toEqual(["showImportance"]);
  for (const name of ["a", "b", "c", "d"]) {
    const event: MarkedEvent = {
      kind: "mark",
      mark: { name, about: name, unit: "logit" },
      tokens: [1],
      values: [1],
      done: 1,
      total: 9,
    };
    await send(page, { type: "event", runId: run.id, event });
  }
  expect(await page.$$eval(".heat [data-mark]", (all) => all.map((row) => row.getAttribute("data-mark")))).toEqual([
    "b",
    "c",
    "d",
  ]);
  expect(await page.textContent("p.mark")).toContain(`1 of ${words.length} words have their number.`);
});
