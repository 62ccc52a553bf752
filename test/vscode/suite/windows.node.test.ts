// Two windows of one workspace write one history and one evaluation: here as two of each, on one folder.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { JournalStore } from "../../../src/dataset/run/journal.js";
import { EvaluationFiles, type Plan } from "../../../src/host/evaluation/evaluationFiles.js";
import { History } from "../../../src/host/history/history.js";
import { createLog } from "../../../src/host/log.js";
import { Runs } from "../../../src/host/run/runs.js";
import type { Run } from "../../../src/run/run.js";
import { wholeRun } from "../../view/synthetic.js";
import { eventually } from "./page.js";
import { scratch } from "./place.js";

const log = createLog();
suiteTeardown(() => log.dispose());

suite("two windows on one history", () => {
  let folder: vscode.Uri;
  let open: History[];
  setup(() => {
    folder = vscode.Uri.joinPath(scratch(), "runs");
    open = [];
  });
  teardown(() => {
    for (const history of open) history.dispose();
  });

  function window(): { history: History; classify: (id: string) => void } {
    const runs = new Runs();
    const history = new History(folder, null, runs, { a: null, b: null }, log);
    open.push(history);
    const classify = (id: string) => {
      const run: Run = { ...wholeRun(id, `The text ${id}.`, 2), state: "running", started: new Date().toISOString() };
      runs.show(run);
      runs.end(run, "done");
    };
    return { history, classify };
  }
  const ids = ({ history }: { history: History }) => history.entries.map(({ id }) => id).sort();

  test("neither loses a run, though both write at the same moment, and each sees the other's", async () => {
    const [a, b] = [window(), window()];
    const all: string[] = [];
    for (let i = 0; i < 10; i++) {
      a.classify(`a${i}`);
      b.classify(`b${i}`);
      all.push(`a${i}`, `b${i}`);
      await Promise.all([a.history.settled(), b.history.settled()]);
    }
    all.sort();
    const later = window(); // one that is opened after both
    await later.history.settled();
    assert.deepEqual(ids(later), all);
    await eventually("a sees all", () => ids(a).length === all.length);
    await eventually("b sees all", () => ids(b).length === all.length);
  });

  test("what one deletes and names is so in the other, which brings nothing back", async () => {
    const a = window();
    a.classify("one");
    a.classify("two");
    await a.history.settled();
    const b = window();
    await b.history.settled();
    assert.deepEqual(ids(b), ["one", "two"]);
    a.history.delete(["one"]);
    a.history.rename("two", "named");
    await a.history.settled();
    b.classify("three");
    await b.history.settled();
    assert.deepEqual(ids(b), ["three", "two"]);
    assert.equal(b.history.entries.find(({ id }) => id === "two")?.title, "named");
    const later = window();
    await later.history.settled();
    assert.deepEqual(ids(later), ["three", "two"]);
  });
});

suite("two windows on one evaluation", () => {
  const plan: Plan = {
    format: 1,
    uri: "file:///a.csv",
    reading: null,
    said: "",
    wanted: {},
    thresholds: [0, 0.5],
    exact: null,
    precision: "fp32",
  };
  const lines = async (store: JournalStore) => {
    const all: string[] = [];
    for await (const line of store.lines()) all.push(line);
    return all;
  };

  test("the one that goes on has it, and the other is told; their rows are never mixed", async () => {
    const folder = vscode.Uri.joinPath(scratch(), "evaluation");
    const [a, b] = [new EvaluationFiles(folder), new EvaluationFiles(folder)];
    await a.begin(plan);
    const first = await a.journal();
    await first.create("heading\n");
    await first.append("a1\n");
    assert.equal((await b.plan())?.uri, plan.uri);
    const second = await b.journal();
    await second.append("b2\n");
    await assert.rejects(first.append("a2\n"), /Another window of this workspace goes on with this evaluation/);
    assert.deepEqual(await lines(await new EvaluationFiles(folder).journal()), ["heading", "a1", "b2"]);
  });

  test("one that begins leaves the last one alone until it has a row; then the window of that is told", async () => {
    const folder = vscode.Uri.joinPath(scratch(), "evaluation");
    const [a, b] = [new EvaluationFiles(folder), new EvaluationFiles(folder)];
    await a.begin(plan);
    const first = await a.journal();
    await first.create("heading\n");
    await first.append("a1\n");
    const other = { ...plan, uri: "file:///b.csv" };
    await b.begin(other);
    const second = await b.journal();
    await second.create("heading of b\n");
    await first.append("a2\n");
    assert.equal((await new EvaluationFiles(folder).plan())?.uri, plan.uri);
    await second.append("b1\n");
    assert.equal((await new EvaluationFiles(folder).plan())?.uri, other.uri);
    await assert.rejects(first.append("a3\n"), /Another window of this workspace has begun an evaluation/);
    assert.deepEqual(await lines(await new EvaluationFiles(folder).journal()), ["heading of b", "b1"]);
  });
});
