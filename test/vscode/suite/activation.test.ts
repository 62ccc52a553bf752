import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually, hasPage, inPage } from "./page.js";
import { extension } from "./session.js";

suite("activation", () => {
  // First of all tests: nothing has asked for the extension yet.
  test("it is there once the window has started, with its status bar item, and has loaded no model", async () => {
    const found = extension();
    await eventually("activation", () => found.isActive);
    assert.equal(found.exports.modelStatus().state, "none");
    assert.equal(found.exports.lastRun(), null);
    if (!hasPage) return;
    const item = "document.querySelector(\".statusbar-item[id='transkimmer.transkimmer.transkimmer']\")";
    const said = await eventually("the status bar item", () => inPage(`${item}?.innerText`));
    assert.match(String(said), /sst2/);
    assert.match(String(await inPage(`${item}.querySelector("a").getAttribute("aria-label")`)), /no run yet/);
  });

  test("the extension is there and its commands are registered", async () => {
    await extension().activate();
    const declared = (extension().packageJSON as { contributes: { commands: { command: string }[] } }).contributes
      .commands;
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command } of declared) assert.ok(registered.has(command), `${command} is not registered`);
  });
});
