// A run that a workspace keeps, where it is kept in a browser's storage, too. All else: history.node.test.ts.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { command, fresh, onlyRun, openText } from "./session.js";

const run = (name: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`transkimmer.${name}`, ...args);

suite("the history of runs", () => {
  let skim: TranskimmerApi;
  setup(async () => {
    skim = await fresh();
    for (const { id } of await skim.history()) {
      await run("unkeepRun", id);
      await run("deleteRun", id);
    }
    assert.deepEqual(await skim.history(), []);
  });

  test("a finished run is there with what it came to, and comes back whole from its file", async () => {
    const editor = await openText("First, a quiet and patient film.\n\nThen a loud one.");
    const first = await onlyRun(skim, () => command("classifySelection"));
    const second = await skim.classify("Another text altogether.");
    const [newest, older] = await skim.history();
    assert.equal(newest?.id, second?.id);
    assert.equal(older?.id, first.id);
    assert.equal(older.label, first.model.labels[first.result?.label ?? -1]);
    assert.equal(older.uri, editor.document.uri.toString());
    assert.equal(skim.lastRun()?.id, second?.id);
    await run("showRun", first.id);
    assert.deepEqual(skim.lastRun(), { ...skim.lastRun(), ...first });
    assert.equal((await skim.history()).length, 2, "to show a run makes no other");
  });
});
