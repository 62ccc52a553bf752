// Named numbers of words: added up, kept, exported, and told against how deep the words went.
import { describe, expect, it } from "vitest";
import { toCsv, toMarkdown } from "../../src/export/tables.js";
import { appendMark, type Mark } from "../../src/run/marks.js";
import { spearman } from "../../src/run/spearman.js";
import { readRunFile, writeRunFile } from "../../src/saved/savedRun.js";
import { importanceMark, markAgainstDepth } from "../../src/words/marks.js";
import { recorded } from "../view/recorded.js";
import { runSkim } from "./skimCommand.js";

const info = importanceMark("omit", "positive");
const marked = () => {
  const run = recorded("sst2-short");
  const values = run.depth.map((depth, t) => (run.tokens[t]?.special ? null : depth / 10 - 0.2));
  return { ...run, marks: [{ ...info, values }] };
};

it("an event adds its numbers, and one that does not fit is refused", () => {
  const marks: Mark[] = [];
  const event = { mark: info, tokens: [1, 2], values: [0.5, -1], done: 1, total: 2 };
  appendMark(marks, 4, event);
  appendMark(marks, 4, { ...event, tokens: [3], values: [2] });
  expect(marks).toEqual([{ ...info, values: [null, 0.5, -1, 2] }]);
  for (const wrong of [{ tokens: [4] }, { tokens: [-1] }, { values: [NaN, 1] }, { values: [] }])
    expect(() => appendMark([], 4, { ...event, ...wrong }), JSON.stringify(wrong)).toThrow("does not fit");
});

it("a saved run keeps them; a file whose numbers are not one a token is refused", () => {
  const run = marked();
  expect(readRunFile(writeRunFile(run), "x")).toEqual(run);
  const short = { ...run, marks: [{ ...info, values: [1] }] };
  expect(() => readRunFile(writeRunFile(short), "x")).toThrow(`marks.0: 1 instead of ${run.tokens.length}`);
});

it("tables have a column for each", () => {
  const run = marked();
  const [head, , second] = toCsv(run).split("\r\n");
  expect(head?.endsWith(",importance")).toBe(true);
  expect(second?.endsWith(`,${run.marks[0]?.values[1]}`)).toBe(true);
  expect(toMarkdown(run)).toContain("| importance |");
});

describe("Spearman’s correlation", () => {
  it("is that of the ranks, equal ones sharing theirs, with an interval around it", () => {
    const a = [86, 97, 99, 100, 101, 103, 106, 110, 112, 113];
    const b = [2, 20, 28, 27, 50, 29, 7, 17, 6, 12];
    const { value, interval } = spearman(a, b);
    expect(value).toBeCloseTo(-29 / 165, 12); // Myers and Well's example
    expect(interval?.[0]).toBeLessThan(value ?? 0);
    expect(interval?.[1]).toBeGreaterThan(value ?? 0);
    expect(spearman([1, 2, 2, 3], [1, 2, 2, 3]).value).toBeCloseTo(1, 12);
    expect(spearman([1, 2, 3], [5, 5, 5])).toEqual({ value: null, interval: null });
  });

  it("of a mark and the exit depths is said in a sentence", () => {
    const [mark] = marked().marks;
    expect(mark && markAgainstDepth(marked(), mark)).toMatch(
      /^Spearman’s rank correlation of importance and exit depth: \d\.\d+ \(95 %: \d.\d+ to 1\.00\), over 2\d words\.$/,
    );
  });
});

it("the terminal says what each word is worth, in words and in JSON", async () => {
  const args = ["--model", "test/fixtures/tiny", "--importance"];
  const { stdout } = await runSkim([...args, "omit", "a slow film"]);
  expect(stdout).toMatch(/^importance: a\/−?\d.\d+ slow\/−?\d.\d+ film\/−?\d.\d+$/m);
  expect(stdout).toContain("words that stand for each other hide each other");
  const { marks } = JSON.parse((await runSkim([...args, "omit", "--json", "a slow film"])).stdout) as { marks: Mark[] };
  expect(marks[0]?.values.filter((value) => value !== null).length).toBeGreaterThanOrEqual(3);
  expect((await runSkim([...args, "blank", "a"])).stderr).toContain("--importance is omit or mask, not blank.");
});
