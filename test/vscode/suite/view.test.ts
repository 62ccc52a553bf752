// The view's page as an extension host in a browser serves it, too, read from the window's own page (only where the launcher has one).
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { columnsOf } from "../../../src/run/run.js";
import { eventually, inFrame, inPage, needsPage, requests } from "./page.js";
import { command, fresh, onlyRun, openText } from "./session.js";

const text = "What a strange, generous, badly behaved little picture this is!";

suite("the skim view on the screen", () => {
  let skim: TranskimmerApi;
  suiteSetup(function () {
    needsPage(this);
  });
  setup(async () => {
    skim = await fresh();
  });

  test("label, a bar a word, words and their layers", async () => {
    await openText(text);
    const run = await onlyRun(skim, () => command("classifyDocument"));
    const label = run.model.labels[run.result?.label ?? -1];
    await eventually(
      "the label",
      async () => (await inFrame('document.querySelector(".result .label")?.textContent')) === label,
    );
    const bars = columnsOf(run, "word").length;
    await eventually("bars", () => inFrame(`document.querySelectorAll(".bar").length === ${bars}`));
    await eventually("the gain", () => inFrame('document.body.innerText.includes("FLOPs gain")'));
    await eventually("the label in the status bar", async () =>
      String(await inPage('document.querySelector(".statusbar")?.innerText')).includes(`: ${label}`),
    );
  });

  test("the list of models says which labels each gives", async () => {
    void command("chooseModel");
    const list = 'document.querySelector(".quick-input-widget")?.innerText.replaceAll("\u00a0", " ")';
    await eventually("labels", async () => {
      const shown = String(await inPage(list));
      return shown.includes("negative, positive") && shown.includes("bug, feature, question");
    });
    await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
  });

  test("a run asks nothing of the network", async () => {
    const before = (await requests()).length;
    await openText(text);
    await onlyRun(skim, () => command("classifyDocument"));
    await eventually("bars", () => inFrame('document.querySelectorAll(".bar").length'));
    const outside = (await requests())
      .slice(before)
      .filter((address) => !/^(data|blob):/.test(address) && new URL(address).hostname !== "127.0.0.1");
    assert.deepEqual(outside, []);
  });
});
