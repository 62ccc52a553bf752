/** --policy and what turns it, in the terminal. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { policyNames } from "../../src/engine/policies/index.js";
import { parseOptions, usage } from "../../src/terminal/options.js";
import { runSkim } from "./skimCommand.js";

const model = ["--model", "test/fixtures/families/roberta"]; // without predictors
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "policies-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

it("classifies by the policy, at the list that is given", async () => {
  const args = ["--policy", "attention-share", "--share", "1,0.5,0.5", "--json"];
  const said = JSON.parse((await runSkim([...model, ...args, "a charming journey"])).stdout) as Record<string, unknown>;
  expect(said).toMatchObject({ policy: "attention-share", control: [1, 0.5, 0.5] });
  const kept = said["keptPerLayer"] as [number, number, number];
  expect(said).not.toHaveProperty("seed");
  expect(kept.slice(1)).toEqual([Math.ceil(kept[0] / 2), Math.ceil(Math.ceil(kept[0] / 2) / 2)]);
});

it("evaluates at shares, the unskimmed one first, and names policy and control", async () => {
  const file = join(folder, "texts.jsonl");
  writeFileSync(file, `{"text": "a good film"}\n{"text": "a bad one"}\n`);
  const args = ["--policy", "random", "--seed", "3", "--shares", "0.5,0.75", "--workers", "1"];
  const { stdout } = await runSkim(["evaluate", file, ...model, ...args]);
  expect(stdout).toContain("random, seed 3, fp32");
  expect(stdout).toMatch(/^share .*\n1 .*\n0\.75 .*\n0\.5 /m);
});

it("names the seed of what draws, and says that nothing else uses one", async () => {
  const drawn = await runSkim([...model, "--policy", "random", "--seed", "3", "--json", "a charming journey"]);
  expect([JSON.parse(drawn.stdout), drawn.stderr]).toMatchObject([{ policy: "random", seed: 3 }, ""]);
  const other = await runSkim([...model, "--policy", "attention-share", "--seed", "3", "a charming journey"]);
  expect(other.stderr).toBe("--seed is not used: attention-share draws nothing.\n");
});

it("refuses what the model cannot be skimmed by, and says by what it can", async () => {
  const { stderr, status } = await runSkim([...model, "--policy", "transkimmer", "a"]);
  expect(stderr).toContain("this model can be skimmed by none, attention-share, attention-threshold");
  expect(status).toBe(1);
});

it("refuses another policy's control, and more than one", async () => {
  expect((await runSkim([...model, "--policy", "attention-share", "--threshold", "0.5", "a"])).stderr).toContain(
    "attention-share has no threshold: it is turned by its share.",
  );
  const both = ["--threshold", "0.5", "--share", "0.5", "a"];
  expect(() => parseOptions(both)).toThrow("Give --threshold or --share, not both.");
  expect(() => parseOptions(["--seed", "1.5", "a"])).toThrow("--seed 1.5: a whole number from 0 to 4294967295.");
});

it("lists them all in its help", () => {
  for (const name of policyNames) expect(usage).toMatch(new RegExp(`^  ${name} +\\S`, "m"));
});
