// The list of models: a folder is added, says what it holds, is chosen, reads a text, and goes again.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { headerOf, named, read, remove, weights, write } from "./bundleCopy.js";
import { eventually, inPage, needsPage, screenshot } from "./page.js";
import { scratch } from "./place.js";
import { command, extension, fresh, onlyRun, said, set } from "./session.js";

const setting = () => vscode.workspace.getConfiguration("transkimmer").inspect<string>("model")?.globalValue;
const add = (folder: vscode.Uri) => vscode.commands.executeCommand("transkimmer.addModelFolder", folder);

/** The tiny model without what makes it skim. */
async function withoutPredictors(name: string): Promise<vscode.Uri> {
  const tiny = vscode.Uri.joinPath(extension().extensionUri, "test/fixtures/tiny");
  const folder = vscode.Uri.joinPath(scratch(), name);
  await vscode.workspace.fs.createDirectory(folder);
  for (const file of ["config.json", "tokenizer.json"]) await write(folder, file, await read(tiny, file));
  const bytes = await read(tiny, weights);
  const { start } = headerOf(bytes);
  const text = new TextDecoder().decode(bytes.subarray(8, start)).replaceAll("skim_predictors", "none_predictors");
  bytes.set(new TextEncoder().encode(text), 8);
  await write(folder, weights, bytes);
  return folder;
}

suite("the view of models", () => {
  let skim: TranskimmerApi;
  suiteSetup(function () {
    needsPage(this);
  });
  setup(async () => {
    skim = await fresh();
    await command("models.focus");
  });

  const row = (name: string) =>
    `[...document.querySelectorAll(".pane-body .monaco-list-row")].find((r) => r.getAttribute("aria-label")?.startsWith(${JSON.stringify(name)}))`;
  const label = (name: string) => inPage(`${row(name)}?.getAttribute("aria-label") ?? ""`);
  const says = (name: string, what: RegExp) =>
    eventually(`${name}: ${what.source}`, async () => {
      const text = String(await label(name));
      if (what.test(text)) return true;
      throw new Error(text);
    });
  const button = (name: string, title: string) =>
    eventually(title, async () => {
      const found = `${row(name)}?.querySelector('.action-label[aria-label^="${title}"]')`;
      return inPage(`(() => { const b = ${found}; b?.click(); return !!b; })()`);
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
    await eventually("its report", () => label("Passed over: ").then((text) => String(text).includes("tensors (")));
    assert.match(String(await label("Read: model.safetensors")), /kB/);
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

    await button(name, "Use This Model");
    await says(name, /, chosen, bert/);
    assert.equal(setting(), named(folder));
    const run = await onlyRun(skim, () => skim.classify("red green blue"));
    assert.equal(run.model.policy.control, null);
    assert.ok(run.depth.every((depth) => depth === run.model.layers));

    await set("model", "sst2");
    await says("sst2", /^sst2, chosen/);
    await button(name, "Remove from the List");
    await eventually("it is gone", async () => (await label(name)) === "");
  });

  test("a folder that cannot be opened is not added, and one that went since is missing", async () => {
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
  });
});
