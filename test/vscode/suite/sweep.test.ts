// A sweep in the engine's worker, in a browser's, too. Its way from the view and back: sweep.node.test.ts.
import * as assert from "node:assert/strict";
import type { TranskimmerApi } from "../../../src/extension.js";
import { gapsOf, stepIndexAt, thresholdIn } from "../../../src/run/shownSweep.js";
import { command, fresh, onlyRun, openText } from "./session.js";

const text = "Slow, and yet never dull.";

suite("sweep of thresholds", () => {
  let skim: TranskimmerApi;
  setup(async () => {
    skim = await fresh("sst2");
  });

  test("covers the whole range; what it says of a threshold is what a run at that threshold gives", async () => {
    await openText(text);
    const run = await onlyRun(skim, () => command("classifyDocument"));
    await command("sweepThresholds");
    await skim.whenIdle();
    const sweep = skim.lastSweep();
    assert.ok(sweep);
    assert.equal(sweep.state, "done", JSON.stringify(sweep.failure));
    assert.deepEqual(gapsOf(sweep), []);
    assert.equal(sweep.tokens, run.tokens.length);
    const shown = sweep.steps[stepIndexAt(sweep, run.control[0] ?? 0) ?? -1];
    assert.deepEqual(shown?.depths, run.depth);
    const other = sweep.steps.find((step) => step !== shown && step.depths.some((d) => d < run.model.layers));
    assert.ok(other, "more than one distinct run");
    const again = await skim.classify(text, { control: [thresholdIn(other)] });
    assert.deepEqual(again?.depth, other.depths);
    assert.equal(again.result?.label, other.label);
    const layerFlops = again.layerFlops.reduce((a, b) => a + b, 0);
    assert.equal(layerFlops, other.flops);
  });
});
