import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Evaluation } from "../../src/run/evaluation.js";
import { pieceIndexAt, pieceOf } from "../../src/run/exactCurves.js";
import { parseEvaluate } from "../../src/terminal/evaluateOptions.js";
import { hasRow, rowsIn, runSkim, skimProcess } from "./skimCommand.js";

const folder = mkdtempSync(join(tmpdir(), "skim-evaluate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tiny = ["--model", "test/fixtures/tiny", "--workers", "1"];
/** The fixture's rows, with labels that the tiny model has. */
const reviews = join(folder, "reviews.csv");
const rows = readFileSync("test/fixtures/dataset/reviews.csv", "utf8");
writeFileSync(reviews, rows.replaceAll(",positive", ",green").replaceAll(",negative", ",red"));

/** Runs `evaluate` by the tiny model, or the one that is named, to its end. */
const evaluate = (args: string[]) => runSkim(["evaluate", ...tiny, ...args]);

/** Starts it as a process, and presses Ctrl+C as soon as its journal holds rows. */
async function interrupted(args: string[], journal: string) {
  const child = spawn(process.execPath, [...skimProcess, "evaluate", ...tiny, ...args]);
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  await Promise.race([ended, hasRow(journal)]);
  child.kill("SIGINT");
  return { status: await ended, stderr };
}

/** So many rows, some of them malformed. */
function dataSet(count: number): { file: string; rows: number } {
  const kinds = ["quiet", "loud", "odd", "grand", "small"];
  const lines = Array.from({ length: count }, (_, i) => {
    if (i % 50 === 7) return '{"text": "cut off';
    const text = `a ${kinds[i % 5] ?? ""} film, number ${i}, that ${i % 3 === 0 ? "never" : "always"} finds its feet in ${i % 7} acts`;
    return JSON.stringify({ text, label: i % 2 });
  });
  const file = join(folder, `of-${count}.jsonl`);
  writeFileSync(file, `${lines.join("\n")}\n`);
  return { file, rows: count - Math.ceil((count - 7) / 50) };
}

describe("npm run skim evaluate", () => {
  it("stopped by Ctrl+C says so as the status 130 of its process, and keeps what is done", async () => {
    const { file } = dataSet(5000); // more than it comes to
    const out = join(folder, "of-5000.json");
    const stopped = await interrupted([file, "--thresholds", "0.5", "--out", out], `${out}.journal`);
    expect(stopped.status, stopped.stderr).toBe(130);
    expect(stopped.stderr).toMatch(/stopped after \d+ rows?; --resume goes on from .*of-5000\.json\.journal\n$/);
    expect(existsSync(out)).toBe(false);
    expect(rowsIn(`${out}.journal`)).toBeGreaterThan(0);
  });

  it("stopped and resumed gives an unbroken run's very table", async () => {
    const { file, rows } = dataSet(120);
    const unbroken = join(folder, "unbroken.json");
    const broken = join(folder, "broken.json");
    const at = ["--thresholds", "0.5"];
    const whole = await evaluate([file, ...at, "--out", unbroken, "--workers", "2"]);
    expect(whole.status, whole.stderr).toBe(2);
    expect(existsSync(`${unbroken}.journal`)).toBe(false);

    const stopped = await runSkim(
      ["evaluate", ...tiny, file, ...at, "--out", broken],
      (press) => void hasRow(`${broken}.journal`).then(press),
    );
    expect(stopped.status, stopped.stderr).toBe(130);
    expect(existsSync(broken)).toBe(false);
    const done = rowsIn(`${broken}.journal`);
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(rows);

    const resumed = await evaluate([file, ...at, "--out", broken, "--resume"]);
    expect(resumed.status, resumed.stderr).toBe(2);
    expect(resumed.stdout).toBe(whole.stdout);
    expect(readFileSync(broken, "utf8")).toBe(readFileSync(unbroken, "utf8"));
    expect(existsSync(`${broken}.journal`)).toBe(false);
  });

  it("writes JSON or CSV with --out, the same numbers in both, and lists malformed rows by line", async () => {
    const json = join(folder, "table.json");
    const csv = join(folder, "table.csv");
    const args = [reviews, "--thresholds", "0.5,0.9"];
    const first = await evaluate([...args, "--out", json]);
    const second = await evaluate([...args, "--out", csv, "--csv"]);
    expect([first.status, second.status]).toEqual([2, 2]);
    expect(first.stdout).toContain(
      "Malformed rows, left out: 1\n  line 8: The row has 2 cells, and the table 3 columns.\n",
    );
    expect(first.stdout).toContain("Labels that the model does not know: 1\n  meh: 1 row\n");

    const table = JSON.parse(readFileSync(json, "utf8")) as Evaluation;
    expect([table.rows, table.labelled]).toEqual([11, 10]);
    expect(table.malformed).toEqual({
      items: [{ line: 8, endLine: 8, reason: expect.any(String) as string }],
      more: 0,
    });
    const text = readFileSync(csv, "utf8");
    expect(second.stdout).toBe(text);
    expect(second.stderr).toContain("Malformed rows, left out: 1\n  line 8: The row has 2 cells");
    expect(second.stderr).toContain("Labels that the model does not know: 1\n  meh: 1 row\n");
    const [header = [], ...lines] = text
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    expect(lines).toHaveLength(3);
    lines.forEach((line, t) => {
      const at = table.at[t];
      const cell = (name: string) => Number(line[header.indexOf(name)]);
      expect(["threshold", "accuracy", "flopsGain", "flopsGainLow", "keptLayer2"].map(cell)).toEqual([
        at?.threshold,
        at?.accuracy?.value,
        at?.flopsGain?.value,
        at?.flopsGain?.interval?.[0],
        at?.kept[1],
      ]);
    });
  });

  it("with --exact gives curves over all thresholds that agree with the table's own runs, and bounds where --runs ends them", async () => {
    const out = join(folder, "exact.json");
    const exactly = await evaluate([reviews, "--exact", "--out", out, "--csv"]);
    expect(exactly.status, exactly.stderr).toBe(2);
    const table = JSON.parse(readFileSync(out, "utf8")) as Evaluation;
    const curves = table.exact;
    if (!curves) throw new Error("no curves");
    expect([curves.rows, curves.labelled, curves.unfinished]).toEqual([11, 10, 0]);
    const bounded = await evaluate([reviews, "--exact", "--runs", "4", "--json"]);
    const rough = (JSON.parse(bounded.stdout) as Evaluation).exact;
    if (!rough) throw new Error("no curves");
    expect(rough.unfinished).toBe(11);
    for (const { threshold, accuracy, flopsGain, agreement } of table.at) {
      const piece = pieceOf(curves, pieceIndexAt(curves, threshold));
      const figures = [accuracy?.value, agreement?.value, flopsGain?.value];
      expect([piece.accuracy?.[0], piece.agreement?.[0], piece.flopsGain[0]], `at ${threshold}`).toEqual(figures);
      expect([piece.accuracy?.[1], piece.agreement?.[1], piece.flopsGain[1]], `at ${threshold}`).toEqual(figures);
    }
    curves.hi.forEach((hi, i) => {
      const [known, between] = [pieceOf(curves, i).flopsGain, pieceOf(rough, pieceIndexAt(rough, hi)).flopsGain];
      expect(between[0]).toBeLessThanOrEqual(known[0]);
      expect(between[1]).toBeGreaterThanOrEqual(known[1]);
    });

    const [header, ...lines] = exactly.stdout.trimEnd().split("\n");
    expect(header).toBe(
      "above,to,accuracyLow,accuracyHigh,flopsGainLow,flopsGainHigh,agreementLow,agreementHigh,computedOn,readAs",
    );
    expect(lines[7]).toMatch(
      /,"fp32, WASM, 1 thread","Read as UTF-8, delimiter comma, .* by name: red, green; no label of the model's: meh\."$/,
    );
    expect(lines).toHaveLength(curves.pieces);
    expect(lines[7]?.split(",").map(Number).slice(0, 2)).toEqual([curves.hi[6], curves.hi[7]]);
  });

  it("ends with status 0 where every row could be read, and prints JSON alone on standard output", async () => {
    const file = join(folder, "clean.csv");
    writeFileSync(file, "text,label\nA warm film.,1\nA cold film.,0\n");
    const { status, stdout } = await evaluate([file, "--json", "--thresholds", "0.5"]);
    expect(status).toBe(0);
    expect((JSON.parse(stdout) as Evaluation).at.map(({ threshold }) => threshold)).toEqual([0, 0.5]);
  });

  it("asks with the options that answer, takes them, and says beside the figures and in every export what was taken for what", async () => {
    const file = join(folder, "ones.tsv");
    writeFileSync(file, 'text\tlabel\nred "green\t1\nblue" red\t1\n');
    const args = [file, "--thresholds", "0.5"];
    const asked = await evaluate(args);
    expect([asked.status, asked.stdout]).toEqual([1, ""]);
    expect(asked.stderr).toMatch(
      /holds 1 \(2 rows\), but neither 0 nor \d, .*--labels VALUE=LABEL,…, or --labels ids .*, or --labels from-1/,
    );
    const said =
      "a quote is a character, the first line names the columns. Texts: column “text” (detected). Labels: column “label” (detected), as given: 1 = ";
    const out = join(folder, "ones.json");
    const answered = await evaluate([...args, "--labels", "1=2", "--out", out]);
    expect(answered.status, answered.stderr).toBe(0);
    for (const text of [answered.stderr, answered.stdout]) expect(text).toContain(said);
    const table = JSON.parse(readFileSync(out, "utf8")) as Evaluation;
    expect(table.columns).toContain(said);
    expect([table.labelled, table.labelValues]).toEqual([2, [{ value: "1", label: 2 }]]);
    expect((await evaluate([...args, "--labels", "1=2", "--csv"])).stdout).toContain(said);
  });

  it("names the option that takes a column which could hold labels", async () => {
    const file = join(folder, "stars.csv");
    writeFileSync(file, "review,my stars\na good film,5\na bad film,9\n");
    const { stderr } = await evaluate([file, "--thresholds", "0.5"]);
    expect(stderr).toContain("No labels: column “my stars” (5, 9) is not taken");
    expect(stderr).toContain("To take it: --label 'my stars'\n");
  });

  it("goes on from no journal of another reading of the same rows", async () => {
    const { file } = dataSet(120);
    const out = join(folder, "reading.json");
    const args = [file, "--out", out];
    const stopped = await runSkim(
      ["evaluate", ...tiny, ...args, "--labels", "ids"],
      (press) => void hasRow(`${out}.journal`).then(press),
    );
    expect(stopped.status, stopped.stderr).toBe(130);
    const other = await evaluate([...args, "--labels", "0=1,1=0", "--resume"]);
    expect(other.status).toBe(1);
    expect(other.stderr).toContain("is of another evaluation");
  });

  it("goes on from no journal that version 0.1.0 left, says so, and leaves it as it is", async () => {
    const { file } = dataSet(10);
    const out = join(folder, "before.json");
    const journal = readFileSync("test/fixtures/saved/v0.1.0.journal", "utf8");
    writeFileSync(`${out}.journal`, journal);
    const { status, stdout, stderr } = await evaluate([file, "--thresholds", "0.5", "--out", out, "--resume"]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/is of another evaluation \(.*, or another version of Transkimmer wrote it\): start anew/);
    expect(readFileSync(`${out}.journal`, "utf8")).toBe(journal);
  });

  it("does not write over the data set, nor begin anew where a stopped evaluation can be gone on with", async () => {
    const file = join(folder, "own.csv");
    const content = "text,label\nA warm film.,1\n";
    writeFileSync(file, content);
    const over = await evaluate([file, "--out", join(folder, ".", "..", basename(folder), "own.csv")]);
    expect([over.status, over.stdout]).toEqual([1, ""]);
    expect(over.stderr).toContain("is the data set itself");
    expect(readFileSync(file, "utf8")).toBe(content);

    const out = join(folder, "stopped.json");
    writeFileSync(`${out}.journal`, "hours of work\n");
    const anew = await evaluate([file, "--out", out]);
    expect([anew.status, anew.stdout]).toEqual([1, ""]);
    expect(anew.stderr).toContain("go on from it with --resume, or delete it");
    expect(readFileSync(`${out}.journal`, "utf8")).toBe("hours of work\n");
  });

  it("says in words what is wrong with what was typed", async () => {
    const typed = (...args: string[]) => expect(() => parseEvaluate([reviews, ...args]));
    typed("--labels", "").toThrow(/^--labels is empty: give names, ids, from-1, or VALUE=LABEL/);
    typed("--delimiter", "foo").toThrow(
      /^--delimiter foo is none that is known: give comma, semicolon, tab, pipe, another ASCII sign, or none\.$/,
    );
    typed("--encoding", "utf-16").toThrow("give utf-16le (little endian, as Windows writes it) or utf-16be");
    typed("--encoding", "Shift_JIS").toThrow(/^--encoding Shift_JIS is not read here: give utf-8, .*, or save/);
    const said = async (...args: string[]) => (await evaluate(args)).stderr.replace(/^skim: |\n$/g, "");
    expect(await said("absent.csv")).toBe("absent.csv cannot be read: there is no such file.");
    expect(await said(reviews, "--model", "./absent/model")).toBe("--model ./absent/model: there is no such folder.");
    expect(await said(reviews, "--model", "README.md")).toBe("--model README.md is no folder.");
  });

  it("refuses in one line what cannot be followed", () => {
    for (const args of [
      [],
      [reviews, reviews],
      ["README.md"],
      [reviews, "--thresholds", "0.5,2"],
      [reviews, "--thresholds", ""],
      [reviews, "--workers", "0"],
      [reviews, "--out", "table.txt"],
      [reviews, "--resume"],
      [reviews, "--json", "--csv"],
      [reviews, "--runs", "9"],
      [reviews, "--labels", "names,ids"],
      [reviews, "--no-labels", "--labels", "ids"],
      [reviews, "--encoding", "ebcdic"],
      [reviews, "--delimiter", "ab"],
      [reviews, "--header", "--no-header"],
      [reviews, "--exact", "--runs", "0"],
    ])
      expect(() => parseEvaluate(args), args.join(" ")).toThrow(/^.{15,}$/);
  });

  it("says what is wrong in one line, with status 1 and no table", async () => {
    const utf16 = join(folder, "utf16.csv");
    writeFileSync(utf16, Buffer.from("text,label\nA film.,1\n", "utf16le"));
    const out = join(folder, "none.json");
    for (const args of [
      [reviews, "--bogus"],
      [utf16],
      [reviews, "--text", "body"],
      [reviews, "--labels", "1=neutral"],
      [reviews, "--model", join(folder, "absent"), "--out", out],
    ]) {
      const { status, stdout, stderr } = await evaluate(args);
      expect([status, stdout], args.join(" ")).toEqual([1, ""]);
      expect(stderr.trimEnd().split("\n"), args.join(" ")).toHaveLength(1);
      expect(stderr, args.join(" ")).toMatch(/^skim: .{15,}/);
      expect(stderr).not.toMatch(/ at .*:\d+/u);
    }
    expect(existsSync(out)).toBe(false);
  });
});
