// Another policy is chosen: the shown text is read again by it, and everything says so.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { command, fresh, onlyRun, openText, said, set } from "./session.js";

const choose = (name: string) => vscode.commands.executeCommand("transkimmer.choosePolicy", name);
const setting = () => vscode.workspace.getConfiguration("transkimmer").inspect("policy")?.globalValue;

suite("choosing a policy", () => {
  let skim: TranskimmerApi;
  setup(async () => {
    skim = await fresh();
  });

  test("the shown text is read again by it, at its own setting, and then at the settings'", async () => {
    await openText("A quiet film that never once surprises.");
    const before = await onlyRun(skim, () => command("classifyDocument"));
    assert.equal(before.model.policy.name, "transkimmer");
    const run = await onlyRun(skim, () => choose("attention-share"));
    assert.equal(setting(), "attention-share");
    assert.deepEqual(
      [run.model.policy.name, run.model.policy.control?.name, run.control],
      ["attention-share", "share", [0.8, 0.8, 0.8]],
    );
    assert.equal(run.passage.text, before.passage.text);
    const last = run.kept.at(-1) ?? 0;
    assert.ok(last < run.tokens.length);
    const [entry] = await skim.history();
    assert.deepEqual([entry?.policy, entry?.control?.name], ["attention-share", "share"]);
    await set("share", 0.4);
    const further = await onlyRun(skim, () => command("classifyAgain"));
    assert.ok((further.kept.at(-1) ?? 0) < last);
    await set("seed", 3);
    await choose("random");
    await skim.whenIdle();
    assert.deepEqual([skim.lastRun()?.model.policy.name, skim.lastRun()?.model.policy.seed], ["random", 3]);
    await choose("transkimmer"); // the model's own is no setting
    assert.equal(setting(), undefined);
  });

  test("what each word is worth is told of the shown run, and of it at another setting, too", async () => {
    await openText("A quiet film that never once surprises.");
    const run = await onlyRun(skim, () => command("classifyDocument"));
    await vscode.commands.executeCommand("transkimmer.showImportance", "omit");
    await skim.whenIdle();
    const { marks, tokens } = skim.lastRun() ?? run;
    const [mark] = marks ?? [];
    assert.deepEqual([marks?.length, mark?.name, mark?.unit], [1, "importance", "logit"]);
    assert.deepEqual(
      mark?.values.map((value) => value === null),
      tokens.map(({ special }) => special),
    );
    await set("threshold", 0.9);
    await onlyRun(skim, () => command("classifyAgain"));
    assert.deepEqual(skim.lastRun()?.marks, marks);
  });

  test("one that there is none of is not written, and says which there are", async () => {
    await choose("guess");
    await said("The model cannot be skimmed by guess: it can by transkimmer, none, attention-share");
    assert.equal(setting(), undefined);
  });
});
