// A word forced in the real view: key, message, host, engine, and the picture again.
import * as assert from "node:assert/strict";
import type { TranskimmerApi } from "../../../src/extension.js";
import { eventually, hasPage, inFrame } from "./page.js";
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
    // The desktop's window has no page that a key could be pressed in; the launcher with the server has.
    if (!hasPage) this.skip();
  });
  setup(async () => {
    skim = await fresh();
  });

  test("a key in the view skims a word: the run is the engine's own with that fate; another key lets it go", async () => {
    await openText(text);
    const alone = await onlyRun(skim, () => command("classifyDocument"));
    await eventually("bars", () => inFrame('document.querySelectorAll(".bar").length'));
    const { runs } = await record(skim, async () => {
      for (const name of ["ArrowRight", "ArrowRight", "s"]) await key(name); // the first word, then the comma
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
});
