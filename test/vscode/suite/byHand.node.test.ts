// A word forced in the real view: key, message, host, engine, and the picture again.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { eventually, inFrame, needsPage } from "./page.js";
import { checkRun, command, fresh, onlyRun, openText, record } from "./session.js";

const text = "Slow, and yet never dull.";

/** Presses a key on the skyline, as the view sees it. */
const key = (name: string): Promise<unknown> =>
  inFrame(
    `document.querySelector(".run .crosshair").dispatchEvent(new KeyboardEvent("keydown", { key: ${JSON.stringify(name)}, bubbles: true, cancelable: true }))`,
  );

suite("words decided by hand", () => {
  let skim: TranskimmerApi;
  suiteSetup(function () {
    needsPage(this);
  });
  setup(async () => {
    skim = await fresh("sst2"); // whose pieces are words
  });

  test("a key in the view skims a word: the run is the engine's own with that fate; another key lets it go", async () => {
    await openText(text);
    const alone = await onlyRun(skim, () => command("classifyDocument"));
    await eventually("bars", () => inFrame('document.querySelectorAll(".bar").length'));
    const { runs } = await record(skim, async () => {
      for (const name of ["ArrowRight", "ArrowRight", "s"]) await key(name); // the second column: the comma
      await eventually("a run", () => (skim.lastRun()?.forced.length ?? 0) > 0 && skim.lastRun()?.state === "done");
    });
    const run = runs.at(-1);
    assert.ok(run);
    checkRun(run);
    const forced = run.forced;
    assert.equal(forced.length, 1);
    assert.deepEqual({ from: forced[0]?.from, keep: forced[0]?.keep }, { from: 0, keep: false });
    assert.equal(run.depth[forced[0]?.token ?? -1], 0);
    await eventually("the sign", () => inFrame('document.querySelectorAll(".by-hand .skimmed").length === 1'));
    await key("Delete");
    await eventually("let go", () => skim.lastRun()?.forced.length === 0 && skim.lastRun()?.state === "done");
    await skim.whenIdle();
    const again = skim.lastRun();
    assert.deepEqual([again?.depth, again?.result?.logits], [alone.depth, alone.result?.logits]);
    const own = await skim.classify(text, { forced });
    assert.deepEqual([own?.depth, own?.scores, own?.result?.logits], [run.depth, run.scores, run.result?.logits]);
    assert.notDeepEqual(run.result?.logits, alone.result?.logits);
  });

  test("the menu keeps a word from the layer that was pointed at; the threshold moves and it stays kept; a sweep takes it along", async () => {
    await openText(text);
    const alone = await onlyRun(skim, () => command("classifyDocument"));
    await eventually("bars", () => inFrame('document.querySelectorAll(".bar").length'));
    await inFrame(`(() => {
      const box = document.querySelectorAll(".bar rect")[1].getBoundingClientRect();
      const at = { clientX: box.left + box.width / 2, clientY: box.top + 1, button: 2, bubbles: true, cancelable: true };
      document.querySelector(".run .crosshair").dispatchEvent(new MouseEvent("contextmenu", at));
    })()`);
    await eventually("the menu", () =>
      inFrame('document.querySelectorAll(".menu:not([hidden]) [role=menuitem]").length'),
    );
    await inFrame('document.querySelector(".menu [role=menuitem]").click()');
    const kept = () => skim.lastRun()?.forced.length === 1 && skim.lastRun()?.state === "done";
    await eventually("the run", kept);
    await skim.whenIdle();
    const forced = skim.lastRun()?.forced ?? [];
    assert.deepEqual(forced, [{ token: 1, from: 0, keep: true }]);
    assert.equal(skim.lastRun()?.depth[1], alone.model.layers);
    await inFrame(
      'document.querySelector(".axis-slider").dispatchEvent(new KeyboardEvent("keydown", { key: "End", bubbles: true }))',
    );
    await eventually("the run at 1", () => skim.lastRun()?.control[0] === 1 && kept());
    await skim.whenIdle();
    assert.deepEqual(skim.lastRun()?.forced, forced);
    assert.deepEqual(skim.lastRun()?.depth.slice(0, 2), [alone.model.layers, alone.model.layers]);
    await command("sweepThresholds");
    await skim.whenIdle();
    const steps = skim.lastSweep()?.steps ?? [];
    assert.ok(steps.length > 1);
    for (const { depths } of steps) assert.equal(depths[1], alone.model.layers);
    await eventually("the sweep says so", async () =>
      String(await inFrame('document.querySelector(".sweep").innerText')).includes("decided by hand on 1 word"),
    );
  });

  test("nothing skimmed, only these words, and back: one command each; the history keeps what was decided", async () => {
    const editor = await openText(text);
    const alone = await onlyRun(skim, () => command("classifyDocument"));
    const all = await onlyRun(skim, () => command("nothingSkimmed"));
    assert.ok(all.depth.every((depth) => depth === all.model.layers));
    assert.deepEqual(all.control, alone.control);
    const dense = await skim.classify(text, { control: [0] });
    assert.deepEqual(dense?.result?.logits, all.result?.logits);
    await command("classifyDocument");
    await skim.whenIdle();
    const at = text.indexOf("never");
    editor.selection = new vscode.Selection(editor.document.positionAt(at), editor.document.positionAt(at + 8));
    const only = await onlyRun(skim, () => command("keepOnlyWords")); // "never du": two words
    const words = only.tokens.filter((_, t) => only.depth[t] === only.model.layers).map(({ piece }) => piece);
    assert.deepEqual(words, ["[CLS]", "never", "dull"]);
    assert.ok(only.depth.every((depth) => depth === 0 || depth === only.model.layers));
    await eventually("before and now", async () =>
      String(await inFrame('document.querySelector(".classes").innerText')).includes(" → "),
    );
    const [entry] = await skim.history();
    assert.equal(entry?.id, only.id);
    assert.equal(entry.forced, "7 words and [SEP]");
    const back = await onlyRun(skim, () => command("letModelDecide"));
    assert.deepEqual([back.forced, back.depth], [[], alone.depth]);
    await skim.classify("Another text, so that nothing of it is remembered.");
    await vscode.commands.executeCommand("transkimmer.showRun", only.id);
    assert.deepEqual(skim.lastRun()?.forced, only.forced);
    await eventually("before and now, from the list of runs", async () =>
      String(await inFrame('document.querySelector(".classes").innerText')).includes(" → "),
    );
    await command("compareByHand");
    await eventually("side by side", () => inFrame('document.querySelectorAll(".compare .facts").length'));
    await command("stopComparing");
  });

  test("another text lets it go, and the view says so in a sentence; the same text keeps it", async () => {
    const editor = await openText(text);
    await onlyRun(skim, () => command("classifyDocument"));
    const all = await onlyRun(skim, () => command("nothingSkimmed"));
    const again = await onlyRun(skim, () => command("classifyAgain"));
    assert.deepEqual(again.forced, all.forced);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 4), "ly"));
    const other = await onlyRun(skim, () => command("classifyAgain"));
    assert.deepEqual(other.forced, []);
    await eventually("the sentence", async () =>
      String(await inFrame('document.querySelector(".notices").innerText')).includes(
        "7 words and [SEP] of the run before is let go",
      ),
    );
  });
});
