import * as assert from "node:assert/strict";
import * as vscode from "vscode";

suite("activation", () => {
  test("the extension is there and its commands are registered", async () => {
    const extension = vscode.extensions.getExtension("transkimmer.transkimmer");
    assert.ok(extension, "transkimmer.transkimmer is not installed");
    await extension.activate();
    const declared = (extension.packageJSON as { contributes: { commands: { command: string }[] } }).contributes
      .commands;
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command } of declared) assert.ok(registered.has(command), `${command} is not registered`);
  });
});
