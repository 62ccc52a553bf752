// Two runs put side by side: of one text, of two models, of texts that differ.
import * as assert from "node:assert/strict";
import type { TranskimmerApi } from "../../../src/extension.js";
import { columnsOf, type Run } from "../../../src/run/run.js";
import { eventually, inFrame, inPage, needsPage } from "./page.js";
import { scratch } from "./place.js";
import { command, fresh, onlyRun, openText, set } from "./session.js";
import * as vscode from "vscode";

const text = "Slow, and yet never dull.";

suite("A against B on the screen", () => {
  let skim: TranskimmerApi;
  suiteSetup(function () {
    needsPage(this);
  });
  setup(async () => {
    skim = await fresh();
    await openText(text); // one group for it, one for the view
  });
  teardown(() => command("stopComparing"));

  const facts = async () =>
    (await inFrame(
      '[...document.querySelectorAll(".compare .facts tbody tr")].map((row) => [...row.children].map((c) => c.textContent))',
    )) as [name: string, a: string, b: string][];
  /** A fact of both, once they stand there. */
  const fact = async (name: string) =>
    eventually(`${name} of A and B`, async () => {
      const [, a, b] = (await facts()).find(([found]) => found === name) ?? [];
      return a !== undefined && b !== undefined && ([a, b] as const);
    }) as Promise<readonly [a: string, b: string]>;
  const sentence = () => inFrame('document.querySelector(".compare .sentence")?.textContent');
  /** The words of the table, with their depths in A and B; "" = that text does not have it. */
  const words = async () => {
    const rows =
      '[...document.querySelectorAll(".compare .table tbody tr")].map((row) => [0, 2, 4].map((i) => row.children[i].textContent))';
    await inFrame('document.querySelector(".compare input[value=rows]").click()');
    await eventually("the table", async () => ((await inFrame(rows)) as unknown[]).length > 0);
    const all = (await inFrame(rows)) as [word: string, a: string, b: string][];
    await inFrame('document.querySelector(".compare input[value=dumbbells]").click()');
    return all;
  };
  const wordsOf = (run: Run) => columnsOf(run, "word").map((column) => column.text);
  const at = async (threshold: number, passage = text) => {
    const run = await skim.classify(passage, { control: [threshold] });
    assert.equal(run?.state, "done");
    return run;
  };

  test("Compare as A and Compare as B put the shown runs side by side; Stop Comparing gives the skyline back", async () => {
    const a = await at(0);
    await command("compareA");
    await eventually("what is A", async () =>
      /A is .*threshold 0\. Choose another run as B/.test(String(await inFrame("document.body.innerText"))),
    );
    const b = await at(0.95);
    await command("compareB");
    assert.deepEqual(await fact("threshold"), ["0", "0.95"]);
    assert.deepEqual(
      await fact("tokens at the last layer"),
      [a, b].map((r) => `${r.kept.at(-1)} of ${r.tokens.length}`),
    );
    const drawn = () => inFrame('document.querySelectorAll(".compare .in-a").length');
    assert.equal(await drawn(), wordsOf(a).length);
    const between = a.depth.filter((depth, token) => depth !== b.depth[token]).length;
    assert.ok(between > 0);
    assert.match(String(await sentence()), /^From A to B .*(deeper|earlier)/);
    await command("stopComparing");
    await eventually("the skyline", () =>
      inFrame('document.querySelectorAll(".bar").length > 0 && !document.querySelector(".compare")?.checkVisibility()'),
    );
  });

  test("a run that is chosen in the list takes the place of A against B; Save and Export ask which of the two while both are shown", async () => {
    const [a, b] = [await at(0), await at(0.95)];
    await skim.history();
    await vscode.commands.executeCommand("transkimmer.compareA", a.id);
    await vscode.commands.executeCommand("transkimmer.compareB", b.id);
    await fact("threshold");
    const to = vscode.Uri.joinPath(scratch(), "shown.skimrun.json");
    const saved = vscode.commands.executeCommand("transkimmer.saveRun", undefined, to);
    const list = 'document.querySelector(".quick-input-widget")?.innerText.replaceAll("\u00a0", " ") ?? ""';
    await eventually("the question", async () => String(await inPage(list)).includes("threshold 0.95"));
    await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    await saved;
    assert.equal((JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(to))) as Run).id, a.id);
    await vscode.commands.executeCommand("transkimmer.showRun", b.id);
    const shown =
      'document.querySelector(".run").checkVisibility() && !document.querySelector(".compare").checkVisibility()';
    await eventually("the run", () => inFrame(shown));
    await vscode.commands.executeCommand("transkimmer.saveRun", undefined, to);
    assert.equal((JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(to))) as Run).id, b.id);
  });

  test("Compare as A and as B take runs of the history", async () => {
    const [a, b] = [await at(0.1), await at(0.99)];
    await skim.history();
    await vscode.commands.executeCommand("transkimmer.compareA", a.id);
    await vscode.commands.executeCommand("transkimmer.compareB", b.id);
    assert.deepEqual(await fact("threshold"), ["0.1", "0.99"]);
    // What is compared stays, though its run goes and its page begins anew.
    await vscode.commands.executeCommand("transkimmer.deleteRun", a.id);
    await vscode.commands.executeCommand("workbench.action.webview.reloadWebviewAction");
    assert.deepEqual(await fact("threshold"), ["0.1", "0.99"]);
  });

  test("two models on the same text stand side by side, with classes that one of them does not have", async () => {
    const a = await onlyRun(skim, () => command("classifyDocument"));
    await command("compareA");
    await set("model", "sst2");
    const b = await onlyRun(skim, () => command("classifyDocument"));
    await command("compareB");
    assert.notEqual(a.model.name, b.model.name);
    const models = await fact("model");
    assert.ok(models[0].startsWith(`${a.model.name}, `) && models[1].startsWith(`${b.model.name}, `), String(models));
    const alone = a.model.labels.find((label) => !b.model.labels.includes(label)) ?? "";
    assert.equal((await fact(`p(${alone})`))[1], "no such class");
    assert.deepEqual(
      (await words()).map(([word]) => word),
      wordsOf(a),
    );
  });

  test("texts that differ are aligned by their words", async () => {
    const a = await at(0.5, "Slow, and yet never dull.");
    await command("compareA");
    const b = await at(0.5, "Slow, long, and never quite dull.");
    await command("compareB");
    await eventually("both", async () => /the texts differ: 1 word is in A alone, \d/.test(String(await sentence())));
    const table = await words();
    assert.deepEqual(
      table.filter(([, inA]) => inA !== "").map(([word]) => word),
      wordsOf(a),
    );
    assert.deepEqual(
      table.filter(([, , inB]) => inB !== "").map(([word]) => word),
      wordsOf(b),
    );
    assert.ok(table.some(([word, inA, inB]) => word === "never" && inA !== "" && inB !== ""));
    assert.deepEqual(table.find(([word]) => word === "yet")?.[2], "");
    assert.deepEqual(table.find(([word]) => word === "quite")?.[1], "");
  });
});
