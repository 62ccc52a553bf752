import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { smallFiles } from "./smallBundle.js";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "task-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Of the built command (dist/skim.mjs), on a small model whose config.json says this. */
function terminal(config: Record<string, unknown>, ...args: string[]) {
  for (const [file, bytes] of Object.entries(smallFiles({ config }))) writeFileSync(join(folder, file), bytes);
  const { stdout, stderr, status } = spawnSync(process.execPath, ["dist/skim.mjs", ...args, "--model", folder], {
    encoding: "utf8",
  });
  return { stdout, stderr, status };
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

it("prints the labels that are over a half", () => {
  const { label, labels, answer, probabilities } = JSON.parse(
    terminal(multi, "--json", "a good time").stdout,
  ) as Printed;
  expect(label).toBeNull();
  expect(answer).toEqual(labels.filter((_, i) => (probabilities[i] ?? 0) > 0.5));
});

it("prints a number, and its sweep without a flip", () => {
  const { answer, logits, probabilities } = JSON.parse(terminal(number, "--json", "a good time").stdout) as Printed;
  expect(answer).toBe(logits[0]);
  expect(probabilities).toEqual([]);
  const swept = terminal(number, "sweep", "a good time").stdout;
  expect(swept).toContain(String(Number(logits[0]?.toPrecision(4))));
  expect(swept.split("\n").filter((line) => line.includes("<"))).toHaveLength(1); // the legend's
});

it("refuses a data set of theirs in words", () => {
  const file = join(folder, "texts.jsonl");
  writeFileSync(file, `{"text": "a good time", "label": "yes"}\n`);
  expect(terminal(multi, "evaluate", file)).toMatchObject({ status: 1, stdout: "" });
  expect(terminal(multi, "evaluate", file).stderr).toContain("answers with several labels a text");
});
