// The axes of all charts, in a real Chromium: a label stands on its line, the scale holds what is drawn, text keeps its size.
import { describe, expect, it } from "vitest";
import { candidatesOf } from "../../src/dataset/measure/candidates.js";
import { one } from "../../src/dataset/measure/one.js";
import { Tally } from "../../src/dataset/measure/tally.js";
import type { Evaluation } from "../../src/run/evaluation.js";
import { picture, viewBench } from "./bench.js";
import { lookAt } from "./lookAt.js";
import { send } from "./page.js";

const bench = viewBench("dataset");

/** Rows of which so many are right at threshold 0, and some of them no more from `flip` on; at threshold 1 a run costs a thirtieth. */
function evaluation({ rows, wrong, flip = 0.995 }: { rows: number; wrong: number; flip?: number }): Evaluation {
  const thresholds = [0, 0.1, 0.3, 0.5, 0.7, 0.9];
  const tally = new Tally({
    file: "reviews.csv",
    columns: "Texts: column “text” (detected). Labels: column “label” (detected).",
    model: { name: "sst2", layers: 6, labels: ["negative", "positive"] },
    kind: one,
    precision: "fp32",
    thresholds,
    exact: 100,
    seed: 1,
  });
  for (let i = 0; i < rows; i++) {
    const hi = [0.05, 0.2, 0.35, 0.62, 0.85, 0.97, flip, 1].map((t) => Math.fround(t === 1 ? 1 : t * (1 - i / 9999)));
    const gold = i % 2;
    const right = i >= wrong;
    const label = hi.map((_, n) => (right === (n < 7 || wrong === 0 || i % 3 > 0) ? gold : 1 - gold));
    const flops = [2600, 1420 + (i % 7), 1390, 1370, 1350, 1330, 900, 80];
    const runAt = (t: number) => hi.findIndex((end) => Math.fround(t) <= end);
    const at = thresholds.map((t) => ({
      label: label[runAt(t)] ?? 0,
      flops: flops[runAt(t)] ?? 0,
      kept: [20, 9, 7, 5, 3, 1],
    }));
    tally.add(
      { row: i + 1, line: i + 2, text: `review ${i}`, label: gold, unknownLabel: null },
      {
        tokens: 20,
        flopsDense: 2400,
        backend: "WASM, 1 thread",
        at,
        exact: { lo: [0, ...hi.slice(0, -1)], hi, label, flops, leastFlops: 80 },
      },
    );
  }
  return tally.table();
}

const cases: [string, Evaluation][] = [
  ["40 rows, one wrong", evaluation({ rows: 40, wrong: 1 })],
  ["all rows right", evaluation({ rows: 40, wrong: 0 })],
  ["every row wrong", evaluation({ rows: 12, wrong: 12 })],
  ["two rows", evaluation({ rows: 2, wrong: 1 })],
  ["400 rows", evaluation({ rows: 400, wrong: 60 })],
];

describe.each([330, 690, 1100])("the data set's charts in a page of %i px", (width) => {
  it("have their labels on their lines, all within the scale, nothing above 100 %, whatever the rows", async () => {
    const { page, problems } = await bench.open({ width, theme: "light" });
    for (const [name, table] of cases) {
      const status = { state: "done", file: table.file, rows: table.rows, malformed: 0, fraction: 1, policy: "", failure: null, backendWhy: "" } as const; // prettier-ignore
      await send(page, { type: "status", status });
      await send(page, { type: "table", table, compared: [], candidates: candidatesOf(table) });
      const seen = await lookAt(page, ".plot svg, .steps svg", ".way, .dot, .interval, .band");
      await picture(page, `axes-${name.replaceAll(/\W+/g, "-")}-${width}`, true);
      expect(seen.off, name).toEqual([]);
      expect(seen.outside, name).toEqual([]);
      expect(seen.collisions, name).toEqual([]);
      expect(seen.smallest).toBeGreaterThanOrEqual(11);
      const shares = seen.labels.flatMap((label) => (label.endsWith("%") ? [parseFloat(label)] : []));
      expect(shares.length).toBeGreaterThan(3);
      expect(Math.max(...shares)).toBeLessThanOrEqual(100);
      expect(new Set(seen.labels).size).toBeGreaterThan(5);
    }
    expect(problems).toEqual([]);
  });
});
