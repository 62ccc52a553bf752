// Which text is classified, and in which order. That events come in order, in a browser too: classify.test.ts.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { hasPage } from "./page.js";
import { checkRun, command, fresh, onlyRun, openText, record, said } from "./session.js";

const three =
  "The film starts slowly.\n\nA charming and often affecting journey.\nIt never bores.\n\n\nIt is not good.\n";

suite("classify", () => {
  let skim: TranskimmerApi;
  setup(async () => {
    skim = await fresh();
  });

  test("several selections, one after another in reading order", async () => {
    const editor = await openText(three);
    editor.selections = [
      new vscode.Selection(6, 0, 6, 15),
      new vscode.Selection(0, 0, 0, 23),
      new vscode.Selection(1, 0, 1, 0),
    ];
    const { runs, events } = await record(skim, () => command("classifySelection"));
    assert.deepEqual(
      runs.map(({ passage, state }) => [passage.text, state]),
      [
        ["The film starts slowly.", "done"],
        ["It is not good.", "done"],
      ],
    );
    const order = [...new Set(events.map(({ run }) => run))];
    assert.deepEqual(
      order,
      runs.map(({ id }) => id),
    );
    assert.equal(
      events.findIndex(({ run }) => run === order[1]),
      events.filter(({ run }) => run === order[0]).length,
    );
    if (hasPage) await said("2 selections were classified, one after another.");
  });

  test("an empty selection is the paragraph at the cursor", async () => {
    const editor = await openText(three);
    editor.selection = new vscode.Selection(3, 4, 3, 4);
    const run = await onlyRun(skim, () => command("classifySelection"));
    assert.equal(run.passage.text, "A charming and often affecting journey.\nIt never bores.");
  });

  test("nothing at the cursor: no run, and the sentence says what to do", async () => {
    const editor = await openText("\n\n  \n");
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    const { runs } = await record(skim, () => command("classifySelection"));
    assert.equal(runs.length, 0);
    if (hasPage) await said("Select some text, or put the cursor in it.");
  });

  test("a whole document", async () => {
    await openText(three);
    const run = await onlyRun(skim, () => command("classifyDocument"));
    checkRun(run);
    assert.equal(run.passage.text, three);
  });

  test("a notebook's cell", async () => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, "# A delight from start to end.", "python");
    const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", new vscode.NotebookData([cell]));
    await vscode.window.showNotebookDocument(notebook);
    await vscode.commands.executeCommand("notebook.cell.edit");
    const document = notebook.cellAt(0).document;
    const editor = vscode.window.visibleTextEditors.find((each) => each.document === document);
    assert.ok(editor, "the cell has no text editor");
    editor.selection = new vscode.Selection(0, 2, 0, 11);
    const run = await onlyRun(skim, () => command("classifySelection"));
    assert.equal(run.passage.text, "A delight");
    assert.equal(run.passage.uri, document.uri.toString());
  });

  test("the same text gives the same run, and threshold 0 skims nothing", async () => {
    const text = "Not one joke lands, and somehow I left smiling.";
    const [a, b, whole] = [
      await skim.classify(text),
      await skim.classify(text),
      await skim.classify(text, { control: [0] }),
    ];
    assert.ok(a && b && whole);
    assert.deepEqual([a.depth, a.result?.logits], [b.depth, b.result?.logits]);
    assert.ok(whole.depth.every((depth) => depth === whole.model.layers));
    checkRun(whole);
  });

  test("a new request replaces the running one", async () => {
    const first = skim.classify("A film to forget. ".repeat(60), { name: "first" });
    const second = skim.classify("A film to remember.", { name: "second" });
    const [replaced, done] = await Promise.all([first, second]);
    assert.notEqual(replaced?.state, "failed");
    assert.equal(done?.state, "done");
    assert.equal(skim.lastRun()?.passage.name, "second");
  });
});
