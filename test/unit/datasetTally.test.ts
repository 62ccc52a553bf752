import { describe, expect, it } from "vitest";
import { drawWeights, interval95, replicates } from "../../src/run/bootstrap.js";
import { toCsv, toJson } from "../../src/dataset/table/export.js";
import { one } from "../../src/dataset/measure/one.js";
import { mostListed, Tally, type Heading } from "../../src/dataset/measure/tally.js";
import { parseEvaluation } from "../../src/protocol/evaluationSchema.js";
import { computedOn } from "../../src/run/evaluation.js";
import { readCsv } from "../fuzz/csv.js";

const heading: Heading = {
  file: "f.jsonl",
  columns: "",
  model: { name: "m", layers: 2, labels: ["a", "b", "c"] },
  kind: one,
  precision: "fp32",
  thresholds: [0, 0.5],
  exact: null,
  seed: 7,
};

/** [gold, label at 0, label at 0.5], with flops and tokens that are easily summed. */
function tallied(rows: [number | null, number, number][], over: Partial<Heading> = {}): Tally {
  const tally = new Tally({ ...heading, ...over });
  rows.forEach(([gold, at0, at5], i) => {
    const at = [
      { label: at0, flops: 110, kept: [4, 4] },
      { label: at5, flops: 40, kept: [3, 1] },
    ];
    const row = { row: i + 1, line: i + 1, text: `text ${i}`, label: gold, unknownLabel: null };
    const backend = i < 2 ? "WebGPU, nvidia ampere" : "WASM, 1 thread";
    tally.add(row, { tokens: 4, flopsDense: 100, backend, at });
  });
  return tally;
}

it("refuses more thresholds than the sums of so many classes have room for, before it makes room", () => {
  const many = { ...heading.model, labels: Array.from({ length: 4096 }, (_, i) => `class ${i}`) };
  const thresholds = Array.from({ length: 10 }, (_, t) => t / 10);
  expect(() => new Tally({ ...heading, model: many, thresholds })).toThrow(
    "10 thresholds are too many for a model of 4096 labels: give at most 2, the unskimmed one included.",
  );
  const thousand = Array.from({ length: 1001 }, (_, t) => t / 1000);
  expect(new Tally({ ...heading, thresholds: thousand }).table().at).toHaveLength(1001);
});

describe("the table's figures", () => {
  it("are those worked out by hand", () => {
    // labels a a a b b, and one row without; at 0.5 the model says a a b b a a. Class c never occurs.
    const table = tallied([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 1],
      [1, 1, 1],
      [1, 1, 0],
      [null, 0, 0],
    ]).table();
    expect(table.rows).toBe(6);
    expect(table.labelled).toBe(5);
    const [dense, half] = table.at;
    expect(dense?.accuracy?.value).toBe(1);
    expect(dense?.agreement?.value).toBe(1);
    expect(half?.accuracy?.value).toBeCloseTo(3 / 5, 12);
    // F1 of a = 2·2 / (3 + 3), of b = 2·1 / (2 + 2)
    expect(half?.macroF1?.value).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
    expect(half?.flopsGain?.value).toBeCloseTo(100 / 40, 12);
    expect(half?.agreement?.value).toBeCloseTo(4 / 6, 12);
    expect(half?.kept).toEqual([3 / 4, 1 / 4]);
    expect(half?.confusion).toEqual([
      [2, 1, 0],
      [1, 1, 0],
      [0, 0, 0],
    ]);
    expect(table.flips.items.map(({ row, labels, flipsAt }) => [row, labels, flipsAt])).toEqual([
      [3, [0, 1], [0.5]],
      [5, [1, 0], [0.5]],
    ]);
  });

  it("say what a threshold loses against 0 of the same rows, and what becomes of them", () => {
    const rows: [number | null, number, number][] = [
      [0, 0, 1],
      [1, 0, 1],
      [1, 0, 1],
      [1, 0, 0],
      [1, 0, 2],
      [null, 0, 1],
    ];
    const { at, lengths } = tallied(rows).table();
    const [dense, half] = at;
    expect([dense?.loss, dense?.changes]).toEqual([undefined, undefined]);
    expect(half?.loss?.value).toBeCloseTo(1 / 5 - 2 / 5, 12);
    expect(half?.changes).toEqual({ changed: 5, lost: 1, gained: 2 });
    expect(lengths).toEqual([
      { least: 1, most: 16, rows: 6, labelled: 5, quality: [1 / 5, 2 / 5], flopsGain: [100 / 110, 100 / 40] },
    ]);
    const unlabelled = tallied(rows.map(([, ...labels]) => [null, ...labels])).table().at[1];
    expect(unlabelled?.loss?.value).toBeCloseTo(5 / 6, 12);
    expect(unlabelled?.changes).toEqual({ changed: 5, lost: 0, gained: 0 });
  });

  it("have a paired interval: of the differences, not a difference of intervals", () => {
    // Right and wrong by turns, and one text of forty changes: what varies is that one alone.
    const rows = Array.from({ length: 40 }, (_, i): [number, number, number] => [i % 2, 0, i === 0 ? 1 : 0]);
    const [dense, half] = tallied(rows).table().at;
    const width = (interval: [number, number] | null | undefined) => (interval ? interval[1] - interval[0] : NaN);
    expect(half?.loss?.value).toBeCloseTo(1 / 40, 12);
    expect(half?.loss?.interval?.[0]).toBe(0);
    expect(width(half?.loss?.interval)).toBeLessThan(width(dense?.accuracy?.interval) / 2);
  });

  it("are null where nothing has a label, and where there is nothing", () => {
    const [, half] = tallied([[null, 0, 0]]).table().at;
    expect(half?.accuracy).toEqual({ value: null, interval: null });
    expect(half?.macroF1).toEqual({ value: null, interval: null });
    expect(half?.agreement?.value).toBe(1);
    expect(tallied([]).table().at[1]?.flopsGain).toEqual({ value: null, interval: null });
  });

  it("keep lists short and count the rest", () => {
    const tally = tallied(Array.from({ length: mostListed + 5 }, () => [0, 0, 1]));
    for (let i = 0; i < mostListed + 3; i++) tally.addMalformed({ line: i, endLine: i, reason: "x" });
    const { flips, malformed } = tally.table();
    expect([flips.items.length, flips.more]).toEqual([mostListed, 5]);
    expect([malformed.items.length, malformed.more]).toEqual([mostListed, 3]);
  });

  it("come out as CSV that a spreadsheet does not run", () => {
    const csv = toCsv(tallied([[0, 0, 1]]).table());
    expect(csv.split("\n")[0]).toMatch(/^threshold,rows,labelled,accuracy,accuracyLow,accuracyHigh,/);
    expect(csv.split("\n")[2]).toMatch(/^0\.5,1,1,0,0,0,/);
    // Names of columns are a file's, and some spreadsheets cut at semicolons.
    for (const columns of ['=1+1,"b"', "text \"x;=cmd|'/c calc'!A1\"", "a\r\n\t+2", "\u0000"]) {
      const [head = [], ...lines] = readCsv(toCsv(tallied([[0, 0, 1]], { columns }).table()), "\n");
      expect(lines).toHaveLength(2);
      for (const line of lines) {
        expect(line).toHaveLength(head.length);
        expect(line.at(-1)?.replaceAll("'", "")).toBe(columns.replaceAll("'", "").replace("\0", "\ufffd"));
        for (const part of line.flatMap((cell) => cell.split(/[;\t\r\n]/))) expect(part).not.toMatch(/^["\s]*[=+@]/);
      }
    }
  });
});

describe("a table that was kept before there were other answers", () => {
  it("is read as one of one label a text, with its curves", () => {
    const tally = new Tally({ ...heading, exact: 3 });
    const exact = { lo: [0, 0.5], hi: [0.5, 1], label: [0, 1], flops: [90, 40], leastFlops: 9 };
    const at = [0, 1].map((label) => ({ label, flops: 90, kept: [4, 4] }));
    const row = { row: 1, line: 1, text: "text", label: 0, unknownLabel: null };
    tally.add(row, { tokens: 4, flopsDense: 100, backend: "WASM", at, exact });
    const now = tally.table();
    const old = JSON.parse(toJson(now)) as Record<string, unknown>;
    delete old["figures"];
    delete old["flipping"];
    const curves = { ...(old["exact"] as Record<string, unknown>) };
    delete curves["sums"];
    const [hits, agree] = (now.exact?.sums ?? []).map(({ low, high }) => ({ low, high }));
    expect(parseEvaluation({ ...old, exact: { ...curves, hits, agree } })).toEqual(now);
  });
});

describe("what computed the table", () => {
  const rows = (count: number) => tallied(Array.from({ length: count }, () => [0, 0, 0])).table();

  it("is said in one sentence, row by row where an evaluation went on elsewhere", () => {
    expect(computedOn(rows(2))).toBe("fp32, WebGPU, nvidia ampere");
    expect(computedOn(rows(3))).toBe("fp32: 2 rows on WebGPU, nvidia ampere; 1 row on WASM, 1 thread");
    expect(computedOn(rows(0))).toBe("fp32");
  });

  it("stands in each exported file", () => {
    expect(toCsv(rows(2)).trimEnd().split("\n")).toEqual([
      expect.stringMatching(/,computedOn,readAs$/),
      expect.stringMatching(/,"fp32, WebGPU, nvidia ampere",/),
      expect.stringMatching(/,"fp32, WebGPU, nvidia ampere",/),
    ]);
    expect(JSON.parse(toJson(rows(3)))).toMatchObject({
      backends: [
        { name: "WebGPU, nvidia ampere", rows: 2 },
        { name: "WASM, 1 thread", rows: 1 },
      ],
    });
  });
});

describe("the bootstrap", () => {
  it("draws Poisson(1) weights, the same for the same seed and row, others for others", () => {
    const draw = (seed: number, row: number) => {
      const weights = new Uint8Array(replicates);
      drawWeights(seed, row, weights);
      return weights;
    };
    expect(draw(7, 3)).toEqual(draw(7, 3));
    expect(draw(7, 3)).not.toEqual(draw(7, 4));
    expect(draw(7, 3)).not.toEqual(draw(8, 3));
    const counts = new Map<number, number>();
    for (let row = 1; row <= 200; row++) for (const k of draw(1, row)) counts.set(k, (counts.get(k) ?? 0) + 1);
    const n = 200 * replicates;
    [1, 1, 1 / 2, 1 / 6, 1 / 24].forEach((over, k) => {
      expect(((counts.get(k) ?? 0) / n) * Math.E).toBeCloseTo(over, 1.5);
    });
  });

  it("gives an accuracy's interval as wide as the binomial's", () => {
    const rows = Array.from({ length: 800 }, (_, i): [number, number, number] => [0, 0, i % 4 === 0 ? 1 : 0]);
    const [low, high] = tallied(rows).table().at[1]?.accuracy?.interval ?? [NaN, NaN];
    const error = Math.sqrt((0.75 * 0.25) / 800);
    expect(low).toBeGreaterThan(0.75 - 1.96 * error * 1.2);
    expect(low).toBeLessThan(0.75 - 1.96 * error * 0.8);
    expect(high).toBeGreaterThan(0.75 + 1.96 * error * 0.8);
    expect(high).toBeLessThan(0.75 + 1.96 * error * 1.2);
    expect(tallied(rows, { seed: 8 }).table().at[1]?.accuracy?.interval).not.toEqual([low, high]);
  });

  it("takes the nearest rank, and leaves out replicates without a value", () => {
    expect(interval95(Float64Array.from({ length: 1000 }, (_, i) => 999 - i))).toEqual([24, 974]);
    expect(interval95(Float64Array.of(1, NaN, 3))).toEqual([1, 3]);
    expect(interval95(Float64Array.of(NaN, NaN, 3))).toBeNull();
  });
});
