// A model folder is tried before the settings name it.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { copyOfTiny, named, read, weights, write } from "./bundleCopy.js";
import { eventually, inFrame, inPage, needsPage } from "./page.js";
import { command, fresh, onlyRun, said, set } from "./session.js";

const setting = () => vscode.workspace.getConfiguration("transkimmer").inspect("model");
const choose = (folder: vscode.Uri) => vscode.commands.executeCommand("transkimmer.chooseModel", folder);

suite("choosing a model", () => {
  let skim: TranskimmerApi;
  setup(async () => {
    skim = await fresh();
  });

  test("a folder that does not load is not written, says why, and the working model stays", async () => {
    await onlyRun(skim, () => skim.classify("A quiet film."));
    const folder = await copyOfTiny("wrong");
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
    const folder = await copyOfTiny("other");
    await choose(folder);
    assert.equal(setting()?.globalValue, named(folder));
    await onlyRun(skim, () => skim.classify("A quiet film."));
  });

  test("one with predictors that does not say how they were trained is asked about, once", async function () {
    needsPage(this);
    const folder = await copyOfTiny("published");
    const config = JSON.parse(new TextDecoder().decode(await read(folder, "config.json"))) as Record<string, unknown>;
    delete config["skim"];
    await write(folder, "config.json", JSON.stringify(config));
    const choosing = choose(folder);
    const list = 'document.querySelector(".quick-input-widget")?.innerText ?? ""';
    await eventually("the question", async () => String(await inPage(list)).includes("official"));
    await vscode.commands.executeCommand("workbench.action.quickOpenSelectNext");
    await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    await choosing;
    assert.equal(setting()?.globalValue, named(folder));
    const run = await onlyRun(skim, () => skim.classify("A quiet film."));
    assert.equal(run.model.semantics, "official");
    await set("model", undefined);
    await choose(folder); // it ends: nothing is asked
    assert.equal((await onlyRun(skim, () => skim.classify("A quiet film."))).model.semantics, "official");
  });

  test("a run of another model says which one will read its text, and then which one did", async function () {
    needsPage(this);
    const { model } = await onlyRun(skim, () => skim.classify("A text that no test before has read."));
    await command("openSkimView");
    const notices = async () => String(await inFrame('document.querySelector(".notices")?.textContent.trim()'));
    const sentence = (words: string) => eventually(words, async () => (await notices()).includes(words));
    await eventually("the view", () => inFrame('document.querySelectorAll(".bar").length > 0'));
    assert.equal(await notices(), "");
    const folder = await copyOfTiny("reader");
    await set("model", named(folder));
    await sentence(`This run is of the model ${model.name}; the chosen model is reader.`);
    const { model: read } = await onlyRun(skim, () => command("nothingSkimmed"));
    assert.equal(read.name, "reader");
    await sentence(`An earlier run of this text is of the model ${model.name}; this one is of reader`);
  });
});
