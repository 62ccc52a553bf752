import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Evaluation } from "../../src/run/evaluation.js";
import { pieceIndexAt, pieceOf } from "../../src/run/exactCurves.js";
import { runSkim } from "./skimCommand.js";
import { smallFiles } from "./smallBundle.js";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "task-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the command on a small model whose config.json says this. */
function terminal(config: Record<string, unknown>, ...args: string[]) {
  for (const [file, bytes] of Object.entries(smallFiles({ config }))) writeFileSync(join(folder, file), bytes);
  return runSkim([...args, "--model", folder]);
}
interface Printed {
  label: string | null;
  labels: string[];
  answer: string[] | number;
  logits: number[];
  probabilities: number[];
}
const multi = { problem_type: "multi_label_classification" };
const number = { id2label: { "0": "stars" } };

it("prints the labels that are over a half", async () => {
  const { label, labels, answer, probabilities } = JSON.parse(
    (await terminal(multi, "--json", "a good time")).stdout,
  ) as Printed;
  expect(label).toBeNull();
  expect(answer).toEqual(labels.filter((_, i) => (probabilities[i] ?? 0) > 0.5));
});

it("sweeps a pair, and says the answer by the words of a single run", async () => {
  const pair = ["a good time", "--pair", "a bad one"];
  const [first] = JSON.parse((await terminal(multi, "sweep", "--json", ...pair)).stdout) as Printed[];
  const { answer, logits } = JSON.parse(
    (await terminal(multi, "--json", "--threshold", "0", ...pair)).stdout,
  ) as Printed;
  expect(first).toMatchObject({ label: null, answer, logits });
  expect(first).not.toHaveProperty("labels");
});

it("prints a number, and its sweep without a flip", async () => {
  const { answer, logits, probabilities } = JSON.parse(
    (await terminal(number, "--json", "a good time")).stdout,
  ) as Printed;
  expect(answer).toBe(logits[0]);
  expect(probabilities).toEqual([]);
  const swept = (await terminal(number, "sweep", "a good time")).stdout;
  expect(swept).toContain(String(Number(logits[0]?.toPrecision(4))));
  expect(swept.split("\n").filter((line) => line.includes("<"))).toHaveLength(1); // the legend's
});

it("evaluates a data set of several labels, and goes on with no answer that is none", async () => {
  const file = join(folder, "texts.jsonl");
  const rows = [["yes", "no"], [], ["perhaps"]].map((labels) => JSON.stringify({ text: "a good time", labels }));
  writeFileSync(file, `${rows.join("\n")}\n`);
  const { stdout, stderr, status } = await terminal(multi, "evaluate", file, "--json", "--thresholds", "0.5");
  expect(status, stderr).toBe(0);
  expect(stderr).toContain("Labels: column “labels” (detected), several a row, a list, by name: no, yes, perhaps.");
  const { labelled, at } = JSON.parse(stdout) as Evaluation;
  const { answer } = JSON.parse(
    (await terminal(multi, "--json", "a good time", "--threshold", "0.5")).stdout,
  ) as Printed;
  const right = [["no", "yes"], [], ["perhaps"]].filter((gold) => String(gold) === String(answer));
  expect([labelled, at[1]?.exactMatch?.value]).toEqual([3, right.length / 3]);
  expect(at[1]?.perLabel).toHaveLength(3);
});

it("evaluates a data set of numbers, at all thresholds too", async () => {
  const file = join(folder, "pairs.tsv");
  const rows = ["a good time\tthe movie\t3.5", "bad\ta long movie\t1", "good\tthe movie was good\t0"];
  writeFileSync(file, `sentence1\tsentence2\tscore\n${rows.join("\n")}\n`);
  const { stdout, stderr, status } = await terminal(
    number,
    "evaluate",
    file,
    "--json",
    "--exact",
    "--thresholds",
    "0.5",
  );
  expect(status, stderr).toBe(0);
  expect(stderr).toContain("Labels: column “score” (detected), numbers from 0 to 3.5.");
  const { at, exact, flips } = JSON.parse(stdout) as Evaluation;
  let error = 0;
  for (const row of rows) {
    const [text = "", pair = "", score] = row.split("\t");
    const one = await terminal(number, "--json", text, "--pair", pair, "--threshold", "0.5");
    const { answer } = JSON.parse(one.stdout) as Printed;
    error += Math.abs(Number(answer) - Number(score)) / rows.length;
  }
  expect(at[1]?.meanAbsoluteError?.value).toBeCloseTo(error, 6);
  expect(exact && pieceOf(exact, pieceIndexAt(exact, 0.5)).meanAbsoluteError?.[0]).toBeCloseTo(error, 6);
  expect(at[0]).not.toHaveProperty("accuracy");
  expect(flips.items).toEqual([]);
});
