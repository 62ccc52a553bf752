// The list of models: a folder is added, says what it holds, is chosen, reads a text, and goes again.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { named, remove, weights } from "./bundleCopy.js";
import { add, label, pressButton, row, says, withoutPredictors } from "./modelRows.js";
import { eventually, inFrame, inPage, needsPage, press, screenshot } from "./page.js";
import { command, fresh, onlyRun, openText, said, set } from "./session.js";

const setting = () => vscode.workspace.getConfiguration("transkimmer").inspect<string>("model")?.globalValue;

suite("the view of models", () => {
  let skim: TranskimmerApi;
  suiteSetup(function () {
    needsPage(this);
  });
  setup(async () => {
    skim = await fresh("sst2");
    await command("models.focus");
  });

  test("a folder is added, says what it holds, is chosen, reads a text, and goes again", async () => {
    await says("sst2", /^sst2, chosen, bert, \d+ layers, 2 labels, policy transkimmer, int8, 4[78]\.\d MB/);
    await says("issues", /^issues, bert/);
    const folder = await withoutPredictors("plain $(warning)");
    const name = "plain $ (warning)";
    await add(folder);
    await says(name, /, bert, \d layers, \d labels, policy none, fp32, \d+ kB/);
    assert.equal(setting(), "sst2", "to add is not to choose");
    assert.equal(await inPage(`${row(name)}.querySelectorAll(".label-name .codicon").length`), 0);

    // What was found stands below it, for a keyboard too.
    await inPage(`${row(name)}.querySelector(".monaco-tl-twistie")?.click()`);
    await eventually("its report", () => label("Passed over: ").then((text) => text.includes("tensors (")));
    assert.match(await label("Read: model.safetensors"), /kB/);
    for (const theme of ["Default Light Modern", "Default Dark Modern"]) {
      await vscode.workspace
        .getConfiguration()
        .update("workbench.colorTheme", theme, vscode.ConfigurationTarget.Global);
      await eventually(theme, () =>
        inPage(`!!document.querySelector(".monaco-workbench.vs${theme.includes("Dark") ? "-dark" : ""}")`),
      );
      await screenshot(`test-results/models-${theme.includes("Dark") ? "dark" : "light"}.png`);
    }
    await vscode.workspace
      .getConfiguration()
      .update("workbench.colorTheme", undefined, vscode.ConfigurationTarget.Global);

    await pressButton(name, "Use This Model");
    await says(name, /, chosen, bert/);
    assert.equal(setting(), named(folder));
    await openText("red green blue");
    const run = await onlyRun(skim, () => command("classifyDocument"));
    assert.equal(run.model.policy.control, null);
    assert.ok(run.depth.every((depth) => depth === run.model.layers));
    // Where nothing can be skimmed no word is marked; once one is skimmed by hand, all are.
    const marks = 'document.querySelectorAll(".editor-instance .view-lines .view-line [class*=ced-]").length';
    await eventually("bars", () => inFrame('document.querySelectorAll(".run .bar").length'));
    const key = (name: string) =>
      inFrame(
        `document.querySelector(".run .crosshair").dispatchEvent(new KeyboardEvent("keydown", { key: "${name}", bubbles: true }))`,
      );
    assert.equal(await inPage(marks), 0);
    for (const name of ["ArrowRight", "ArrowRight", "s"]) await key(name);
    await eventually("marks", () => inPage(marks));
    await eventually("its list", () => inFrame('document.querySelectorAll(".by-hand-panel .skimmed").length')); // a key before it means nothing
    await key("Delete");
    await eventually("no marks", async () => (await inPage(marks)) === 0);

    await set("model", "sst2");
    await says("sst2", /^sst2, chosen/);
    await pressButton(name, "Remove Model from List");
    await eventually("it is gone", async () => (await label(name)) === "");
  });

  test("a folder that cannot be opened is not added, and one that went since is missing, until the key takes it from the list", async () => {
    const broken = await withoutPredictors("weightless");
    await remove(broken, weights);
    await add(broken);
    await said("model.safetensors is missing");
    const gone = await withoutPredictors("vanished");
    await add(gone);
    await says("vanished", /policy none/);
    assert.equal(await label("weightless"), "");
    await vscode.workspace.fs.delete(gone, { recursive: true });
    await vscode.commands.executeCommand("transkimmer.history.focus");
    await set("threshold", 0.4); // any setting: the list is drawn again
    await says("vanished", /^vanished, missing/);
    await command("models.focus");
    await press("Home");
    const below = Number(await inPage(`${row("vanished")}.dataset.index`));
    for (let i = 0; i < below; i++) await press("ArrowDown");
    await set("threshold", 0.5); // its rows are asked for anew while the key comes
    await press("Delete");
    await eventually("it is gone", async () => (await label("vanished")) === "");
    assert.match(await label("sst2"), /^sst2/, "the others stay");
  });
});
