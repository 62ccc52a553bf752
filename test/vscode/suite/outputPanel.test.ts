// What programs print is classified, marked and explained like any other text. In a browser, for the server from npm shows none of it.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { eventually, hasPage } from "./page.js";
import { inBrowser } from "./place.js";
import { checkRun, command, fresh, hoverText, onlyRun, openText } from "./session.js";

const text = "A charming and often affecting journey. It never bores.";

suite("the output panel", () => {
  let skim: TranskimmerApi;
  let channel: vscode.OutputChannel;
  setup(async () => {
    skim = await fresh();
    channel = vscode.window.createOutputChannel("Printed");
    channel.append(text);
    channel.show(false);
    await eventually("its editor", () => vscode.window.activeTextEditor?.document.uri.scheme === "output");
  });
  teardown(async () => {
    channel.dispose();
    await vscode.commands.executeCommand("workbench.action.closePanel");
  });

  test("what a program printed", async function () {
    // The server from npm has no native modules, and without one of them its channels stay empty.
    if (hasPage && !inBrowser) this.skip();
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    await eventually("its text", () => editor.document.getText() !== "");
    const run = await onlyRun(skim, () => command("classifyDocument"));
    checkRun(run);
    assert.equal(run.passage.text, text);
    assert.equal(run.passage.uri, editor.document.uri.toString());
    assert.match(await hoverText(editor, text.indexOf("charming") + 1), /charming.*layer/s);
  });

  test("it is in nobody's way while the view has the focus", async () => {
    const beside = await openText("The text beside the view.");
    await command("openSkimView");
    await eventually("the view has the focus", () => vscode.window.activeTextEditor === undefined);
    assert.equal(vscode.window.visibleTextEditors.length, 2, "the panel is still on screen");
    const run = await onlyRun(skim, () => command("classifyDocument"));
    assert.equal(run.passage.uri, beside.document.uri.toString());
  });
});
