// The sweep's way from the view through the host to the engine and back.
import * as assert from "node:assert/strict";
import type { TranskimmerApi } from "../../../src/extension.js";
import { gapsOf, stepIndexAt, thresholdIn } from "../../../src/run/shownSweep.js";
import { eventually, inFrame, needsPage } from "./page.js";
import { command, fresh, onlyRun, openText } from "./session.js";

const text = "Slow, and yet never dull.";

suite("sweep of thresholds", () => {
  let skim: TranskimmerApi;
  setup(async () => {
    skim = await fresh("sst2"); // it takes long enough to be met in the middle
  });

  test("another threshold keeps it, another text drops it", async () => {
    await openText(text);
    await onlyRun(skim, () => command("classifyDocument"));
    await command("sweepThresholds");
    await skim.whenIdle();
    await skim.classify(text, { control: [0.9] });
    assert.ok(skim.lastSweep());
    await skim.classify("A film to forget.");
    assert.equal(skim.lastSweep(), null);
  });

  test("cancelled, it says so and can go on to the end", async () => {
    await openText("It takes an hour to find its feet, but the last act almost makes up for all of it. ".repeat(2));
    await onlyRun(skim, () => command("classifyDocument"));
    const sweeping = command("sweepThresholds");
    await eventually("a first step", () => (skim.lastSweep()?.steps.length ?? 0) > 0);
    await command("cancel");
    await sweeping;
    await skim.whenIdle();
    const stopped = skim.lastSweep();
    assert.equal(stopped?.state, "cancelled");
    const known = stopped.steps.length;
    assert.ok(gapsOf(stopped).length > 0);
    await command("sweepThresholds");
    await skim.whenIdle();
    const more = skim.lastSweep();
    assert.equal(more?.state, "done");
    assert.ok(more.steps.length > known);
    assert.deepEqual(gapsOf(more), [], "it goes on to its end by itself");
  });

  test("from the view's button to the curves; arrows ask for the next distinct run and get it", async function () {
    needsPage(this);
    await openText(text);
    await onlyRun(skim, () => command("classifyDocument"));
    await eventually("the button", () =>
      inFrame(`(() => {
        const button = document.querySelector("[data-sweep=start]:enabled");
        button?.click();
        return button !== null;
      })()`),
    );
    await eventually("curves", () => inFrame('document.querySelectorAll(".sweep .curve").length > 2'));
    await skim.whenIdle();
    await eventually("all of it in the view", () =>
      inFrame('/Complete: /.test(document.querySelector(".sweep").textContent)'),
    );
    const sweep = skim.lastSweep();
    assert.ok(sweep);
    const at = stepIndexAt(sweep, skim.lastRun()?.control[0] ?? 0);
    assert.ok(at !== null && at > 0);
    const press = 'new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true, cancelable: true })';
    await inFrame(`document.querySelector(".axis-slider").dispatchEvent(${press})`);
    const next = sweep.steps[at - 1];
    assert.ok(next);
    await eventually("the next run", () => skim.lastRun()?.control[0] === thresholdIn(next));
    await skim.whenIdle();
    assert.deepEqual(skim.lastRun()?.depth, next.depths);
  });

  test("a threshold typed after the sweep is drawn from it at once, and then its own run lands in the view", async function () {
    needsPage(this);
    await openText(text);
    await onlyRun(skim, () => command("classifyDocument"));
    await command("sweepThresholds");
    await skim.whenIdle();
    await eventually("curves", () => inFrame('document.querySelectorAll(".sweep .curve").length > 2'));
    await inFrame(`(() => {
      const number = document.querySelector('.threshold input[aria-label="Threshold, as a number"]');
      number.value = "0.97";
      number.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    })()`);
    await eventually("the run", () => skim.lastRun()?.control[0] === 0.97 && skim.lastRun()?.state === "done");
    await eventually("the run in the view", () =>
      inFrame('!document.querySelector(".threshold").hasAttribute("data-pending")'),
    );
  });
});
