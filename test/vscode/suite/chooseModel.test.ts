// A model folder is tried before the settings name it.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { copyOfBundle, named, weights, write } from "./bundleCopy.js";
import { fresh, onlyRun, said } from "./session.js";

const setting = () => vscode.workspace.getConfiguration("transkimmer").inspect("model");
const choose = (folder: vscode.Uri) => vscode.commands.executeCommand("transkimmer.chooseModel", folder);

suite("choosing a model", () => {
  let skim: TranskimmerApi;
  setup(async () => {
    skim = await fresh();
  });

  test("a folder that does not load is not written, says why, and the working model stays", async () => {
    await onlyRun(skim, () => skim.classify("A quiet film."));
    const folder = await copyOfBundle("wrong");
    const before = setting();
    await write(folder, weights, "no weights");
    await choose(folder);
    await said("was not chosen");
    await write(folder, "config.json", "{}");
    await choose(folder);
    await said('no "model_type"');
    assert.deepEqual(setting(), before);
    assert.equal(skim.modelStatus().state, "ready");
    await onlyRun(skim, () => skim.classify("A quiet film."));
  });

  test("one that loads is written, and reads the next text", async () => {
    const folder = await copyOfBundle("other");
    await choose(folder);
    assert.equal(setting()?.globalValue, named(folder));
    await onlyRun(skim, () => skim.classify("A quiet film."));
  });
});
