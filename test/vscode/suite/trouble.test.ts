// Cancelled, killed, closed and edited in the middle of a run: the next run works each time.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import type { Run } from "../../../src/protocol/run.js";
import { eventually } from "./page.js";
import { command, fresh, onlyRun, openText, record } from "./session.js";

const text = "What a strange, generous, badly behaved little picture this is! It forgets its plot twice. ".repeat(4);

/** Resolves at the first layer of the next run. */
function firstLayer(skim: TranskimmerApi): Promise<Run> {
  return new Promise((resolve) => {
    const listener = skim.onDidChangeRun((change) => {
      if (change.kind !== "event" || change.event.kind !== "layer") return;
      listener.dispose();
      resolve(change.run);
    });
  });
}

suite("trouble in mid-run", () => {
  let skim: TranskimmerApi;
  let reference: Run;
  setup(async () => {
    skim = await fresh();
    const run = await skim.classify(text);
    assert.ok(run?.result, JSON.stringify(skim.modelStatus()));
    reference = run;
  });
  const nextWorks = async () => {
    const run = await skim.classify(text);
    assert.deepEqual([run?.state, run?.depth], ["done", reference.depth]);
  };

  test("cancelled after every layer", async () => {
    for (let layer = 0; layer < reference.model.layers - 1; layer++) {
      const listener = skim.onDidChangeRun((change) => {
        if (change.kind === "event" && change.event.kind === "layer" && change.event.layer === layer)
          void command("cancel");
      });
      const run = await skim.classify(text);
      listener.dispose();
      assert.ok(run && run.state !== "failed", `layer ${layer}: ${JSON.stringify(run?.failure)}`);
    }
    await nextWorks();
  });

  test("cancelled at 200 random moments", async function () {
    this.timeout(300_000);
    const length = reference.result?.ms ?? 100;
    const states = { done: 0, cancelled: 0, failed: 0, running: 0, none: 0 };
    for (let i = 0; i < 200; i++) {
      const run = skim.classify(text);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * length));
      void command("cancel");
      states[(await run)?.state ?? "none"]++;
      if (i % 20 === 0) await vscode.commands.executeCommand("notifications.clearAll");
    }
    assert.deepEqual([states.failed, states.running], [0, 0], JSON.stringify(states));
    assert.ok(states.cancelled > 20, JSON.stringify(states));
    assert.equal(skim.modelStatus().failure, null);
    await nextWorks();
  });

  test("the worker killed: the run fails with engine-lost, the next one works", async () => {
    const begun = firstLayer(skim);
    const run = skim.classify(text);
    await begun;
    skim.stopEngine();
    const ended = await run;
    assert.equal(ended?.state, "failed");
    assert.equal(ended.failure?.code, "engine-lost");
    await nextWorks();
  });

  test("the panel closed and opened again", async () => {
    await openText(text);
    const begun = firstLayer(skim);
    const { runs } = await record(skim, async () => {
      const run = command("classifyDocument");
      await begun;
      const panels = () =>
        vscode.window.tabGroups.all
          .flatMap((group) => group.tabs)
          .filter(({ input }) => input instanceof vscode.TabInputWebview);
      // The first layer may be there before the window has told of the panel's tab.
      await eventually("the panel's tab", () => panels().length === 1);
      const panel = panels();
      await vscode.window.tabGroups.close(panel);
      await command("openSkimView");
      await run;
    });
    assert.deepEqual(
      runs.map(({ state }) => state),
      ["done"],
    );
    await nextWorks();
  });

  test("the document edited: stale, and still done", async () => {
    const editor = await openText(text);
    const begun = firstLayer(skim);
    const run = await onlyRun(skim, async () => {
      const done = command("classifyDocument");
      await begun;
      await editor.edit((edit) => edit.replace(new vscode.Range(0, 7, 0, 14), "weird"));
      await done;
    });
    assert.equal(run.stale, true);
    await nextWorks();
  });

  test("edited before the passage: not stale, its place moves", async () => {
    const editor = await openText(`One.\n\n${text}`);
    editor.selection = new vscode.Selection(2, 3, 2, 3);
    await onlyRun(skim, () => command("classifySelection"));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "Zero. "));
    const run = skim.lastRun();
    assert.deepEqual([run?.stale, run?.passage.offset], [false, 12]);
  });
});
