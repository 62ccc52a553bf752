// Two texts that the model reads together: marks, hovers and edits of both, in one document and in two.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { eventually, inFrame, inPage, needsPage } from "./page.js";
import { command, fresh, hoverText, onlyRun, openText } from "./session.js";

const first = "The film is dull.";
const second = "Yet the film never bores.";

/** Words that are marked on the screen. */
const marked = `[...document.querySelectorAll(".view-lines .view-line span span")]
  .filter((e) => getComputedStyle(e).textDecorationLine === "underline").map((e) => e.textContent.trim()).filter(Boolean)`;
const words = '[...document.querySelectorAll(".run .labels .level, .run .labels .slanted")]';
const bars = 'document.querySelectorAll(".run .bar").length';

suite("a pair of texts", () => {
  let skim: TranskimmerApi;
  suiteSetup(function () {
    needsPage(this);
  });
  setup(async () => {
    skim = await fresh("sst2"); // whose pieces are words
  });

  /** Both in one document, classified; where they are in it. */
  async function together() {
    const editor = await openText(`${first}\n\n${second}`);
    editor.selections = [new vscode.Selection(2, 0, 2, second.length), new vscode.Selection(0, 0, 0, first.length)];
    const run = await onlyRun(skim, () => command("classifyPair"));
    assert.deepEqual([run.passage.text, run.passage.pair], [first, second]);
    return { editor, whole: () => editor.document.getText() };
  }

  test("two selections of one document are marked, both, and tell of their words", async () => {
    const { editor, whole } = await together();
    await eventually("marks", async () => {
      const words = (await inPage(marked)) as string[];
      return ["dull", "bores"].every((word) => words.includes(word));
    });
    assert.match(await hoverText(editor, whole().indexOf("dull") + 1), /dull.*layer/s);
    assert.match(await hoverText(editor, whole().indexOf("bores") + 1), /bores.*layer/s);
    assert.equal(await hoverText(editor, first.length + 1), "", "between them there is nothing");
  });

  test("a word lights up both ways, in the text that it is of", async () => {
    const { editor, whole } = await together();
    await eventually("bars", () => inFrame(bars));
    // Both texts have a film, at other places.
    const labels = (await inFrame(`${words}.map((n) => n.textContent)`)) as string[];
    const [one, other] = [labels.indexOf("film"), labels.lastIndexOf("film")];
    assert.ok(one >= 0 && other > one, labels.join());
    for (const [at, word] of [
      [whole().indexOf("film"), one],
      [whole().lastIndexOf("film"), other],
    ] as const) {
      await eventually(`label ${word}`, async () => {
        await hoverText(editor, at + 1); // again, where a busy page shows it once it has gone out
        return (await inFrame(`${words}.flatMap((n, i) => (n.matches(".lit") ? [i] : [])).join()`)) === String(word);
      });
    }
    // The other way: Enter selects it in its text.
    const key = async (name: string) => {
      await inFrame(
        `document.querySelector(".run .crosshair").dispatchEvent(new KeyboardEvent("keydown", { key: "${name}", bubbles: true }))`,
      );
      await inFrame("new Promise(requestAnimationFrame).then(() => null)");
    };
    await key("Home");
    for (let i = 0; i < other; i++) await key("ArrowRight");
    await key("Enter");
    await eventually(
      "the word of the second text",
      () => editor.document.offsetAt(editor.selection.start) === whole().lastIndexOf("film"),
    );
    assert.equal(editor.document.getText(editor.selection), "film");
  });

  test("an edit of either makes the run an earlier one, and undone it is none", async () => {
    const { editor, whole } = await together();
    for (const word of ["dull", "never"]) {
      const at = editor.document.positionAt(whole().indexOf(word));
      await editor.edit((edit) => {
        edit.insert(new vscode.Position(0, 0), "Well. ");
        edit.replace(new vscode.Range(at, at.translate(0, word.length)), "hardly");
      });
      assert.equal(skim.lastRun()?.stale, true, word);
      assert.equal(await hoverText(editor, whole().indexOf("hardly") + 1), "", "an edited word has no story");
      assert.match(await hoverText(editor, whole().indexOf("bores") + 1), /bores.*layer/s);
      await vscode.commands.executeCommand("undo");
      await eventually(`${word}, undone`, () => skim.lastRun()?.stale === false);
      assert.match(await hoverText(editor, whole().indexOf(word) + 1), new RegExp(`${word}.*layer`, "s"));
    }
    const at = editor.document.positionAt(whole().indexOf("never"));
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), "Well. ");
      edit.replace(new vscode.Range(at, at.translate(0, 5)), "hardly");
    });
    const run = await onlyRun(skim, () => command("classifyAgain"));
    assert.deepEqual(
      [run.passage.text, run.passage.pair, run.stale],
      [first, second.replace("never", "hardly"), false],
    );
    assert.match(await hoverText(editor, whole().indexOf("hardly") + 1), /hardly.*layer/s);
  });

  test("a selection each in two editors are a pair, from left to right, and each document is followed", async () => {
    const left = await openText(first);
    left.selection = new vscode.Selection(0, 0, 0, first.length);
    const document = await vscode.workspace.openTextDocument({ content: `Before.\n${second}` });
    const right = await vscode.window.showTextDocument(document, vscode.ViewColumn.Two);
    right.selection = new vscode.Selection(1, 0, 1, second.length);
    const run = await onlyRun(skim, () => command("classifyPair"));
    assert.deepEqual([run.passage.text, run.passage.pair], [first, second]);
    assert.deepEqual(run.passage.pairAt, { uri: document.uri.toString(), offset: "Before.\n".length });
    assert.match(run.passage.name, / and /);
    assert.match(await hoverText(left, first.indexOf("dull") + 1), /dull.*layer/s);
    assert.match(await hoverText(right, document.getText().indexOf("bores") + 1), /bores.*layer/s);
    await right.edit((edit) => edit.delete(new vscode.Range(0, 0, 1, 0)));
    assert.deepEqual([skim.lastRun()?.stale, skim.lastRun()?.passage.pairAt?.offset], [false, 0]);
    await right.edit((edit) => edit.insert(new vscode.Position(0, 4), "too "));
    assert.equal(skim.lastRun()?.stale, true);
    const again = await onlyRun(skim, () => command("classifyAgain"));
    assert.deepEqual([again.passage.text, again.passage.pair], [first, second.replace("Yet ", "Yet too ")]);
  });
});
