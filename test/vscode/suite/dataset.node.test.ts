// A data set is evaluated in engines of its own: stopped, gone on with, looked at, and opened in the skim view.
import * as assert from "node:assert/strict";
import { join } from "node:path";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { candidatesOf } from "../../../src/dataset/measure/candidates.js";
import { decide } from "../../../src/run/decision.js";
import { pieceIndexAt, pieceOf } from "../../../src/run/exactCurves.js";
import { eventually, hasPage, inFrame, needsPage, screenshot } from "./page.js";
import { root, scratch, window } from "./place.js";
import { fresh, pressInMessage, said, set } from "./session.js";

/** Two labels that the model under test has, for those of the fixture. */
const [good, poor] = window === "packaged" ? ["positive", "negative"] : ["green", "red"];

suite("evaluating a data set", () => {
  let skim: TranskimmerApi;
  let file: vscode.Uri;
  const start = () => vscode.commands.executeCommand("transkimmer.evaluateDataSet", file);
  suiteSetup(async () => {
    file = vscode.Uri.joinPath(scratch(), "reviews.csv");
    const fixture = await vscode.workspace.fs.readFile(
      vscode.Uri.file(join(root, "test/fixtures/dataset/reviews.csv")),
    );
    const rows = new TextDecoder()
      .decode(fixture)
      .replaceAll(",positive", `,${good}`)
      .replaceAll(",negative", `,${poor}`);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(rows));
  });
  setup(async () => {
    skim = await fresh();
    await set("evaluation.thresholds", [0.1, 0.5, 0.9]);
    await set("backend", "wasm"); // what computes, and why, is in the tables that are compared
  });
  teardown(async () => {
    skim.evaluations.cancel();
    await skim.evaluations.whenIdle();
    await set("evaluation.thresholds", undefined);
  });

  test("compares policies one after the other, each with the table that it has alone, and keeps all; another one's table is looked at", async () => {
    const compare = (...names: string[]) => vscode.commands.executeCommand("transkimmer.comparePolicies", file, names);
    await compare("merge", "random");
    await skim.evaluations.whenIdle();
    const { status, tables, id } = skim.evaluations;
    assert.equal(status.state, "done", JSON.stringify(status));
    const names = () => skim.evaluations.tables.map(({ model }) => model.policy?.name);
    assert.deepEqual(names(), ["merge", "random"]);
    assert.equal(skim.evaluations.table, tables[0]);
    skim.evaluations.look("random");
    assert.equal(skim.evaluations.table, tables[1]);

    await set("policy", "random");
    await start();
    await skim.evaluations.whenIdle();
    await set("policy", undefined);
    assert.deepEqual(skim.evaluations.tables, [tables[1]]);
    assert.ok(id !== null);
    await vscode.commands.executeCommand("transkimmer.openEvaluation", id);
    assert.deepEqual(names(), ["merge", "random"]);
    assert.deepEqual(skim.evaluations.tables, tables);
  });

  test("gives a table of every row, and lists what was left out; stopped and gone on with, it is the same table", async () => {
    await start();
    await skim.evaluations.whenIdle();
    const whole = structuredClone(skim.evaluations.table);
    assert.equal(skim.evaluations.status.state, "done", JSON.stringify(skim.evaluations.status));
    assert.equal(whole?.rows, 11);
    assert.equal(whole.labelled, 10);
    assert.deepEqual(
      whole.malformed.items.map(({ line }) => line),
      [8],
    );
    assert.deepEqual(whole.unknownLabels.items, [{ label: "meh", rows: 1 }]);
    assert.deepEqual(
      whole.at.map(({ threshold }) => threshold),
      [0, 0.1, 0.5, 0.9],
    );

    await start();
    const listener = skim.evaluations.onDidChange(() => {
      if (skim.evaluations.status.rows > 0) skim.evaluations.cancel();
    });
    await skim.evaluations.whenIdle();
    listener.dispose();
    assert.equal(skim.evaluations.status.state, "stopped");
    await set("precision", "int8"); // it goes on in the precision that it began in
    await skim.evaluations.resume();
    await skim.evaluations.whenIdle();
    assert.deepEqual(skim.evaluations.table, whole);
  });

  test("one that came to its end is kept beside the next, listed, opened again with its rows, and deleted", async () => {
    const uri = vscode.Uri.joinPath(scratch(), "four.csv");
    const rows = ["text,label", ...Array<string>(4).fill(`a film,${good}`)].join("\n");
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(rows));
    await start();
    await skim.evaluations.whenIdle();
    const first = structuredClone(skim.evaluations.table);
    await vscode.commands.executeCommand("transkimmer.evaluateDataSet", uri);
    await skim.evaluations.whenIdle();
    assert.equal(skim.evaluations.table?.rows, 4);
    const [newest, before] = await skim.evaluations.kept();
    assert.deepEqual([newest?.told.rows, before?.told.rows], [4, 11]);
    await vscode.commands.executeCommand("transkimmer.openEvaluation", before?.id);
    const { status, table, plan } = skim.evaluations;
    assert.deepEqual([status.state, status.file, plan], ["done", "reviews.csv", before?.plan]);
    assert.deepEqual(table, first);
    await vscode.commands.executeCommand("transkimmer.deleteEvaluation", newest);
    const left = await skim.evaluations.kept();
    assert.equal(left[0]?.id, before?.id);
  });

  test("one that fails before its first row says why, and leaves the last one where it was, on disk too", async () => {
    await start();
    await skim.evaluations.whenIdle();
    const table = structuredClone(skim.evaluations.table);
    assert.equal(table?.rows, 11);
    const none = vscode.Uri.joinPath(scratch(), "notes.md");
    const empty = vscode.Uri.joinPath(scratch(), "empty.csv");
    for (const file of [none, empty]) await vscode.workspace.fs.writeFile(file, new Uint8Array());
    for (const [file, words] of [
      [none, "notes.md is not evaluated. notes.md is no data set"],
      [empty, "empty.csv is not evaluated. empty.csv is empty"],
    ] as const) {
      await vscode.commands.executeCommand("transkimmer.evaluateDataSet", file);
      await skim.evaluations.whenIdle();
      const { state, file: name, failure } = skim.evaluations.status;
      assert.deepEqual(
        [state, name, failure?.message.startsWith(words)],
        ["done", "reviews.csv", true],
        failure?.message,
      );
      assert.deepEqual(skim.evaluations.table, table);
    }
    await skim.evaluations.forget();
    await vscode.commands.executeCommand("transkimmer.evaluateDataSet", none);
    await skim.evaluations.whenIdle();
    assert.deepEqual([skim.evaluations.status.state, skim.evaluations.table], ["failed", null]);
  });

  test("paused and cancelled with the page's own buttons it stands still, and gone on with it is the unbroken table", async function () {
    needsPage(this);
    // So many that a fast machine is not done before the page says that a row is.
    const count = 200;
    const rows = Array.from(
      { length: count },
      (_, i) => `"a film, number ${i}, that finds its feet in ${i % 7} acts",${good}`,
    );
    const long = vscode.Uri.joinPath(scratch(), "long.csv");
    await vscode.workspace.fs.writeFile(long, new TextEncoder().encode(["text,label", ...rows].join("\n")));
    const start = () => vscode.commands.executeCommand("transkimmer.evaluateDataSet", long);
    await start();
    await skim.evaluations.whenIdle();
    const whole = structuredClone(skim.evaluations.table);
    const press = (name: string) =>
      eventually(name, () =>
        inFrame(`(() => {
          const all = [...document.querySelectorAll(".progress button")];
          const found = all.find((b) => b.textContent === ${JSON.stringify(name)} && b.checkVisibility());
          found?.click();
          return !!found;
        })()`),
      );
    const says = (words: RegExp) =>
      eventually(String(words), async () =>
        words.test(String(await inFrame('document.querySelector(".progress")?.innerText'))),
      );
    const state = (wanted: string) => eventually(wanted, () => skim.evaluations.status.state === wanted);

    await says(new RegExp(`^${count} rows`));
    // In the page itself, at the first row that it tells of: a test outside is told too late where the machine is busy.
    await inFrame(`new MutationObserver((_, observer) => {
      const pause = [...document.querySelectorAll(".progress button")].find((b) => b.textContent === "Pause");
      if (!pause.checkVisibility() || !/^[1-9]/.test(document.querySelector(".progress").innerText)) return;
      observer.disconnect();
      pause.click();
    }).observe(document.querySelector(".progress"), { subtree: true, childList: true, characterData: true, attributes: true })`);
    await start();
    await state("paused");
    await says(/Paused after \d+ rows?/);
    // What was on its way ends, on a busy machine after seconds; then nothing does.
    let done = skim.evaluations.status.rows;
    for (let since = Date.now(); Date.now() - since < 1000 && done < count;) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const { rows: now } = skim.evaluations.status;
      if (now !== done) since = Date.now();
      done = now;
    }
    assert.ok(done < count, "the pause did not hold it");
    await press("Cancel");
    await state("stopped");
    await says(/Stopped/);
    await press("Resume");
    await state("done");
    assert.deepEqual(skim.evaluations.table, whole);
  });

  test("at all thresholds it gives step curves that agree with the table, and draws them", async () => {
    await vscode.commands.executeCommand("transkimmer.evaluateDataSetExactly", file);
    await skim.evaluations.whenIdle();
    const { status, table } = skim.evaluations;
    assert.equal(status.state, "done", JSON.stringify(status));
    const curves = table?.exact;
    assert.ok(curves);
    assert.deepEqual([curves.rows, curves.labelled, curves.unfinished], [11, 10, 0]);
    for (const { threshold, accuracy, flopsGain, agreement } of table.at) {
      const piece = pieceOf(curves, pieceIndexAt(curves, threshold));
      assert.deepEqual(
        [piece.accuracy, piece.flopsGain, piece.agreement],
        [accuracy, flopsGain, agreement].map((figure) => [figure?.value, figure?.value]),
      );
    }
    if (!hasPage) return;
    await eventually("curves", () => inFrame('document.querySelectorAll(".steps .band").length === 3'));
    await inFrame(`(() => {
      const most = document.querySelector(".decision input");
      most.value = "100";
      most.dispatchEvent(new Event("change"));
      document.querySelector(".decision button").click();
    })()`);
    const used = () => vscode.workspace.getConfiguration("transkimmer").get("threshold");
    const { threshold } = decide(candidatesOf(table), 1) ?? {};
    assert.notEqual(threshold, undefined);
    await eventually("the chosen threshold in the settings", () => used() === threshold);
    await set("threshold", undefined);
    await set("policy", "merge"); // the page's numbers are not this one's
    await inFrame('document.querySelector(".decision button").click()');
    await said(`Evaluated was ${table.model.name}, transkimmer; chosen now is ${table.model.name}, merge`);
    await pressInMessage(`Choose ${table.model.name}, transkimmer`);
    await eventually("the threshold again", () => used() === threshold);
    assert.equal(vscode.workspace.getConfiguration("transkimmer").get("policy"), "auto");
    await set("threshold", undefined);
    await inFrame('[...document.querySelectorAll(".decision button")][1].click()');
    const measured = /^Measured here, on 11 texts, in (fp32|int8) on WASM, 1 thread: [\d.]+× as fast\./;
    await eventually("the speed", async () =>
      measured.test(String(await inFrame('document.querySelector(".speed").textContent'))),
    );
    await inFrame('document.querySelector(".steps").scrollIntoView()');
    await screenshot("test-results/dataset-exact.png");
  });

  test("a text is classified meanwhile, and one of the data set opens in the skim view", async () => {
    await set("backend", "wasm");
    await start();
    const run = await skim.classify("A film to remember.");
    assert.equal(run?.state, "done");
    await skim.evaluations.whenIdle();
    assert.equal(skim.evaluations.status.state, "done");
    if (!hasPage) return;
    const sentence = await eventually("the page's summary", () =>
      inFrame("document.querySelector('.summary')?.textContent"),
    );
    assert.match(String(sentence), /^11 rows, 10 of them with a label/);
    const how = await inFrame("document.querySelector('.summary + .hint').textContent");
    assert.match(String(how), / Computed in (fp32|int8), WASM, 1 thread \(chosen in the settings\)\.$/);
    const directory = process.env["TRANSKIMMER_SCREENSHOTS"];
    if (directory !== undefined) await screenshot(join(directory, "dataset.png"));
    const { flips } = skim.evaluations.table ?? {};
    if (!flips?.items[0]) return;
    await inFrame("document.querySelector('.flips tbody span.flips button').click()");
    await eventually("the skim view's run", () => skim.lastRun()?.passage.name.startsWith("reviews.csv, line "));
  });
});
