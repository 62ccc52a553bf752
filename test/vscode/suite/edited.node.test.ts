// A text that was edited, or closed, after its run: its marks, its runs from the view, and the way back to it.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { eventually, inFrame, needsPage } from "./page.js";
import { scratch } from "./place.js";
import { command, fresh, hoverText, onlyRun, openText } from "./session.js";

const text = "A charming and often affecting journey. It never bores.";

/** Moves the threshold in the view as a person would, and waits for its run. */
async function rerun(skim: TranskimmerApi, threshold: number): Promise<void> {
  const input = 'document.querySelector(".threshold .row input[inputmode]")';
  await eventually("the view", () => inFrame(`${input} !== null && document.querySelector(".bar") !== null`));
  await inFrame(
    `${input}.value = "${threshold}"; ${input}.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }))`,
  );
  await eventually("the run", () => {
    const run = skim.lastRun();
    return run?.state === "done" && run.control.every((t) => t === threshold);
  });
}

suite("edited and closed texts", () => {
  let skim: TranskimmerApi;
  suiteSetup(function () {
    needsPage(this);
  });
  setup(async () => {
    skim = await fresh();
  });

  test("run again from the view, an edited passage keeps its marks, but for the words that were edited", async () => {
    const editor = await openText(text);
    await onlyRun(skim, () => command("classifyDocument"));
    const word = text.indexOf("often");
    await editor.edit((edit) => edit.replace(new vscode.Range(0, word, 0, word + 5), "sometimes rather"));
    await rerun(skim, 0.7);
    assert.equal(skim.lastRun()?.stale, true);
    assert.equal(skim.lastRun()?.passage.text, text);
    const moved = editor.document.getText().indexOf("affecting");
    assert.match(await hoverText(editor, moved + 1), /affecting.*layer/s);
    assert.match(await hoverText(editor, 3), /charming.*layer/s);
    assert.equal(await hoverText(editor, word + 2), "", "an edited word has no story");
    // and once more, with another edit before it
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "Well: "));
    await rerun(skim, 0.6);
    assert.match(await hoverText(editor, moved + 7), /affecting.*layer/s);
    // edited back, it is the text of the run again
    const whole = new vscode.Range(0, 0, 1, 0);
    await editor.edit((edit) => edit.replace(editor.document.validateRange(whole), text));
    await rerun(skim, 0.5);
  });

  test("undone, or reverted, the text is the one that was classified: nothing says that it was edited, and its marks are back", async () => {
    const folder = scratch();
    const file = vscode.Uri.joinPath(folder, "reverted.txt");
    const write = () => vscode.workspace.fs.writeFile(file, new TextEncoder().encode(`Before.\n\n${text}\n\nAfter.`));
    await write();
    const notice = 'document.body.innerText.includes("The text was edited since")';
    try {
      const editor = await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.One });
      editor.selection = new vscode.Selection(2, 3, 2, 3);
      await onlyRun(skim, () => command("classifySelection"));
      const word = editor.document.getText().indexOf("often");
      for (const back of ["undo", "workbench.action.files.revert"]) {
        await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.One });
        await editor.edit((edit) => {
          edit.insert(new vscode.Position(0, 0), "Long ");
          edit.replace(new vscode.Range(2, 11, 2, 14), "or");
        });
        assert.equal(skim.lastRun()?.stale, true, back);
        await eventually("the notice", () => inFrame(notice));
        if (back !== "undo") await write(); // the window may have saved the edit by itself
        await vscode.commands.executeCommand(back);
        await eventually(`the earlier text after ${back}`, () => skim.lastRun()?.stale === false);
        assert.equal(skim.lastRun()?.passage.offset, "Before.\n\n".length);
        assert.match(await hoverText(editor, word + 1), /often.*layer/s);
        await eventually("no notice", async () => !(await inFrame(notice)));
      }
    } finally {
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
      await vscode.workspace.fs.delete(folder, { recursive: true });
    }
  });

  test("text put after a whole document is an edit of it, for the slider's run too, and the next classification reads it", async () => {
    const editor = await openText(text);
    await onlyRun(skim, () => command("classifyDocument"));
    const added = "\nAnd then it ends.";
    await editor.edit((edit) => edit.insert(new vscode.Position(0, text.length), added));
    assert.equal(skim.lastRun()?.stale, true);
    await rerun(skim, 0.7);
    await skim.whenIdle();
    assert.deepEqual([skim.lastRun()?.stale, skim.lastRun()?.passage.text], [true, text]);
    const run = await onlyRun(skim, () => command("classifyAgain"));
    assert.deepEqual([run.stale, run.passage.text], [false, text + added]);
  });

  test("a paragraph that was a whole document before is a passage of its own now", async () => {
    const editor = await openText(text);
    await onlyRun(skim, () => command("classifyDocument"));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "Before.\n\n"));
    assert.equal(skim.lastRun()?.stale, true);
    editor.selection = new vscode.Selection(2, 3, 2, 3);
    const run = await onlyRun(skim, () => command("classifySelection"));
    assert.deepEqual([run.stale, run.passage.text, run.passage.offset], [false, text, "Before.\n\n".length]);
  });

  test("a word is shown in its document, which is opened again where it was closed", async () => {
    const folder = scratch();
    const file = vscode.Uri.joinPath(folder, "closed.txt");
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    const isIt = ({ document }: vscode.TextEditor) => document.uri.toString() === file.toString();
    try {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file), vscode.ViewColumn.One);
      await onlyRun(skim, () => command("classifyDocument"));
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      await vscode.window.tabGroups.close(tabs.filter(({ input }) => input instanceof vscode.TabInputText));
      await eventually("closed", () => !vscode.window.visibleTextEditors.some(isIt));
      await eventually("bars", () => inFrame('document.querySelectorAll(".bar").length'));
      const key = (name: string) =>
        `document.querySelector(".run .crosshair").dispatchEvent(new KeyboardEvent("keydown", { key: "${name}", bubbles: true }))`;
      for (const name of ["Home", "ArrowRight", "ArrowRight", "Enter"]) {
        await inFrame(key(name));
        await inFrame("new Promise(requestAnimationFrame).then(() => null)");
      }
      const editor = await eventually("the document on screen", () => vscode.window.visibleTextEditors.find(isIt));
      assert.ok(editor);
      await eventually("the word selected", () => editor.document.getText(editor.selection) === "charming");
      const view = vscode.window.tabGroups.all.find(
        ({ activeTab }) => activeTab?.input instanceof vscode.TabInputWebview,
      );
      assert.ok(view && view.viewColumn !== editor.viewColumn, "beside the view, not over it");
      assert.match(await hoverText(editor, 3), /charming.*layer/s);
    } finally {
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
      await vscode.workspace.fs.delete(folder, { recursive: true });
    }
  });
});
