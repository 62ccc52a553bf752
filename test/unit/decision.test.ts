// Which threshold to take: what was evaluated, and what lies between, by the same rows.
import { describe, expect, it } from "vitest";
import { candidatesOf } from "../../src/dataset/measure/candidates.js";
import { one } from "../../src/dataset/measure/one.js";
import { Tally } from "../../src/dataset/measure/tally.js";
import { changedAt, changesAt, confusionAt } from "../../src/run/changed.js";
import { decide } from "../../src/run/decision.js";
import type { Evaluation } from "../../src/run/evaluation.js";
import { decisionLines } from "../../src/words/decision.js";

const thresholds = [0, 0.2, 0.6];
/** Where the texts' runs end: each costs less than the one before. */
const ends = [0.1, 0.3, 0.5, 0.7, 1].map(Math.fround);

/** `labels`: of each text, a letter a run; the data set has "a" for all, or nothing. `gap`: the second text's third run was not visited. */
function evaluate(texts: readonly string[], { exact = true, labelled = true, gap = false } = {}): Evaluation {
  const tally = new Tally({
    file: "f.csv",
    columns: "",
    model: { name: "m", layers: 1, labels: ["a", "b"] },
    kind: one,
    precision: "fp32",
    thresholds,
    exact: exact ? 5 : null,
    seed: 1,
  });
  texts.forEach((letters, i) => {
    const label = letters.split("").map((letter) => "ab".indexOf(letter));
    const lo = [0, ...ends.slice(0, -1)];
    const flops = [110, 90, 70, 50, 30];
    const at = thresholds.map((t) => {
      const run = ends.findIndex((end) => Math.fround(t) <= end);
      return { label: label[run] ?? 0, flops: flops[run] ?? 0, kept: [1] };
    });
    const visited = (n: number) => !(gap && i === 1 && n === 2);
    const seen = <T>(all: readonly T[]) => all.filter((_, n) => visited(n));
    const runs = { lo: seen(lo), hi: seen(ends), label: seen(label), flops: seen(flops), leastFlops: 30 };
    tally.add(
      { row: i + 1, line: i + 2, text: letters, label: labelled ? 0 : null, unknownLabel: null },
      { tokens: 10 * i, flopsDense: 100, backend: "b", at, ...(exact ? { exact: runs } : {}) },
    );
  });
  return tally.table();
}

/** Of ten, one is lost above 0.1 and comes back above 0.3; above 0.5 two are lost and one is gained; above 0.7 all. */
const texts = ["abaab", "aaabb", "aaabb", "bbbab", ...Array<string>(6).fill("aaaab")];

describe("the threshold to take", () => {
  it("is the cheapest evaluated one that loses no more than was allowed", () => {
    const candidates = candidatesOf(evaluate(texts, { exact: false }));
    expect(candidates.map(({ threshold, flopsGain }) => [threshold, flopsGain])).toEqual([[0.6, 2]]); // 0.2 loses as much
    expect(decide(candidates, 0.1)).toMatchObject({ threshold: 0.6, before: 0.9, after: 0.8, same: null });
    expect(decide(candidates, 0.0999)).toBe(null);
  });

  it("is any threshold where all were run, and its interval is drawn as the table's are", () => {
    const table = evaluate(texts);
    const candidates = candidatesOf(table);
    expect(candidates.map(({ threshold, loss }) => [threshold, Math.round(10 * loss)])).toEqual([
      [0.4, 0],
      [0.6, 1],
      [0.85, 9],
    ]);
    expect(decide(candidates, 0)?.interval).toEqual([0, 0]); // one comes back, and none is lost
    // The same, without what the table says of the threshold itself.
    const at = table.at.map((figures) => ({ ...figures, loss: { value: null, interval: null } }));
    const drawn = candidatesOf({ ...table, at }).find(({ threshold }) => threshold === 0.6)?.interval;
    const [low = NaN, high = NaN] = table.at[2]?.loss?.interval ?? [];
    expect(high).toBeGreaterThan(0.1);
    expect(drawn?.[0]).toBeCloseTo(low, 12);
    expect(drawn?.[1]).toBeCloseTo(high, 12);
  });

  it("is decided by the worse bound where a run was not visited, without an interval", () => {
    const table = evaluate(texts, { gap: true });
    expect(decide(candidatesOf(table), 0)).toBe(null);
    expect(decide(candidatesOf({ ...table, at: table.at.slice(0, 2) }), 0.1)).toMatchObject({
      threshold: 0.6,
      interval: null,
    });
    expect(changesAt(table, 0.4)).toEqual({ changed: 0, lost: 0, gained: 0, atLeast: true });
    expect(confusionAt(table, 0.4)).toBe(null);
  });

  it("loses agreement where no row has a label", () => {
    const chosen = decide(candidatesOf(evaluate(texts, { labelled: false })), 0.3);
    expect(chosen).toMatchObject({ threshold: 0.6, before: 1, after: 0.7 });
  });
});

describe("how sure the threshold to take is", () => {
  const sure = (rows: number): string | undefined => {
    const table = evaluate(Array<string>(rows).fill("aaaaa"), { exact: false });
    const candidates = candidatesOf(table);
    return decisionLines(table, candidates, decide(candidates, 0.01), 0.01)[3];
  };

  it("is not told by few rows of which none was lost: resampled they lose none either", () => {
    const same = "It was chosen and judged by the same rows.";
    expect(sure(8)).toBe(
      `The loss may be as large as 31.2 points. No threshold is sure of at most 1 point: more rows would tell. ${same}`,
    );
    expect(sure(299)).toBe(`The bound of 1 point holds at the upper end, too. ${same}`); // 1 - 0.05^(1/299) = 0.00997
  });

  it("stands in the first line, with the largest gain that is sure, and that the answer may lie beyond the last setting", () => {
    // At 0.2 none of 400 is lost; at 0.6 three are.
    const table = evaluate([...Array<string>(3).fill("aabbb"), ...Array<string>(397).fill("aaaaa")], { exact: false });
    const candidates = candidatesOf(table);
    const lines = decisionLines(table, candidates, decide(candidates, 0.01), 0.01);
    expect(lines[0]).toBe("Threshold 0.6: FLOPs gain 2.00×, 0.91× unskimmed (its predictors cost, and nothing leaves); not sure of at most 1 point."); // prettier-ignore
    expect(lines[3]).toMatch(/ Sure of at most 1 point: threshold 0\.2, FLOPs gain 1\.\d\d×\. /);
    expect(lines.at(-1)).toBe("It is the last threshold that was evaluated: the largest gain may lie beyond.");
  });
});

describe("the texts that a threshold changes", () => {
  it("are those of the table where it was evaluated, and the same from the curves", () => {
    const table = evaluate(texts);
    const rows = (threshold: number) => {
      const { lost, gained, others, atLeast } = changedAt(table, threshold);
      return [...[lost, gained, others].map((flips) => flips.map(({ row }) => row)), atLeast];
    };
    expect(rows(0.6)).toEqual([[2, 3], [4], [], false]);
    expect(rows(0.55)).toEqual(rows(0.6));
    expect(rows(0.85)).toEqual([[1, 2, 3, 5, 6, 7, 8, 9, 10], [], [], false]);
    expect(changesAt(table, 0.6)).toEqual(changesAt(table, 0.55));
    expect(confusionAt(table, 0.55)).toEqual(table.at[2]?.confusion);
    expect(confusionAt(table, 0.55)).toEqual([
      [8, 2],
      [0, 0],
    ]);
  });
});
