import { describe, expect, it } from "vitest";
import { toTable } from "../../src/terminal/printEvaluation.js";
import { boundsText } from "../../src/words/boundText.js";
import { one } from "../../src/dataset/measure/one.js";
import { Tally } from "../../src/dataset/measure/tally.js";

function evaluationOf(rows: number) {
  const tally = new Tally({
    file: "file",
    columns: "Read as it is.",
    model: { name: "m", layers: 2, labels: ["red", "red"] },
    kind: one,
    precision: "fp32",
    thresholds: [0, 0.5],
    exact: null,
    seed: 1,
  });
  const at = [0, 1].map((label) => ({ label, flops: 5, kept: [2, 1] }));
  for (let row = 1; row <= rows; row++)
    tally.add(
      { row, line: row, text: "a", label: 1, unknownLabel: null },
      { tokens: 2, flopsDense: 9, backend: "b", at },
    );
  return tally.table();
}

describe("an evaluation for people", () => {
  it("counts one row as one, and tells labels of one name apart", () => {
    const said = toTable(evaluationOf(1));
    expect(said).toContain("file: 1 row, 1 labelled;");
    expect(said).toContain("line 1: red (0) unskimmed, flips at 0.5");
    expect(toTable(evaluationOf(2))).toContain("file: 2 rows, 2 labelled;");
  });

  it("says of no row no shares", () => {
    expect(toTable(evaluationOf(0))).not.toMatch(/0 0$/m);
  });

  it("does not repeat what the same terminal has said", () => {
    expect(toTable(evaluationOf(1))).toContain("Read as it is.");
    expect(toTable(evaluationOf(1), true)).not.toContain("Read as it is.");
  });
});

describe("two bounds", () => {
  it("are written in as many digits as tell them apart", () => {
    expect(new Set(boundsText(0.99996, 0.999960064888)).size).toBe(2);
    for (const lo of [0, 0.2, 0.5, 0.99999, 1 - 2 ** -23].map(Math.fround)) {
      const hi = Math.fround(lo + Math.max(lo * 2 ** -23, 1e-40));
      const [a, b] = boundsText(lo, hi);
      expect(Number(a), a).toBeLessThan(Number(b));
    }
  });
});
