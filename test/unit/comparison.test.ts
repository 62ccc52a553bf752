/** Several policies on one data set: which points are beaten, what is said of them, and the terminal's `--policies`. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { bestAt, curvesOver, type Comparison } from "../../src/run/comparison.js";
import type { Evaluation } from "../../src/run/evaluation.js";
import { accuracy, sameLabel } from "../../src/run/figures.js";
import { transkimmer } from "../../src/run/policy.js";
import { comparisonText } from "../../src/words/comparison.js";
import { parseEvaluate } from "../../src/terminal/evaluateOptions.js";
import { runSkim } from "./skimCommand.js";

const folder = mkdtempSync(join(tmpdir(), "comparison-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A table of points [setting, gain, agreement]. */
function table(name: string, points: readonly [number, number, number][]): Evaluation {
  const at = points.map(([threshold, gain, agreement]) => ({
    threshold,
    flopsGain: { value: gain, interval: null },
    agreement: { value: agreement, interval: null },
    kept: [],
  }));
  const policy = { ...transkimmer, name };
  return { model: { name: "m", layers: 2, labels: [], policy }, figures: [sameLabel], labelled: 0, at } as never;
}

const tables = [
  table("first", [
    [0, 1, 1],
    [0.1, 1.5, 0.98],
    [0.2, 2, 0.9],
  ]),
  table("second", [
    [0, 1, 1],
    [0.3, 1.6, 0.98],
    [0.4, 1.2, 0.95],
  ]),
  table("third", [[0, 0.9, 1]]),
];

describe("several policies", () => {
  it("beat a point that is no better in either, and not one that is their equal", () => {
    const curves = curvesOver(tables, sameLabel);
    expect(curves.map(({ points }) => points.map(({ dominated }) => dominated))).toEqual([
      [false, true, false],
      [false, false, true],
      [true],
    ]);
  });

  it("are told by the best point that gains enough", () => {
    const curves = curvesOver(tables, sameLabel);
    expect(curves.map((curve) => bestAt(curve, 1.5, sameLabel)?.setting)).toEqual([0.1, 0.3, undefined]);
    expect(comparisonText(curves, sameLabel, "FLOPs gain")).toBe(
      "At a FLOPs gain of 1.5 or more: first keeps 98.0 % of the labels (threshold 0.1, 1.50×), second 98.0 % (threshold 0.3, 1.60×). third does not get there.",
    );
  });

  it("have no points of a figure that no row tells", () => {
    expect(curvesOver(tables, accuracy).every(({ points }) => points.length === 0)).toBe(true);
  });
});

describe("npm run skim evaluate --policies", () => {
  const file = join(folder, "texts.jsonl");
  writeFileSync(
    file,
    ["a good film", "a bad one", "odd and quiet"].map((text) => `${JSON.stringify({ text })}\n`).join(""),
  );
  const model = ["--model", "test/fixtures/tiny", "--workers", "1"];

  it("gives each policy's own table, of the same rows, and says which keeps more of the labels", async () => {
    const out = join(folder, "all.json");
    const settings = ["--shares", "0.5", "--thresholds", "0.3"];
    const { stdout, stderr, status } = await runSkim([
      ...["evaluate", file, ...model, "--policies", "merge,transkimmer", ...settings, "--out", out],
    ]);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^merge +share 0\.5 .*$/m);
    expect(stdout).toMatch(/^transkimmer +threshold 0\.3 .*$/m);
    expect(stdout).toContain("At a FLOPs gain of 1.5 or more: ");
    const { kind, tables } = JSON.parse(readFileSync(out, "utf8")) as Comparison;
    expect(kind).toBe("comparison");
    const alone = await runSkim(["evaluate", file, ...model, "--policy", "merge", "--shares", "0.5", "--json"]);
    expect(tables[0]).toEqual(JSON.parse(alone.stdout));
    for (const policy of ["merge", "transkimmer"]) expect(existsSync(`${out}.${policy}.journal`)).toBe(false);
  });

  it("refuses what it cannot compare before it begins", async () => {
    const said = async (...args: string[]) => (await runSkim(["evaluate", file, ...model, ...args])).stderr;
    expect(await said("--policies", "merge,nobody")).toContain("“nobody” is none that this model can be skimmed by");
    expect(await said("--policies", "merge,random", "--thresholds", "0.5")).toContain(
      "--thresholds: none of these policies has a threshold.",
    );
    for (const wrong of ["merge", "merge,merge", "merge,"])
      expect(() => parseEvaluate([file, "--policies", wrong])).toThrow("name two or more, each once");
  });
});
