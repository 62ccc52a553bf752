import { describe, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import { taskOf } from "../../src/engine/tasks/index.js";
import { refuseTask } from "../../src/dataset/measure/index.js";
import { toJson } from "../../src/export/json.js";
import { figuresOf } from "../../src/export/figures.js";
import { sameAnswer } from "../../src/run/answer.js";
import type { SweepStep } from "../../src/run/sweep.js";
import { entryOf, comparedText } from "../../src/saved/history.js";
import { readRun } from "../../src/saved/savedRun.js";
import { toText } from "../../src/terminal/print.js";
import { answerText, answerWith } from "../../src/words/answer.js";
import { inMemory } from "../../src/worker/inMemory.js";
import { runOf } from "../parity/pytorch.js";
import { smallFiles } from "./smallBundle.js";

const text = "the movie was a good good time.";
const open = async (config: Record<string, unknown>) =>
  Model.load(await openBundle(inMemory("small", smallFiles({ config }))), { precision: "fp32", threads: 1 });
const saved = (run: unknown): unknown => JSON.parse(JSON.stringify(run));

async function ran(config: Record<string, unknown>) {
  const model = await open(config);
  const run = {
    ...(await runOf(model, text, { threshold: model.info.control })),
    started: "2026-11-30T00:00:00.000Z",
  };
  const steps: SweepStep[] = [];
  for await (const event of model.sweep(text)) if (event.kind === "step") steps.push(event.step);
  const { result } = run;
  if (!result) throw new Error("the run has no result");
  await model.dispose();
  return { model, run, result, steps };
}

describe("a multi-label model", () => {
  it("gives each label its own probability, and as the answer those over a half, in every place where an answer is said", async () => {
    const { model, run, result, steps } = await ran({ problem_type: "multi_label_classification" });
    const { labels } = model.info;
    expect(model.info.task).toEqual({ answer: "some" });
    expect(result.label).toBeNull();
    for (const [i, p] of result.probabilities.entries())
      expect(p).toBeCloseTo(1 / (1 + Math.exp(-(result.logits[i] ?? NaN))), 10);
    const over = labels.filter((_, i) => (result.probabilities[i] ?? 0) > 0.5);
    expect(result.labels).toEqual(over.map((label) => labels.indexOf(label)));
    expect(toJson(run)).toMatchObject({ label: null, answer: over, probabilities: result.probabilities });
    const said = over.length > 0 ? over.join(", ") : "no label";
    expect(entryOf(run)).toMatchObject({ label: said, probability: null });
    expect(figuresOf(run)[0]).toEqual(["label", said]);
    expect(toText(run, false).split("  ")[0]).toBe(said);
    expect(comparedText(run)).toContain(answerWith(labels, result));
    // What the sweep says at the run's own threshold.
    const step = steps.find(({ lo, hi }) => 0.5 > lo && 0.5 <= hi);
    expect(step && sameAnswer(step, result)).toBe(true);
    expect(readRun(saved(run), "run")).toEqual(run);
  });

  it("may answer with none, and with several", () => {
    const task = taskOf("multi_label_classification", 3);
    expect(answerText(["a", "b", "c"], task.read([-1, -0.1, -3]))).toBe("no label");
    expect(answerText(["a", "b", "c"], task.read([1, -0.1, 3]))).toBe("a, c");
    expect(sameAnswer(task.read([1, -1, 3]), task.read([2, -2, 1]))).toBe(true);
    expect(sameAnswer(task.read([1, -1, 3]), task.read([1, 1, 3]))).toBe(false);
  });

  it("as a saved run does not contradict itself", async () => {
    const { run, result } = await ran({ problem_type: "multi_label_classification" });
    const wrong = (changed: object) => () => readRun(saved({ ...run, result: { ...result, ...changed } }), "run");
    const all = result.labels?.length === 3 ? [0] : [0, 1, 2];
    expect(wrong({ labels: all })).toThrow(/result\.labels/);
    expect(wrong({ probabilities: result.probabilities.map((p) => 1 - p) })).toThrow(/result\.probabilities/);
    expect(wrong({ label: 1 })).toThrow(/result\.label/);
    expect(wrong({ labels: undefined })).toThrow(/result\.labels/);
    expect(wrong({ labels: [7] })).toThrow(/3 labels/);
  });
});

describe("a model of one label", () => {
  it.each([
    [{ id2label: { "0": "stars" } }, "stars"],
    [{ id2label: undefined, num_labels: 1 }, "LABEL_0"],
    [{ id2label: undefined, label2id: { stars: 0 } }, "stars"],
  ])("answers with a number, of which no probability is said: %j", async (config, name) => {
    const { model, run, result, steps } = await ran(config);
    expect(model.info).toMatchObject({ labels: [name], task: { answer: "number" } });
    expect(result).toMatchObject({ label: null, probabilities: [] });
    const [number = NaN] = result.logits;
    expect(toJson(run)).toMatchObject({ label: null, answer: number, probabilities: [] });
    const said = String(Number(number.toPrecision(4)));
    expect(entryOf(run)).toMatchObject({ label: said, probability: null });
    expect(toText(run, false)).toContain(`${said}  ${name} ${said}`);
    expect(figuresOf(run).slice(0, 2)).toEqual([
      ["label", said],
      ["numbers", `${name} ${said}`],
    ]);
    expect(steps.length).toBeGreaterThan(3);
    expect(steps.some((step, i) => i > 0 && !sameAnswer(step, steps[0] ?? step))).toBe(false);
    expect(readRun(saved(run), "run")).toEqual(run);
    const wrong = { ...run, result: { ...result, probabilities: [1] } };
    expect(() => readRun(saved(wrong), "run")).toThrow(/result\.probabilities: 1 instead of 0/);
  });
});

it("a model may give several numbers", async () => {
  const { model, result } = await ran({ problem_type: "regression" });
  expect(model.info.labels).toHaveLength(3);
  expect(answerText(model.info.labels, result)).toMatch(/^no -?[\d.]+, yes -?[\d.]+, perhaps -?[\d.]+$/);
});

it("a run of one label is what it was", async () => {
  const { result, run } = await ran({ problem_type: "single_label_classification" });
  expect(result.labels).toBeUndefined();
  expect(result.label).toBe(result.logits.indexOf(Math.max(...result.logits)));
  expect(result.probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1);
  expect(toJson(run)).not.toHaveProperty("answer");
});

it("a data set is evaluated by whatever a model answers with, but for several numbers", async () => {
  const refused = async (config: Record<string, unknown>) => {
    const { model } = await ran(config);
    return () => refuseTask(model.info);
  };
  expect(await refused({ problem_type: "multi_label_classification" })).not.toThrow();
  expect(await refused({ problem_type: "regression" })).toThrow("small answers with 3 numbers a text");
  expect(await refused({ id2label: { "0": "stars" } })).not.toThrow();
});
