// Words out of files in what VS Code draws. In a workspace that is not trusted: there a click on a link would do the most harm.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { eventually, inPage, press } from "./page.js";
import { scratch } from "./place.js";
import { extension, fresh } from "./session.js";

const link = (words: string) => `[${words}](command:workbench.action.terminal.new)`;

/** The message with these words, and the words of the links in it. */
async function messageWith(words: string): Promise<{ text: string; links: string[] }> {
  const found = await eventually(`a message with “${words}”`, async () => {
    await vscode.commands.executeCommand("notifications.showList");
    const all = `[...document.querySelectorAll(".notification-list-item-message")].map((e) =>
      ({ text: e.textContent, links: [...e.querySelectorAll("a")].map((a) => a.textContent) }))`;
    return ((await inPage(all)) as { text: string; links: string[] }[]).find(({ text }) => text.includes(words));
  });
  assert.ok(found);
  return found;
}

suite("words out of files in messages", () => {
  let skim: TranskimmerApi;
  const folder = scratch();
  suiteTeardown(() => vscode.workspace.fs.delete(folder, { recursive: true }));
  setup(async () => {
    skim = await fresh();
  });

  const write = async (name: string, content: string): Promise<vscode.Uri> => {
    const file = vscode.Uri.joinPath(folder, name);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
    return file;
  };

  test("VS Code makes a link of such words, so that this suite would see one", async () => {
    void vscode.window.showInformationMessage(`a test: ${link("Press")}`);
    assert.deepEqual((await messageWith("a test")).links, ["Press"]);
  });

  test("a saved run's are no link", async () => {
    const fixture = vscode.Uri.joinPath(extension().extensionUri, "test/fixtures/saved/v1.skimrun.json");
    const saved = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(fixture))) as object;
    const file = await write("evil.skimrun.json", JSON.stringify({ ...saved, stale: link("Repair it") }));
    await vscode.commands.executeCommand("transkimmer.exportRun", file, "csv");
    const { text, links } = await messageWith("evil.skimrun.json");
    assert.match(text, /stale/);
    assert.deepEqual(links, [], text);
  });

  test("a data set's name is no link", async () => {
    const rows = `${JSON.stringify({ text: "A quiet film.", label: 1 })}\n`.repeat(5000);
    const file = await write(`${link("Resume")}.jsonl`, rows);
    await vscode.commands.executeCommand("transkimmer.evaluateDataSet", file);
    assert.ok(skim.evaluations.busy);
    await vscode.commands.executeCommand("transkimmer.evaluateDataSet", file);
    const { text, links } = await messageWith("cancel that first");
    assert.match(text, /Resume/);
    assert.deepEqual(links, [], text);
    skim.evaluations.cancel();
    await skim.evaluations.whenIdle();
    await skim.evaluations.forget();
  });

  test("a run's name is no link in what asks for another", async () => {
    const run = await skim.classify(link("Rename"));
    const [entry] = await skim.history();
    assert.ok(run && entry?.id === run.id);
    const renaming = vscode.commands.executeCommand("transkimmer.renameRun", entry.id);
    const widget = "document.querySelector('.quick-input-widget .quick-input-message')";
    await eventually("the prompt", () => inPage(`${widget}.textContent.includes("A name for")`));
    assert.equal(await inPage(`${widget}.querySelectorAll("a").length`), 0);
    await press("Escape");
    await renaming;
  });

  test("a model's name is no icon in the status bar, and fills none of it", async () => {
    const name = `$(warning)${"A".repeat(200)}`;
    await vscode.workspace
      .getConfiguration("transkimmer")
      .update("model", vscode.Uri.joinPath(folder, name).fsPath, vscode.ConfigurationTarget.Global);
    assert.equal(await skim.classify("A quiet film."), null);
    const item = "document.querySelector(\".statusbar-item[id='transkimmer.transkimmer.transkimmer']\")";
    const text = String(
      await eventually("the failure", () =>
        inPage(`${item}.textContent.includes("$ (warning)AAA") && ${item}.textContent`),
      ),
    );
    assert.ok(text.length < 90, text);
    assert.equal(await inPage(`${item}.querySelectorAll(".codicon").length`), 1);
    const said = String(await inPage(`${item}.querySelector("a").getAttribute("aria-label")`));
    assert.ok(said.length <= 600, said);
  });
});
