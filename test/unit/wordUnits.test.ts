// Words that the engine computed as one, as cells to draw: each row of a layer as the run says that it was.
import { describe, expect, it } from "vitest";
import { pictureOf } from "../../src/export/picture/index.js";
import { nothing } from "../../src/export/picture/shown.js";
import { defaultStyle } from "../../src/export/picture/style.js";
import { barsOf, summaryOf } from "../../src/run/bars.js";
import { columnsOf } from "../../src/run/run.js";
import { cellsOf, reachesOf, standingFor } from "../../src/run/units.js";
import { unitText } from "../../src/words/fate.js";
import { recorded } from "../view/recorded.js";

const run = recorded("sst2-merge");
const { layers } = run.model;

describe.each(["piece", "word"] as const)("of a run that merges, by %s,", (unit) => {
  const columns = columnsOf(run, unit);
  const bars = barsOf(run, columns);
  const units = [...new Set(bars.flatMap((bar) => bar.unit ?? []))];
  const cells = units.flatMap((each) => cellsOf(each, columns, run));
  const at = (row: number) => cells.filter((cell) => cell.top <= row && row < cell.bottom);

  it("in each row a column is drawn once, by itself or in a cell", () => {
    for (let row = 0.25; row < layers; row += 0.5)
      columns.forEach((_, i) => {
        const drawn = at(row).filter((cell) => cell.first <= i && i <= cell.last).length;
        expect(drawn + Number(row < (bars[i]?.alone ?? 0)), `column ${i}, row ${row}`).toBe(1);
      });
  });

  it("what joined goes as far as its unit, and is named with the others in it", () => {
    const joined = bars.filter((bar) => bar.joined !== null);
    expect(joined.length).toBeGreaterThan(8);
    for (const { column, unit } of joined) {
      expect(unit?.columns).toContain(column);
      expect(reachesOf(run)(column)).toBe(unit?.reach);
      expect(unitText(column, unit)).toMatch(/^in one unit( \(\d+\))? with “/);
      expect(unitText(column, unit)).not.toContain(`“${column.text}”`);
    }
  });

  it("a number stands where words are no neighbours, and there alone", () => {
    expect(units.some(({ number }) => number === null)).toBe(true);
    const scattered = units.flatMap(({ number }) => number ?? []);
    expect(scattered).toEqual(scattered.map((_, i) => i + 1));
    expect(scattered.length).toBeGreaterThan(1);
  });
});

it("pieces by themselves and groups of them are the units that each layer computed", () => {
  const bars = barsOf(run, columnsOf(run, "piece"));
  const units = [...new Set(bars.flatMap((bar) => bar.unit ?? []))];
  const computed = run.kept.map((_, layer) => {
    const groups = units.flatMap(({ stages }) => stages.findLast((stage) => stage.layer <= layer)?.groups ?? []);
    const own = bars.filter(({ depth }, i) => depth > layer && !groups.some((group) => group.includes(i)));
    return groups.length + own.length;
  });
  expect(computed).toEqual(run.kept);
  expect(standingFor(run)).toEqual(run.kept.map(() => run.tokens.length));
});

it("is said in units, and so is the exported picture, with a bracket for each cell", () => {
  const columns = columnsOf(run, "word");
  const bars = barsOf(run, columns);
  const [most] = [run.kept.at(-1)];
  expect(summaryOf(run, bars)).toContain(`${most} units, which stand for ${run.tokens.length} of ${run.tokens.length}`);
  const cells = [...new Set(bars.flatMap((bar) => bar.unit ?? []))].flatMap((unit) => cellsOf(unit, columns, run));
  const { marks = [] } =
    pictureOf("skyline", { ...nothing, run }, { ...defaultStyle, legend: false, width: 400 }) ?? {};
  expect(marks.filter((mark) => mark.kind === "line" && mark.points.length === 4)).toHaveLength(cells.length);
  expect(marks).toContainEqual(expect.objectContaining({ text: "units, tokens" }));
});

it("one that left inside a layer ends in the middle of its row", () => {
  const [bar] = barsOf(run, columnsOf(run, "word")).filter(({ fate }) => fate === "left");
  expect(bar?.end).toBe((bar?.depth ?? 0) + 0.5);
  const before = recorded("sst2-short");
  for (const { end, depth } of barsOf(before, columnsOf(before, "word"))) expect(end).toBe(depth);
});
