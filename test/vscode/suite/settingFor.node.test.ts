// What Choose Model… writes into the settings is the folder that was chosen, whatever it is called.
import * as assert from "node:assert/strict";
import { Uri, workspace } from "vscode";
import { findModel, settingFor } from "../../../src/host/model/models.js";
import { extension, fresh } from "./session.js";

suite("the setting of a chosen model", () => {
  suiteSetup(fresh);

  test("is a name for a bundled model, a path of the workspace where that finds it, and the whole path where a bundled model would be found first", async () => {
    const { extensionUri } = extension();
    const [folder] = workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const setting = (uri: Uri) => settingFor({ name: "", uri }, extensionUri);
    const bundled = Uri.joinPath(extensionUri, "models", "sst2");
    assert.equal(setting(bundled), "sst2");
    assert.equal((await findModel("sst2", extensionUri)).uri.toString(), bundled.toString());
    assert.equal(setting(Uri.joinPath(folder.uri, "models", "own")), "models/own");
    const namesake = Uri.joinPath(folder.uri, "sst2");
    assert.equal(setting(namesake), namesake.scheme === "file" ? namesake.fsPath : namesake.toString());
  });
});
