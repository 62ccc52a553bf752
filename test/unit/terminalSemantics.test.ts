import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runSkim } from "./skimCommand.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "semantics-"));
  cpSync("test/fixtures/tiny", folder, { recursive: true });
  const config = JSON.parse(readFileSync(join(folder, "config.json"), "utf8")) as Record<string, unknown>;
  delete config["skim"];
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
});
afterAll(() => rmSync(folder, { recursive: true }));

const terminal = (...args: string[]) => runSkim(args);
interface Answered {
  semantics: string;
  logits: number[];
  flops: number;
  flopsDense: number;
}
const skim = async (...args: string[]) =>
  JSON.parse(
    (await terminal("--model", folder, "--json", "--threshold", "0.5", ...args, "a good film")).stdout,
  ) as Answered;

it("says and computes the semantics that are given, and dropped where none are", async () => {
  const [dropped, official] = [await skim(), await skim("--semantics", "official")];
  expect([dropped.semantics, official.semantics]).toEqual(["dropped", "official"]);
  expect(official.logits).not.toEqual(dropped.logits);
  expect(dropped.flops).toBeLessThan(dropped.flopsDense);
  expect(official.flops).toBeGreaterThan(official.flopsDense);
  const args = ["--semantics", "official", "--model", folder];
  expect((await terminal(...args, "a good film")).stdout).toContain("official semantics");
  const swept = (await terminal("sweep", "--json", ...args, "a good film")).stdout;
  const flops = (JSON.parse(swept) as Answered[]).map((step) => step.flops);
  expect(new Set(flops)).toEqual(new Set([official.flops]));
});

it("says so in an evaluation's table and in its exports", async () => {
  const file = join(folder, "texts.jsonl");
  writeFileSync(file, `{"text": "a good film"}\n{"text": "a bad one"}\n`);
  const args = ["evaluate", file, "--thresholds", "0.5", "--workers", "1", "--model", folder];
  expect((await terminal(...args, "--semantics", "official")).stdout).toContain("official semantics, fp32");
  expect((await terminal(...args, "--semantics", "official", "--csv")).stdout).toContain("official semantics, fp32");
  expect((await terminal(...args)).stdout).not.toContain("official");
});

it("says where a folder decides otherwise, which is not overruled", async () => {
  const said = "config.json has a “skim” block, which means dropped: --semantics official changes nothing.\n";
  const file = join(folder, "texts.jsonl");
  writeFileSync(file, `{"text": "a good film"}\n`);
  const args = ["--semantics", "official", "--model", "test/fixtures/tiny"];
  expect((await terminal(...args, "a good film")).stderr).toBe(said);
  expect((await terminal("evaluate", file, "--thresholds", "0.5", ...args)).stderr).toContain(said);
});

it("refuses what is none", async () => {
  expect((await terminal("--semantics", "masked", "a")).stderr).toContain("--semantics masked: dropped or official.");
});
