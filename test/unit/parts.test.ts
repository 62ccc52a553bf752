/** A data set in parts: each by itself, and merged as if it had been evaluated in one piece. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { parseEvaluate } from "../../src/terminal/evaluateOptions.js";
import { runSkim } from "./skimCommand.js";

const folder = mkdtempSync(join(tmpdir(), "parts-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "rows.jsonl");
const words = ["good", "bad", "odd", "quiet", "loud"];
const lines = words.map((word, i) => JSON.stringify({ text: `a ${word} film`, label: i % 2 === 0 ? "green" : "red" }));
writeFileSync(file, [...lines.slice(0, 3), '{"text": "cut off', ...lines.slice(3)].join("\n"));
const asked = ["--model", "test/fixtures/tiny", "--workers", "1", "--thresholds", "0.3,0.6"];
const part = (i: number) => join(folder, `part-${i}.jsonl`);

it("gives an unbroken evaluation's table, to the byte, in whatever order; and says what is wrong with a part", async () => {
  const [whole, merged] = [join(folder, "whole.json"), join(folder, "merged.json")];
  const unbroken = await runSkim(["evaluate", file, ...asked, "--out", whole]);
  for (const i of [1, 2]) {
    const { stdout, stderr } = await runSkim(["evaluate", file, ...asked, "--part", `${i}/2`, "--out", part(i)]);
    expect(stdout, stderr).toBe(`part ${i}/2: ${i === 1 ? 3 : 2} rows in ${part(i)}\n`);
  }
  const merge = (...args: string[]) => runSkim(["merge", file, ...args]);
  const done = await merge(part(2), part(1), "--out", merged);
  expect(done.stderr).toBe("");
  expect(done.status).toBe(unbroken.status);
  expect(readFileSync(merged, "utf8")).toBe(readFileSync(whole, "utf8"));

  expect((await merge(part(1))).stderr).toContain("Of 2 parts these are missing: 2/2.");
  expect((await merge(part(1), part(1))).stderr).toContain("is part 1/2, which is there already");
  expect((await merge(whole, part(1))).stderr).toContain("is no part of an evaluation");
  const all = readFileSync(part(2), "utf8");
  const other = part(3);
  writeFileSync(other, all.replaceAll("0.6", "0.7"));
  expect((await merge(part(1), other)).stderr).toContain("is of another evaluation");
  writeFileSync(part(2), all.split("\n").slice(0, -2).join("\n"));
  expect((await merge(part(1), part(2))).stderr).toContain("has not come to its end: line 5 is not in it");
});

it.each([
  ["--part 3/2", "is the second of four"],
  ["--part 1/2 --out table.json", "--part wants --out PART.jsonl"],
  ["--part 1/2 --out part.jsonl --json", "prints no table"],
])("refuses %s", (typed, says) => {
  expect(() => parseEvaluate([file, ...typed.split(" ")])).toThrow(says);
});
