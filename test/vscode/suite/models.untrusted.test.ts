// The list of models where the workspace is not trusted: of its folders nothing is read.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { add, label, says, withoutPredictors } from "./modelRows.js";
import { command, fresh, said } from "./session.js";

suite("the view of models in an untrusted workspace", () => {
  setup(async () => {
    await fresh();
    await command("models.focus");
  });

  test("a folder of the workspace is not added, one from elsewhere is", async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    await says("sst2", /^sst2, chosen, bert/);
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    await add(vscode.Uri.joinPath(workspace.uri, "planted"));
    await said("planted lies in this workspace, which is not trusted");
    assert.equal(await label("planted"), "");
    await add(await withoutPredictors("elsewhere"));
    await says("elsewhere", /, bert, \d layers, \d labels, policy none/);
    assert.equal(await label("planted"), "");
  });
});
