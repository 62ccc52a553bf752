// Runs of format 1, as version 0.1.0 and the days after it saved them.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { transkimmer } from "../../src/run/policy.js";
import type { Run } from "../../src/run/run.js";
import { readRun, readRunFile, writeRunFile } from "../../src/saved/savedRun.js";

/** v1 and v1-by-hand are of 0.1.0, the others of the days after: with a pair, a run to be read against and layers taken over, cancelled,
 *  failed, answering with some labels and with a number, of official semantics, of a model without predictors. */
const saved = new URL("../fixtures/saved/", import.meta.url);
const files = readdirSync(saved).filter((name) => name.startsWith("v1"));
const bytesOf = (name: string) => readFileSync(new URL(name, saved));

/** What such a file says, where it names things as they were. */
interface One extends Omit<Run, "format" | "control" | "model" | "before" | "forced"> {
  threshold: number[];
  forced?: Run["forced"];
  model: { threshold: number[] } & Record<string, unknown>;
  before?: { threshold: number[] } & Record<string, unknown>;
}
const one = (name = "v1.skimrun.json") => JSON.parse(bytesOf(name).toString("utf8")) as One;

describe("a run of format 1", () => {
  it("of times that it had from the run before, as 0.1.0 counted them, has none", () => {
    const run = one();
    const result = run.result && { ...run.result, reused: 2 };
    const former = readRun({ ...run, result }, "x");
    expect(former.layerMs.every((ms) => ms === null)).toBe(true);
    expect(former.result).toEqual({ ...result, ms: null });
    const layerMs = run.layerMs.map((ms, l) => (l < 2 ? null : ms));
    const later = readRun({ ...run, layerMs, result }, "x");
    expect(later).toMatchObject({ layerMs, result });
    for (const read of [former, later]) expect(readRunFile(writeRunFile(read), "x")).toEqual(read);
  });

  it.each(files)("opens for ever: %s", (name) => {
    const { threshold, model, before, forced = [], ...said } = one(name);
    const run = readRunFile(bytesOf(name), name);
    expect(run.format).toBe(2);
    expect(run).toMatchObject({ control: threshold, model: { control: model.threshold } });
    for (const part of ["depth", "scores", "kept", "layerFlops", "windows", "passage", "result"] as const)
      expect(run[part], part).toEqual(said[part]);
    const firsts = run.windows.map(({ first }) => first);
    expect(run.tokens).toEqual(
      said.tokens.map((token, t) => (firsts.includes(t) ? { ...token, always: true } : token)),
    );
    expect(run.joined).toEqual([]);
    expect(run.forced).toEqual(forced);
    expect(run.before?.control).toEqual(before?.threshold);
    expect(run.before?.depth).toEqual(before?.["depth"]);
    expect(readRunFile(writeRunFile(run), name)).toEqual(run);
    expect(new TextDecoder().decode(writeRunFile(run))).not.toContain('"threshold":');
  });

  it("of version 0.1.0 is of a BERT that skims by predictors, and answers with one label", () => {
    const { model, ...run } = readRun(one(), "x");
    expect(run).toMatchObject({ forced: [], backendWhy: "" });
    expect(model).toMatchObject({ family: "bert", policy: transkimmer, semantics: "dropped", task: { answer: "one" } });
    expect(model.cost).toHaveLength(model.layers);
    expect(run.tokens.slice(0, 4).map((t) => t.piece)).toEqual(["[CLS]", "a", "film", "that"]);
  });

  it.each([
    ["threshold: must be", (r: One) => (r.threshold[0] = 2)],
    ["settings of the control: 5 instead of 6", (r: One) => r.threshold.pop()],
    ["model.threshold: must be", (r: One) => (r.model.threshold[0] = -1)],
    ["own settings of it: 7 instead of 6", (r: One) => r.model.threshold.push(0.5)],
    ["before.threshold", (r: One) => (r.before = { ...r, threshold: [7] })],
    ["depth", (r: One) => r.depth.push(0)],
    ["depth.0: what is always kept", (r: One) => (r.depth[0] = 2)],
    ["windows.0.first", (r: One) => (r.windows = [{ first: 1, count: 45, start: 0, end: 1 }])],
    ["model.family", (r: One) => (r.model["family"] = 3)],
    [
      "forced: 271 fates",
      (r: One) => (r.forced = Array<Run["forced"][0]>(271).fill({ token: 1, from: 0, keep: true })),
    ],
  ])("is refused where its parts do not fit: %s", (says, change) => {
    const run = one();
    change(run);
    expect(() => readRun(run, "x")).toThrow(says);
  });
});
