import { expect, it } from "vitest";
import { counted } from "../../src/words/counted.js";
import { summary } from "../../webview/dataset/words.js";
import { toTable } from "../../src/terminal/printEvaluation.js";
import { one } from "../../src/dataset/measure/one.js";
import { Tally } from "../../src/dataset/measure/tally.js";

it("says one thing as one, in the terminal and on the page", () => {
  expect([0, 1, 2].map((n) => counted(n, "row"))).toEqual(["0 rows", "1 row", "2 rows"]);
  expect(counted(1, "row is", "rows are")).toBe("1 row is");
  const model = { name: "m", layers: 2, labels: ["a", "b"] };
  const tally = new Tally({
    file: "f.csv",
    columns: "",
    model,
    kind: one,
    precision: "fp32",
    thresholds: [0],
    exact: null,
    seed: 1,
  });
  const at = [{ label: 0, flops: 10, kept: [4, 4] }];
  tally.add(
    { row: 1, line: 1, text: "x", label: 0, unknownLabel: null },
    { tokens: 4, flopsDense: 10, backend: "none", at },
  );
  tally.addMalformed({ line: 2, endLine: 2, reason: "x" });
  expect(summary(tally.table())).toMatch(/^1 row\. .* 1 malformed row was left out\.$/);
  expect(toTable(tally.table(), false)).toMatch(/^f\.csv: 1 row, 1 labelled/);
});
