/** Data sets of several labels a text, and of a number. */
import { describe, expect, it } from "vitest";
import { drawWeights, interval95, replicates } from "../../src/run/bootstrap.js";
import { ExactSum } from "../../src/dataset/measure/exact.js";
import { kindOf } from "../../src/dataset/measure/index.js";
import type { Kind } from "../../src/dataset/measure/kind.js";
import { RankCorrelation } from "../../src/dataset/measure/rankCorrelation.js";
import { Tally } from "../../src/dataset/measure/tally.js";
import { toCsv, toJson } from "../../src/dataset/table/export.js";
import { parseEvaluation } from "../../src/protocol/evaluationSchema.js";
import type { Outcome, Said } from "../../src/run/evaluation.js";
import { bestPieces, pieceOf } from "../../src/run/exactCurves.js";
import { toTable } from "../../src/terminal/printEvaluation.js";
import { flipsText } from "../../src/words/flips.js";
import { readCsv } from "../fuzz/csv.js";

const several = kindOf({ answer: "some" });
const number = kindOf({ answer: "number" });

/** Rows as [of the data set, at threshold 0, at 0.5]. */
function tallied(kind: Kind, labels: string[], rows: [Said | null, Said, Said][]) {
  const heading = {
    file: "f",
    columns: "Read so.",
    model: { name: "m", layers: 1, labels },
    precision: "fp32" as const,
  };
  const tally = new Tally({ ...heading, kind, thresholds: [0, 0.5], exact: null, seed: 3 });
  rows.forEach(([label, at0, at5], i) => {
    const at = [
      { label: at0, flops: 110, kept: [4] },
      { label: at5, flops: 50, kept: [2] },
    ];
    const row = { row: i + 1, line: i + 1, text: `text ${i}`, label, unknownLabel: null };
    tally.add(row, { tokens: 4, flopsDense: 100, backend: "b", at });
  });
  return tally.table();
}

const names = ["toxic", "insult", "threat", "obscene"];
/** "obscene" occurs nowhere. */
const sets: [Said | null, Said, Said][] = [
  [[0], [0], [0, 1]],
  [[0, 1], [0, 1], [0]],
  [[], [], [1]],
  [[1, 2], [1], []],
  [[2], [2], [2]],
  [[0, 2], [2], [0, 2]],
];

describe("several labels a text", () => {
  it("are measured as scikit-learn 1.9 measures them (accuracy_score, f1_score, precision_score, recall_score)", () => {
    const { at, figures, flips } = tallied(several, names, sets);
    expect(figures.map(({ name }) => name)).toEqual(["exactMatch", "microF1", "macroF1", "flopsGain", "agreement"]);
    const [dense, half] = at;
    expect(dense?.exactMatch?.value).toBeCloseTo(0.6666666666666666, 12);
    expect(dense?.microF1?.value).toBeCloseTo(0.8571428571428571, 12);
    expect(dense?.macroF1?.value).toBeCloseTo(0.65, 12);
    expect(half?.exactMatch?.value).toBeCloseTo(0.3333333333333333, 12);
    expect(half?.microF1?.value).toBeCloseTo(0.6666666666666666, 12);
    expect(half?.macroF1?.value).toBeCloseTo(0.45, 12);
    expect(half?.perLabel).toEqual([
      { rows: 3, precision: 1, recall: 1 },
      { rows: 2, precision: 0, recall: 0 },
      { rows: 3, precision: 1, recall: 2 / 3 },
      { rows: 0, precision: null, recall: null },
    ]);
    expect(half?.agreement?.value).toBeCloseTo(1 / 6, 12);
    expect(half?.flopsGain?.value).toBe(2);
    for (const name of ["exactMatch", "microF1", "macroF1", "agreement"] as const) {
      const { value, interval } = half?.[name] ?? { value: null, interval: null };
      expect(interval?.[0]).toBeLessThan(value ?? NaN);
      expect(interval?.[1]).toBeGreaterThan(value ?? NaN);
    }
    expect(flips.items.map(({ row, labels }) => [row, labels])).toEqual([
      [1, [[0], [0, 1]]],
      [2, [[0, 1], [0]]],
      [3, [[], [1]]],
      [4, [[1], []]],
      [6, [[2], [0, 2]]],
    ]);
  });

  it("flip where the set is another, not only a larger or a smaller one", () => {
    const table = tallied(several, names, [
      [
        [0, 1],
        [0, 1],
        [0, 2],
      ],
    ]);
    expect(table.flips.items[0]?.labels).toEqual([
      [0, 1],
      [0, 2],
    ]);
    expect(table.at[1]?.exactMatch?.value).toBe(0);
  });

  it("are called by their names, and nothing accuracy, by whoever says the figures", () => {
    const table = tallied(several, names, sets);
    const said = toTable(table);
    expect(said).toMatch(/^threshold +exact match % +micro-F1 % +macro-F1 % +FLOPs gain +same labels as unskimmed %/m);
    expect(said).toMatch(/^threat +3 +100\.0 \/ 66\.7 +100\.0 \/ 66\.7$/m);
    expect(said).toContain("At these 2 thresholds 5 texts change their labels.");
    expect(said).toContain("line 3: no label unskimmed, flips at 0.5: text 2");
    const [head = [], , half = []] = readCsv(toCsv(table), "\n");
    expect(half[head.indexOf("recall: threat")]).toBe(String(2 / 3));
    for (const words of [said, head.join(), toJson(table)]) expect(words).not.toMatch(/accura/i);
    expect(parseEvaluation(JSON.parse(toJson(table)))).toEqual(table);
  });

  it("without any in the data set are compared with threshold 0 alone", () => {
    const none = tallied(
      several,
      names,
      sets.map(([, a, b]): [null, Said, Said] => [null, a, b]),
    );
    expect(none.at[1]?.exactMatch).toEqual({ value: null, interval: null });
    expect(toTable(none)).toMatch(/^threshold +FLOPs gain +same labels as unskimmed % +kept/m);
  });
});

const scored: [Said | null, Said, Said][] = [
  [5, 4.6, 3.9],
  [3.2, 2.9, 2.9],
  [0, 0.3, 0.8],
  [4.4, 4.1, 2.9],
  [3.2, 3.3, 3.6],
  [1.5, 1.1, 2.2],
  [null, 2, 2.6],
];

describe("a number a text", () => {
  it("is measured as scipy 1.17 and numpy do (pearsonr, spearmanr, mean of absolute values), and never flips", () => {
    const { at, flips, flipping } = tallied(number, ["stars"], scored);
    const [dense, half] = at;
    expect(dense?.pearson?.value).toBeCloseTo(0.9905077312543006, 10);
    expect(dense?.spearman?.value).toBeCloseTo(0.9856107606091623, 10);
    expect(dense?.meanAbsoluteError?.value).toBeCloseTo(0.3, 10);
    expect(half?.pearson?.value).toBeCloseTo(0.9071872108725534, 10);
    expect(half?.spearman?.value).toBeCloseTo(0.8676470588235294, 10);
    expect(half?.meanAbsoluteError?.value).toBeCloseTo(0.8, 10);
    expect(half?.meanAbsoluteDifference?.value).toBeCloseTo((6 * 0.6333333333333333 + 0.6) / 7, 10);
    expect([flips.items, flipping]).toEqual([[], null]);
  });

  it("has the intervals of replicates in which rows are drawn, both sides together, and ranked anew", () => {
    const { at } = tallied(number, ["stars"], scored);
    const drawn = { pearson: new Float64Array(replicates), spearman: new Float64Array(replicates) };
    const weights = scored.map((_, i) => {
      const of = new Uint8Array(replicates);
      drawWeights(3, i + 1, of);
      return of;
    });
    for (let b = 0; b < replicates; b++) {
      const rows = scored.flatMap(([gold, , said], i) =>
        gold === null ? [] : Array.from({ length: weights[i]?.[b] ?? 0 }, () => [Number(gold), Number(said)] as const),
      );
      const [x, y] = [rows.map(([gold]) => gold), rows.map(([, said]) => said)];
      drawn.pearson[b] = correlation(x, y);
      drawn.spearman[b] = correlation(ranks(x), ranks(y));
    }
    for (const name of ["pearson", "spearman"] as const) {
      const [low, high] = interval95(drawn[name]) ?? [NaN, NaN];
      expect(at[1]?.[name]?.interval?.[0], name).toBeCloseTo(low, 8);
      expect(at[1]?.[name]?.interval?.[1], name).toBeCloseTo(high, 8);
    }
  });

  it("has no interval of ranks where there are too many of them, and says so", () => {
    const ranked = new RankCorrelation({ thresholds: 1, classes: 1 }, 1);
    for (let row = 1; row <= 2 ** 17; row++) ranked.add(row, row, [row % 1000]);
    expect(ranked.lack).toBeNull();
    ranked.add(2 ** 17 + 1, 0, [0]);
    expect(ranked.lack).toMatch(/^Spearman's correlation has no interval: 131073 rows would/);
    const { value, interval } = ranked.at(0).spearman;
    expect(value).toBeGreaterThan(0);
    expect(interval).toBeNull();
  });

  it("has no correlation where one side is all the same, which is no error", () => {
    const same = tallied(
      number,
      ["stars"],
      scored.map(([gold]): [Said | null, Said, Said] => [gold, 2.7, 1.1]),
    );
    expect(same.at[0]?.pearson).toEqual({ value: null, interval: null });
    expect(same.at[0]?.spearman).toEqual({ value: null, interval: null });
    expect(same.at[1]?.meanAbsoluteDifference?.value).toBeCloseTo(1.6, 10);
  });

  it("is called by its names by whoever says the figures", () => {
    const table = tallied(number, ["stars"], scored);
    const said = toTable(table);
    expect(said).toMatch(
      /^threshold +Pearson +Spearman +mean absolute error +FLOPs gain +mean difference from unskimmed /m,
    );
    expect(said).toMatch(/^0\.5 +0\.9072 \[/m);
    expect(said).not.toMatch(/flip|accura|changes/i);
    expect(flipsText(table)).toBe("");
    expect(parseEvaluation(JSON.parse(toJson(table)))).toEqual(table);
  });

  it("of a model that gives more than one is refused in words", () => {
    expect(number.refuses(["a", "b"])).toMatch(/^answers with 2 numbers a text/);
    expect(number.refuses(["a"])).toBeNull();
  });
});

describe("at all thresholds", () => {
  const outcome = (label: Said[], lo = [0, 0.25, 0.5]): Outcome => ({
    tokens: 1,
    flopsDense: 100,
    backend: "b",
    at: [],
    exact: { lo, hi: [0.25, 0.5, 1], label, flops: [110, 80, 40], leastFlops: 10 },
  });

  it("sets of labels are right where they are the data set's, whole", () => {
    const sum = new ExactSum(9, several);
    sum.add([0, 1], outcome([[0], [0, 1], []]));
    sum.add([], outcome([[], [1], []]));
    const curves = sum.curves();
    expect(curves.hi.map((_, i) => pieceOf(curves, i).exactMatch?.[0])).toEqual([0.5, 0.5, 0.5]);
    expect(curves.hi.map((_, i) => pieceOf(curves, i).agreement?.[0])).toEqual([1, 0, 0.5]);
    const found = bestPieces({ figures: [...several.figures], labelled: 2, exact: curves });
    expect(found.map(({ what, piece }) => [what, piece.hi])).toEqual([
      ["most exact matches", 1],
      ["cheapest with as many exact matches as unskimmed", 1],
    ]);
  });

  it("numbers have an error, of which less is better, and a text with unknown runs is left out", () => {
    const sum = new ExactSum(9, number);
    sum.add(2, outcome([2.5, 2.25, 4]));
    sum.add(null, outcome([1, 1.5, 3]));
    sum.add(1, outcome([1, 1, 1], [0, 0.3, 0.5]));
    const curves = sum.curves();
    expect([curves.rows, curves.labelled, curves.leftOut]).toEqual([2, 1, 1]);
    expect(curves.hi.map((_, i) => pieceOf(curves, i).meanAbsoluteError)).toEqual([
      [0.5, 0.5],
      [0.25, 0.25],
      [2, 2],
    ]);
    expect(pieceOf(curves, 2).meanAbsoluteDifference).toEqual([1.75, 1.75]);
    const found = bestPieces({ figures: [...number.figures], labelled: 1, exact: curves });
    expect(found.map(({ what, piece }) => [what, piece.hi])).toEqual([
      ["smallest error", 0.5],
      ["cheapest with no larger error than unskimmed", 0.5],
    ]);
  });
});

function correlation(x: readonly number[], y: readonly number[]): number {
  const mean = (all: readonly number[]) => all.reduce((a, b) => a + b, 0) / all.length;
  const off = (all: readonly number[]) => all.map((one) => one - mean(all));
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, one, i) => sum + one * (b[i] ?? 0), 0);
  const [a, b] = [off(x), off(y)];
  const [aa, bb] = [dot(a, a), dot(b, b)];
  return aa < 1e-9 || bb < 1e-9 ? NaN : dot(a, b) / Math.sqrt(aa * bb);
}

function ranks(all: readonly number[]): number[] {
  return all.map((x) => all.filter((y) => y < x).length + (all.filter((y) => y === x).length + 1) / 2);
}
