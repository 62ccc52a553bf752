// Which text a command is about, where the focus is not in one.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { eventually } from "./page.js";
import { command, fresh, onlyRun, openText } from "./session.js";

suite("which text a command is about", () => {
  let skim: TranskimmerApi;
  setup(async () => {
    skim = await fresh();
  });

  test("from the walkthrough, which covers the text: the text that was open last", async () => {
    const text = "Not one joke lands.\n\nAnd somehow I left smiling.";
    const editor = await openText(text);
    editor.selection = new vscode.Selection(2, 0, 2, 5);
    await vscode.commands.executeCommand("workbench.action.openWalkthrough", "transkimmer.transkimmer#start", false);
    await eventually("the walkthrough", () => vscode.window.activeTextEditor === undefined);
    const seen = () => vscode.window.visibleTextEditors.map(({ document }) => document);
    assert.ok(!seen().includes(editor.document), "the walkthrough covers it");
    const run = await onlyRun(skim, () => command("classifySelection"));
    assert.equal(run.passage.text, "And s");
    assert.ok(seen().includes(editor.document), "its marks are seen");
  });

  test("what is selected has a lightbulb and a key, which VS Code has given to no one", async () => {
    const { document } = await openText("Slow, and yet never dull.");
    const actions = async (to: number) =>
      (
        await vscode.commands.executeCommand<vscode.CodeAction[]>(
          "vscode.executeCodeActionProvider",
          document.uri,
          new vscode.Range(0, 0, 0, to),
        )
      ).flatMap(({ command: offered }) => offered?.command ?? []);
    assert.deepEqual(await actions(4), ["transkimmer.classifySelection"]);
    assert.deepEqual(await actions(0), []);
    const defaults = await vscode.workspace.openTextDocument(
      vscode.Uri.parse("vscode://defaultsettings/keybindings.json"),
    );
    const holders = [...defaults.getText().matchAll(/"key": "(?:ctrl|cmd)\+k g",\s+"command": "([^"]+)"/g)];
    assert.deepEqual(
      holders.map(([, id]) => id),
      ["transkimmer.classifySelection"],
    );
  });

  test("Markdown is read as what it says and marked where that stands, after an edit too; its source on request", async () => {
    const source = "# A **quiet** film\r\n\r\n[Never](https://x.y/dull) dull &amp; never loud.\r\n";
    const editor = await openText(source, "markdown");
    const { document } = editor;
    const run = await onlyRun(skim, () => command("classifyDocument"));
    assert.equal(run.passage.text.trim(), "A quiet film\r\n\r\nNever dull & never loud.");
    const story = async (word: string) => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        "vscode.executeHoverProvider",
        document.uri,
        document.positionAt(document.getText().indexOf(word)),
      );
      return hovers.map(({ range }) => range && document.getText(range));
    };
    for (const word of ["quiet", "Never", "&amp;", "loud"]) assert.deepEqual(await story(word), [word]);
    assert.deepEqual(await story("https"), []);
    await editor.edit((edit) => edit.insert(new vscode.Position(2, 0), "It is "));
    for (const word of ["quiet", "loud"]) assert.deepEqual(await story(word), [word]);
    const again = await onlyRun(skim, () => command("classifyAgain"));
    assert.match(again.passage.text, /It is Never dull & never/);
    const whole = await onlyRun(skim, () => command("readSource"));
    assert.equal(whole.passage.text, document.getText());
    assert.deepEqual(await story("https"), ["https"]);
  });

  test("in code at the cursor, the comment or the string alone", async () => {
    const content = "function add(a, b) {\n  // Slow, and yet\n  // never dull.\n  return a + b;\n}\n";
    const editor = await openText(content, "javascript");
    editor.selection = new vscode.Selection(2, 6, 2, 6);
    const run = await onlyRun(skim, () => command("classifySelection"));
    assert.equal(run.passage.text, "Slow, and yet\nnever dull.");
    assert.equal(run.passage.offset, content.indexOf("//"));
  });

  test("in a notebook, of two cells the one that is marked, though it is rendered and the other was edited", async () => {
    const cells = [
      new vscode.NotebookCellData(
        vscode.NotebookCellKind.Markup,
        "A quiet film.\n\nI have not forgotten it.",
        "markdown",
      ),
      new vscode.NotebookCellData(vscode.NotebookCellKind.Code, "# Louder than the first one.", "python"),
    ];
    const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", new vscode.NotebookData(cells));
    const code = [new vscode.NotebookRange(1, 2)];
    const editor = await vscode.window.showNotebookDocument(notebook, { selections: code });
    await vscode.commands.executeCommand("notebook.cell.edit");
    await eventually(
      "the code cell's editor",
      () => vscode.window.activeTextEditor?.document === notebook.cellAt(1).document,
    );
    await vscode.commands.executeCommand("notebook.cell.quitEdit");
    editor.selections = [new vscode.NotebookRange(0, 1)];
    await eventually("the other cell", () => editor.selection.start === 0);
    for (const which of ["classifySelection", "classifyDocument"]) {
      const run = await onlyRun(skim, () => command(which));
      assert.equal(run.passage.text, notebook.cellAt(0).document.getText(), which);
    }
  });
});
