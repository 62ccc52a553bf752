// What an evaluation in the terminal writes, and reads, when something else does so at the same time.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { hasRow, runSkim, skimProcess } from "./skimCommand.js";

const folder = mkdtempSync(join(tmpdir(), "skim-writing-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tiny = ["--model", "test/fixtures/tiny", "--workers", "1"];

/** `evaluate` by the tiny model. */
const evaluate = (args: string[]) => runSkim(["evaluate", ...args, ...tiny]);

/** The built `evaluate`, as a process that is started by a line of the shell: "$0" "$@" is its own. */
function inShell(line: string, args: string[]) {
  const command = [process.execPath, ...skimProcess, "evaluate", ...args, ...tiny];
  const { status, stderr } = spawnSync("/bin/sh", ["-c", line, ...command], { encoding: "utf8" });
  return { status, stderr };
}

function dataSet(name: string, rows: number, word = "good"): string {
  const file = join(folder, name);
  const line = (i: number) =>
    JSON.stringify({ text: `a ${word} film, number ${i}, ${"and a long one, ".repeat(6)}`, label: null });
  writeFileSync(file, Array.from({ length: rows }, (_, i) => `${line(i)}\n`).join(""));
  return file;
}

describe("what an evaluation writes", () => {
  it("is never of two: the one that comes second says that the journal is taken, and leaves it alone", async () => {
    const file = dataSet("both.jsonl", 4000);
    const out = join(folder, "both.json");
    let press = (): void => undefined;
    const both = ["0.5", "0.02"].map((at) =>
      runSkim(["evaluate", file, "--thresholds", at, "--out", out, ...tiny], (stop) => (press = stop)),
    );
    const refused = await Promise.race(both);
    expect(refused.status, refused.stderr).toBe(1);
    expect(refused.stderr).toContain(
      "both.json.journal holds what an evaluation has done that was stopped, or still runs",
    );
    await hasRow(`${out}.journal`);
    press();
    expect(new Set((await Promise.all(both)).map(({ status }) => status))).toEqual(new Set([1, 130]));
    expect(readFileSync(`${out}.journal`, "utf8").split('"kind":"evaluation"')).toHaveLength(2);
  });

  it("is of one file: one that is rewritten in place meanwhile ends it, and says so", async () => {
    const file = dataSet("rewritten.jsonl", 150);
    const out = join(folder, "rewritten.json");
    const ended = evaluate([file, "--thresholds", "0.5", "--out", out]);
    await hasRow(`${out}.journal`);
    dataSet("rewritten.jsonl", 150, "poor");
    const { status, stderr } = await ended;
    expect(status, stderr).toBe(1);
    expect(stderr).toContain("rewritten.jsonl was changed while it was evaluated");
    expect(existsSync(out)).toBe(false);
  });

  it("goes nowhere but where it was told to: a link that leads to no file is not followed", async () => {
    const out = join(folder, "linked.json");
    symlinkSync(join(folder, "elsewhere"), `${out}.journal`);
    const { status, stderr } = await evaluate([dataSet("few.jsonl", 3), "--out", out]);
    expect(status, stderr).toBe(1);
    expect(stderr).toContain("linked.json.journal is a link");
    expect(existsSync(join(folder, "elsewhere"))).toBe(false);
  });

  it("is looked at before anything is computed: a folder, or one that is not there, cannot be --out", async () => {
    const file = dataSet("few.jsonl", 3);
    mkdirSync(join(folder, "folder.json"));
    for (const [out, words] of [
      ["folder.json", /folder\.json is a folder: name a file/],
      [
        "absent/table.json",
        /table\.json cannot be written \(its folder is not there, or it was deleted meanwhile\)\. Make the folder/,
      ],
    ] as const) {
      const { status, stderr } = await evaluate([file, "--out", join(folder, out)]);
      expect([status, stderr]).toEqual([1, expect.stringMatching(words)]);
      expect(stderr).not.toContain("Texts: column");
    }
    expect(existsSync(join(folder, "folder.json.journal"))).toBe(false);
  });

  it("that cannot be written says what, why and what next, and what was written is gone on with", async () => {
    const file = dataSet("full.jsonl", 60);
    const [whole, out] = [join(folder, "whole.json"), join(folder, "full.json")];
    expect((await evaluate([file, "--out", whole])).status).toBe(0);
    // Files may have 8 blocks of 512 bytes: what a full disk is like.
    const { status, stderr } = inShell('ulimit -f 8; exec "$0" "$@"', [file, "--out", out]);
    expect(status, stderr).toBe(1);
    expect(stderr).toMatch(
      /full\.json\.journal cannot be written \(it would be larger than files may be here\)\. Name another place\. \d+ rows are done, and kept as far as they were written: --resume goes on from there\.\n$/,
    );
    const resumed = await evaluate([file, "--out", out, "--resume"]);
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(readFileSync(out, "utf8")).toBe(readFileSync(whole, "utf8"));
  });

  it("is the old table until the new one is whole, and keeps the journal where that cannot be written", () => {
    const file = dataSet("few.jsonl", 3);
    const out = join(folder, "old.json");
    writeFileSync(out, "the old table");
    const { status, stderr } = inShell('ulimit -f 8; exec "$0" "$@"', [file, "--out", out]); // the journal fits, the table does not
    expect(status, stderr).toBe(1);
    expect(stderr).toContain("old.json cannot be written (it would be larger than files may be here)");
    expect(readFileSync(out, "utf8")).toBe("the old table");
    expect(readdirSync(folder).filter((name) => name.startsWith("old.json"))).toEqual(["old.json", "old.json.journal"]);
  });

  it("leaves no journal beside a table that is there, whoever stops reading the output", () => {
    const out = join(folder, "piped.json");
    inShell('"$0" "$@" | true', [dataSet("few.jsonl", 3), "--out", out]);
    expect([existsSync(out), existsSync(`${out}.journal`)]).toEqual([true, false]);
  });
});
