// Two windows of one workspace write one history and one evaluation: here as two of each, on one folder.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { JournalStore } from "../../../src/dataset/run/journal.js";
import { EvaluationFiles } from "../../../src/host/evaluation/evaluationFiles.js";
import type { Plan } from "../../../src/host/evaluation/plan.js";
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
    reading: {
      encoding: "utf-8",
      table: null,
      columns: { text: "text", second: null, label: null, each: null, names: ["text"], header: true, least: 1 },
      labels: null,
    },
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

  let folder: vscode.Uri;
  let windows: number;
  setup(() => {
    folder = scratch();
    windows = 0;
  });
  const own = (number: number) => vscode.Uri.joinPath(folder, `window-${number}`);
  const window = (number = ++windows) => new EvaluationFiles(vscode.Uri.joinPath(folder, "evaluation"), own(number));
  /** A window that has begun, and written a row each. */
  const begun = async (uri: string, ...rows: string[]) => {
    const files = window();
    await files.begin({ ...plan, uri });
    const journal = await files.journal();
    await journal.create(`heading of ${uri}\n`);
    for (const row of rows) await journal.append(`${row}\n`);
    return { files, journal };
  };
  /** Another window, which goes on with what there is. */
  const goingOn = async () => {
    const files = window();
    const plan = await files.plan();
    assert.ok(plan);
    await files.goOn(plan);
    return { files, journal: await files.journal() };
  };
  /** What a window that is opened now finds. */
  const found = async () => {
    const plan = await window().plan();
    return plan && { uri: plan.uri, lines: await lines((await goingOn()).journal) };
  };
  const told = /Another window of this workspace goes on with this evaluation, has begun another or forgot it/;
  const isTold = async (work: Promise<unknown>) => {
    try {
      await work;
      return false;
    } catch (error) {
      assert.match(String(error), told);
      return true;
    }
  };

  test("the one that goes on has it, and the other is told; their rows are never mixed", async () => {
    const a = await begun("file:///a.csv", "a1");
    const b = await goingOn();
    await b.journal.append("b2\n");
    await assert.rejects(a.journal.append("a2\n"), told);
    assert.deepEqual((await found())?.lines, ["heading of file:///a.csv", "a1", "b2"]);
    // Where it is gone on with once more, it is taken from there.
    const again = await a.files.plan();
    assert.ok(again);
    await a.files.goOn(again);
    await (await a.files.journal()).append("a3\n");
    await assert.rejects(b.journal.append("b3\n"), told);
    assert.deepEqual((await found())?.lines, ["heading of file:///a.csv", "a1", "b2", "a3"]);
  });

  test("one that begins leaves the last one alone until it has a row; then the window of that is told", async () => {
    const a = await begun("file:///a.csv", "a1");
    const b = await begun("file:///b.csv");
    await a.journal.append("a2\n");
    assert.equal((await window().plan())?.uri, "file:///a.csv");
    await b.journal.append("b1\n");
    await assert.rejects(a.journal.append("a3\n"), told);
    assert.deepEqual(await found(), { uri: "file:///b.csv", lines: ["heading of file:///b.csv", "b1"] });
  });

  test("one that was stopped before its first row is gone on with in its own window", async () => {
    const { files } = await begun("file:///a.csv");
    const stopped = await files.plan();
    assert.ok(stopped);
    await files.goOn(stopped);
    await (await files.journal()).append("a1\n");
    assert.deepEqual(await found(), { uri: "file:///a.csv", lines: ["heading of file:///a.csv", "a1"] });
  });

  test("of those that write their first row in one moment one has it, whole, and the others are told", async () => {
    for (let round = 0; round < 8; round++) {
      const all = await Promise.all(["a", "b", "c"].map((name) => begun(`file:///${name}.csv`)));
      await Promise.all(all.map(({ journal }, i) => isTold(journal.append(`${i}: 1\n`))));
      const kept = await Promise.all(all.map(async ({ journal }, i) => !(await isTold(journal.append(`${i}: 2\n`)))));
      assert.deepEqual(kept.filter(Boolean), [true], `round ${round}`);
      const i = kept.indexOf(true);
      const uri = `file:///${"abc"[i] ?? ""}.csv`;
      assert.deepEqual(await found(), { uri, lines: [`heading of ${uri}`, `${i}: 1`, `${i}: 2`] });
    }
  });

  test("of those that go on with one in one moment one has it, and all rows that were written", async () => {
    for (let round = 0; round < 8; round++) {
      const first = await begun("file:///a.csv", "1");
      const plan = await window().plan();
      assert.ok(plan);
      const all = [window(), window(), window()];
      const late = isTold(first.journal.append("2\n")); // and who wrote it until now does so still
      const taken = await Promise.all(all.map(async (files) => !(await isTold(files.goOn(plan)))));
      assert.deepEqual(taken.filter(Boolean), [true], `round ${round}`);
      const wasTold = await late;
      const journal = await all[taken.indexOf(true)]?.journal();
      await journal?.append("3\n");
      await assert.rejects(first.journal.append("4\n"), told);
      const rows = (await found())?.lines ?? [];
      const of = (...rows: string[]) => JSON.stringify(["heading of file:///a.csv", ...rows]);
      const right = wasTold ? [of("1", "3"), of("1", "2", "3")] : [of("1", "2", "3")];
      assert.ok(right.includes(JSON.stringify(rows)), `round ${round}: ${rows.join()}`);
    }
  });

  test("one that a window had begun when it went, without a row, is on its disk no longer than until it begins another", async () => {
    const gone = window(1);
    await gone.begin({ ...plan, uri: "file:///gone.csv" });
    const anew = window(1); // the window, reloaded
    assert.equal(await anew.plan(), null);
    const begin = async (files: EvaluationFiles) => {
      await files.begin(plan);
      const journal = await files.journal();
      await journal.create("heading\n");
      await journal.append("1\n");
    };
    const other = window(2);
    await other.begin(plan);
    await begin(anew);
    const left = async (of: vscode.Uri) => (await vscode.workspace.fs.readDirectory(of)).length;
    assert.deepEqual([await left(own(1)), await left(own(2))], [0, 1], "another window's is its own");
    assert.equal(await left(vscode.Uri.joinPath(folder, "evaluation")), 1);
  });

  test("one that is forgotten is gone for its window, too, and what that writes brings nothing back", async () => {
    for (let round = 0; round < 5; round++) {
      const { journal } = await begun("file:///a.csv", "1");
      await Promise.all([window().clear(), isTold(journal.append("2\n"))]);
      await assert.rejects(journal.append("3\n"), told);
      assert.equal(await window().plan(), null);
    }
  });
});
