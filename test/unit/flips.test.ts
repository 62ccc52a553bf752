import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { one } from "../../src/dataset/measure/one.js";
import { Tally } from "../../src/dataset/measure/tally.js";
import type { Evaluation } from "../../src/run/evaluation.js";
import { toTable } from "../../src/terminal/printEvaluation.js";
import { summary } from "../../webview/dataset/words.js";

/** A text's label: 0 up to the first of these thresholds, and another after each. */
type Text = number[];

/** These texts, evaluated by the real tally. `exact`: at every threshold, too. */
function evaluate(texts: readonly Text[], thresholds: number[], exact: boolean): Evaluation {
  const tally = new Tally({
    file: "reviews.csv",
    columns: "",
    model: { name: "sst2", layers: 1, labels: ["negative", "positive"] },
    kind: one,
    precision: "fp32",
    thresholds,
    exact: exact ? 1000 : null,
    seed: 1,
  });
  texts.forEach((flips, i) => {
    const at = thresholds.map((t) => ({ label: flips.filter((flip) => flip < t).length % 2, flops: 10, kept: [1] }));
    const bounds = { lo: [0, ...flips], hi: [...flips, 1], flops: [...flips, 1].map(() => 10), leastFlops: 10 };
    const row = { row: i + 1, line: i + 2, text: `review ${i}`, label: 0, unknownLabel: null };
    const outcome = { tokens: 3, flopsDense: 20, backend: "WASM, 1 thread", at };
    tally.add(row, exact ? { ...outcome, exact: { ...bounds, label: bounds.lo.map((_, n) => n % 2) } } : outcome);
  });
  return tally.table();
}

const float = (t: number): number => Math.fround(t);
/** As the trial saw it: of six texts one flips below 0.9, two flip and come back, the others flip far above. */
const texts: Text[] = [[float(0.4)], [float(0.31), float(0.33)], [], [float(0.9991)], [float(0.964), float(0.98)], []];

describe("what is said of the texts whose label flips", () => {
  it("is of the thresholds that were run, where these are all that was run", () => {
    const said = "At these 3 thresholds 1 text changes its label.";
    const table = evaluate(texts, [0, 0.5, 0.9], false);
    expect(summary(table)).toContain(said);
    expect(toTable(table)).toContain(said);
    expect(summary(evaluate([[]], [0, 0.9], false))).toContain("At these 2 thresholds no text changes its label.");
  });

  it("is of the table's range, and of all thresholds apart, where every threshold was run", () => {
    const said =
      "From threshold 0 to 0.9, 2 texts change their label; over all thresholds, from 0 to 1, 4 texts do, 2 of them above 0.9 alone.";
    const table = evaluate(texts, [0, 0.5, 0.9], true);
    expect(summary(table)).toContain(said);
    expect(toTable(table)).toContain(said);
    const never = evaluate([[], []], [0, 0.9], true);
    expect(summary(never)).toContain("No text changes its label at any threshold from 0 to 1.");
    expect(summary(evaluate(texts, [0, 1], true))).toContain("From threshold 0 to 1, 4 texts change their label.");
  });

  it("counts what a count of the made texts gives, whatever they are", () => {
    const made = fc.array(
      fc
        .uniqueArray(fc.double({ min: 0.001, max: 0.999, noNaN: true }), { maxLength: 4 })
        .map((flips) => [...new Set(flips.map(float))].sort((a, b) => a - b)),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(made, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, last) => {
        const table = evaluate(all, [0, last], true);
        const within = all.filter((flips) => flips.some((flip) => flip < float(last))).length;
        const ever = all.filter((flips) => flips.length > 0).length;
        for (const said of [summary(table), toTable(table)]) {
          if (ever === 0 && last < 1) expect(said).toContain("No text changes its label at any threshold from 0 to 1.");
          if (ever === 0) continue;
          const [, first = ""] = /From threshold 0 to [^ ]+, (\d+|no) texts? changes? /.exec(said) ?? [];
          expect(Number(first === "no" ? 0 : first)).toBe(within);
          if (last === 1) continue;
          const [, second = ""] = /from 0 to 1, (\d+|no) texts? do(es)?/.exec(said) ?? [];
          expect(Number(second === "no" ? 0 : second)).toBe(ever);
        }
      }),
      { numRuns: 60, seed: 20 },
    );
  });

  it("says “at least” where runs were left unvisited, or the list is cut", () => {
    const table = evaluate(texts, [0, 0.9], true);
    const { exact, flips } = table;
    if (!exact) throw new Error("no curves");
    expect(summary({ ...table, exact: { ...exact, unfinished: 1 } })).toContain("from 0 to 1, at least 4 texts do.");
    const cut = { ...table, flips: { items: flips.items.slice(0, 1), more: 3 } };
    expect(summary(cut)).toContain("From threshold 0 to 0.9, at least 1 text changes its label;");
    expect(summary(cut)).toContain("from 0 to 1, 4 texts do.");
  });
});
