// Cancelled at any moment, closed and edited in the middle of a run: the next run works each time.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import type { Run } from "../../../src/run/run.js";
import { eventually } from "./page.js";
import { command, firstLayer, fresh, onlyRun, openText, record } from "./session.js";

const text = "What a strange, generous, badly behaved little picture this is! It forgets its plot twice. ".repeat(4);

suite("trouble in mid-run", () => {
  let skim: TranskimmerApi;
  let reference: Run;
  setup(async () => {
    skim = await fresh("sst2"); // it takes long enough to be met in the middle
    const run = await skim.classify(text);
    assert.ok(run?.result, JSON.stringify(skim.modelStatus()));
    reference = run;
  });
  const nextWorks = async () => {
    const run = await skim.classify(text);
    assert.deepEqual([run?.state, run?.depth], ["done", reference.depth]);
  };

  test("cancelled at ten moments of a run: it ends, and the next one works", async () => {
    const states = new Set<string>();
    for (let i = 0; i < 10; i++) {
      const run = skim.classify(text);
      await new Promise((resolve) => setTimeout(resolve, (i / 10) * (reference.result?.ms ?? 100)));
      void command("cancel");
      states.add((await run)?.state ?? "none");
    }
    assert.ok(!states.has("failed") && !states.has("running"), [...states].join(", "));
    assert.equal(skim.modelStatus().failure, null);
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
