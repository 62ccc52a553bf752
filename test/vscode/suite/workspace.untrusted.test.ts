// A workspace that nobody has said to trust yet, and that names a model of its own. Only `run.ts --untrusted` runs this.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { eventually, inPage, press } from "./page.js";
import { checkRun, command, fresh, onlyRun, openText } from "./session.js";

const text = "A charming and often affecting journey.";
/** What test/vscode/untrusted/.vscode/settings.json says. There is no such folder: who follows it fails. */
const planted = "planted";

suite("an untrusted workspace", () => {
  let skim: TranskimmerApi;
  setup(async () => {
    skim = await fresh();
    await openText(text);
  });

  test("its model is ignored; all else works", async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const settings = await vscode.workspace.openTextDocument(
      vscode.Uri.joinPath(vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file("/"), ".vscode/settings.json"),
    );
    assert.ok(settings.getText().includes(planted));
    const run = await onlyRun(skim, () => command("classifyDocument"));
    checkRun(run);
    assert.equal(run.model.name, "sst2");
    await command("sweepThresholds");
    await skim.whenIdle();
    assert.equal(skim.lastSweep()?.state, "done");
    assert.equal((await skim.history())[0]?.id, run.id);
  });

  test("the model list and the status bar say so", async () => {
    const item = "document.querySelector(\".statusbar-item[id='transkimmer.transkimmer.transkimmer'] a\")";
    const said = String(await eventually("the status bar item", () => inPage(`${item}.getAttribute("aria-label")`)));
    assert.match(said, /not trusted.*model.*ignored/);
    const chosen = command("chooseModel");
    const list = "document.querySelector('.quick-input-widget')";
    const shown = await eventually("the list", () => inPage(`${list}.innerText.includes("sst2") && ${list}.innerHTML`));
    assert.match(String(shown), /not trusted[^"]*model[^"]*ignored/);
    await press("Escape");
    await chosen;
  });

  test("trusted, it decides", async () => {
    await vscode.commands.executeCommand("workbench.trust.manage");
    const trust =
      "[...document.querySelectorAll('.workspace-trust-editor .monaco-button')].find((b) => b.innerText === 'Trust')";
    await eventually("the button", () => inPage(`!!${trust}`));
    await inPage(`${trust}.click()`);
    await eventually("trust", () => vscode.workspace.isTrusted);
    assert.equal(await skim.classify(text), null);
    assert.match(skim.modelStatus().failure?.message ?? "", new RegExp(`no model folder “${planted}”`));
  });
});
