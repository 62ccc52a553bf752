import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runSkim, spawnSkim, type Ended } from "./skimCommand.js";

const tiny = ["--model", "test/fixtures/tiny"];
const linesOf = ({ status, stdout, stderr }: Ended) => ({
  status,
  lines: stdout.split("\n").filter((line) => line !== ""),
  stderr,
});
/** Runs the terminal command by the tiny model. */
const skim = async (args: string[]) => linesOf(await runSkim([...tiny, ...args]));

interface Printed {
  text: string;
  labels: string[];
  logits: number[];
  probabilities: number[];
  tokens: { start: number; end: number; depth: number; p: number[] | null }[];
  keptPerLayer: number[];
  flops: number;
  flopsDense: number;
  policy: string;
  control: number | number[];
  windows: unknown[];
}

const sweep = (args: string[]) => runSkim(["sweep", ...args]);

/** Characters that move a terminal's cursor or turn its writing round. */
const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u202e\u2028\u{e0041}]/u;

const read = (line: string | undefined) => JSON.parse(line ?? "") as Printed;

describe("npm run skim", () => {
  it("prints one JSON object a text, consistent in itself", async () => {
    const { status, lines } = await skim(["--json", "--threshold", "0.5", "a good film", "no"]);
    expect(status).toBe(0);
    expect(lines).toHaveLength(2);
    const run = read(lines[0]);
    const layers = run.keptPerLayer.length;
    expect(run).toMatchObject({ policy: "transkimmer", control: 0.5 });
    expect(run.tokens[0]?.p).toBeNull();
    expect(run.tokens[0]?.depth).toBe(layers);
    run.tokens.slice(1).forEach(({ depth, p }) => {
      expect(p).toHaveLength(Math.min(depth + 1, layers));
      p?.forEach((score, layer) => expect(score >= 0.5).toBe(depth > layer));
    });
    run.keptPerLayer.forEach((kept, l) => expect(kept).toBe(run.tokens.filter((t) => t.depth > l).length));
    expect(run.probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
    expect(run.flops).toBeGreaterThan(0);
    expect(run.windows).toHaveLength(1);
  });

  it("reports bad lines in their place and goes on, with exit status 2 of its process", () => {
    const input = '{"text":"fine"}\nnot json\n{"txt":1}\n\n{"text":"  "}\n{"text":"also fine"}\n';
    const { status, lines, stderr } = linesOf(spawnSkim([...tiny, "--json", "--file", "-"], input));
    expect(status).toBe(2);
    const objects = lines.map((line) => JSON.parse(line) as { line?: number; error?: string; text?: string });
    expect(objects.map((o) => o.error === undefined)).toEqual([true, false, false, false, true]);
    expect(objects.map((o) => o.line)).toEqual([undefined, 2, 3, 5, undefined]);
    expect(stderr).toBe("");
  });

  it("says other errors in one line without a stack", async () => {
    const folder = mkdtempSync(join(tmpdir(), "skim-"));
    writeFileSync(join(folder, "config.json"), "{");
    for (const args of [
      ["--threshold", "2", "x"],
      ["--threshold", "0.1,0.2", "x"],
      ["--precision", "fp64", "x"],
      ["--bogus"],
      ["--file", join(folder, "absent.jsonl")],
      ["--model", folder, "x"],
      ["--model", join(folder, "absent"), "x"],
      [],
    ]) {
      const { status, lines, stderr } = await skim(args);
      expect(status, args.join(" ")).toBe(1);
      expect(lines).toEqual([]);
      expect(stderr.trimEnd().split("\n"), args.join(" ")).toHaveLength(1);
      expect(stderr).not.toMatch(/ at .*:\d+/u);
    }
    const own = spawnSkim(["--threshold", "2", "x"]);
    expect([own.status, own.stdout, own.stderr]).toEqual([1, "", expect.stringMatching(/^skim: --threshold 2: .*\n$/)]);
  });

  it("says of an option that is none which are near, and of one that is wrong what it takes", async () => {
    for (const [args, said] of [
      [["--thresold", "0.5", "x"], "There is no option --thresold: there is --threshold (see --help)."],
      [["--bogus"], "There is no option --bogus (see --help)."],
      [["--__proto__", "x"], "There is no option --__proto__ (see --help)."],
      [["-x"], "There is no option -x (see --help)."],
      [["--json=yes", "x"], "--json takes no value (see --help)."],
      [["x", "--threshold"], "--threshold needs a value (see --help)."],
      [
        ["--threshold", "-1", "x"],
        "--threshold needs a value, and -1 is an option: a value that begins so is --threshold=-1.",
      ],
      [
        ["evaluate", "--threshold", "1", "a.csv"],
        "There is no option --threshold: there is --thresholds (see evaluate --help).",
      ],
    ] as const) {
      const { status, stderr } = await runSkim([...args]);
      expect([status, stderr]).toEqual([1, `skim: ${said}\n`]);
    }
  });

  it("does not let a text steer the terminal", async () => {
    const { status, lines } = await skim(["a\u001b[31mb\u0007 \u202e c"]);
    expect(status).toBe(0);
    expect(lines.join("\n")).not.toMatch(steering);
  });

  it("nor a text, a label or a reason in JSON, which says the same as without", async () => {
    const text = "a \u009b31m film \u007f\u202e\u200e\u2028 \u{e0041} \u{1f3ac}";
    const { status, lines } = await skim(["--json", text]);
    expect(status).toBe(0);
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toMatch(steering);
    expect(lines.join()).toContain("\u{1f3ac}");
    expect(read(lines[0]).text).toBe(text);
  });

  it("does not let a model or a data set steer it either", async () => {
    const folder = mkdtempSync(join(tmpdir(), "skim-"));
    const write = (name: string, content: string) => writeFileSync(join(folder, name), content);
    cpSync("test/fixtures/tiny", folder, { recursive: true });
    const config = JSON.parse(readFileSync(join(folder, "config.json"), "utf8")) as Record<string, unknown>;
    const labels = Object.keys(config["id2label"] as object);
    config["id2label"] = Object.fromEntries(labels.map((i) => [i, `\u001b[2J\u202e\u009b${i}`]));
    write("config.json", JSON.stringify(config));
    write("set.csv", "text,\u001b[31mlabel\na good film,0\na bad film,1\n");
    const run = (args: string[]) => runSkim([...args, "--model", folder]);
    const said = async () => [
      await run(["good"]),
      await run(["evaluate", join(folder, "set.csv"), "--label", "\u001b[31mlabel", "--workers", "1"]),
    ];
    const [skimmed, evaluated] = await said();
    expect([skimmed?.status, evaluated?.status]).toEqual([0, 0]);
    expect(skimmed?.stdout).toContain("\\u{1b}[2J\\u{202e}\\u{9b}0");
    expect(evaluated?.stderr).toContain("column “\ufffd[31mlabel”");
    const inJson = [
      await run(["sweep", "good", "--json"]),
      await run(["evaluate", join(folder, "set.csv"), "--no-labels", "--workers", "1", "--json"]),
    ];
    for (const { status, stdout } of inJson) {
      expect(status).toBe(0);
      expect(JSON.stringify(JSON.parse(stdout))).toMatch(/\u202e\u009b\d/);
    }
    write("config.json", "{\u001b[2J");
    for (const { stdout, stderr } of [skimmed, evaluated, ...inJson, ...(await said())].filter((s) => s !== undefined))
      expect(stdout + stderr).not.toMatch(steering);
  });
});

describe("npm run skim sweep", () => {
  it("prints the distinct runs of a text as an array whose intervals part the range, each with skim's own run", async () => {
    const text = "a good film, if long";
    const { status, stdout, stderr } = await sweep(["--json", "--from", "0.1", "--model", "test/fixtures/tiny", text]);
    expect([status, stderr]).toEqual([0, ""]);
    const steps = JSON.parse(stdout) as Record<"lo" | "hi" | "flops", number>[];
    expect(steps.length).toBeGreaterThan(5);
    expect(steps[0]?.lo).toBe(Math.fround(0.1));
    expect(steps.at(-1)?.hi).toBe(1);
    steps.slice(1).forEach((step, i) => expect(step.lo).toBe(steps[i]?.hi));
    const middle = steps[steps.length >> 1];
    const { lines } = await skim(["--json", "--threshold", String(middle?.hi), text]);
    const run = read(lines[0]) as Printed & { label: string };
    const { label, logits, probabilities, flops, keptPerLayer: kept } = run;
    const depths = run.tokens.map((token) => token.depth);
    expect(middle).toEqual({ lo: middle?.lo, hi: middle?.hi, depths, kept, label, logits, probabilities, flops });
  });

  it("prints a table for people, of the model that ships where none is named, and errors in one line", async () => {
    const { status, stdout } = await sweep(["--from", "0.4", "--to", "0.6", "a good film"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^above .*gain.*\n0\.4000000 .*positive.*\n/);
    for (const args of [
      ["a", "b"],
      ["--from", "2", "x"],
      ["--from", "0.5", "--to", "0.4", "x"],
    ]) {
      const wrong = await sweep(args);
      expect([wrong.status, wrong.stdout, wrong.stderr.trimEnd().split("\n").length], args.join(" ")).toEqual([
        1,
        "",
        1,
      ]);
    }
  });
});

it("what was assumed of the model's folder is said once, beside the results", async () => {
  const model = join(mkdtempSync(join(tmpdir(), "skim-assumed-")), "tiny");
  cpSync("test/fixtures/tiny", model, { recursive: true });
  writeFileSync(join(model, "tokenizer_config.json"), '{"do_lower_case": false}');
  const data = join(model, "rows.csv");
  writeFileSync(data, "text,label\nred,0\ngreen,1\n");
  for (const args of [
    ["red", "green"],
    ["sweep", "red"],
    ["evaluate", data],
  ]) {
    const { stdout, stderr } = await runSkim([...args, "--model", model]);
    expect(stderr.match(/^tokenizer_config\.json .*$/gm), args[0]).toHaveLength(1);
    expect(stdout).not.toContain("tokenizer_config");
  }
});
