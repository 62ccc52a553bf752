// Cancelled and killed in the middle of a run: the next run works each time. Closed and edited: trouble.node.test.ts.
import * as assert from "node:assert/strict";
import type { TranskimmerApi } from "../../../src/extension.js";
import type { Run } from "../../../src/run/run.js";
import { command, firstLayer, fresh } from "./session.js";

const text = "What a strange, generous, badly behaved little picture this is! It forgets its plot twice. ".repeat(4);

suite("trouble in mid-run", () => {
  let skim: TranskimmerApi;
  let reference: Run;
  setup(async () => {
    skim = await fresh("sst2"); // it takes long enough to be met in the middle
    const run = await skim.classify(text);
    assert.ok(run?.result, JSON.stringify(skim.modelStatus()));
    reference = run;
  });
  const nextWorks = async () => {
    const run = await skim.classify(text);
    assert.deepEqual([run?.state, run?.depth], ["done", reference.depth]);
  };

  test("cancelled after every layer: what is left of a text of many windows is not computed", async () => {
    for (let layer = 0; layer < reference.model.layers - 1; layer++) {
      const listener = skim.onDidChangeRun((change) => {
        if (change.kind === "event" && change.event.kind === "layer" && change.event.layer === layer)
          void command("cancel");
      });
      const run = await skim.classify(`${text} `.repeat(150));
      listener.dispose();
      assert.equal(run?.state, "cancelled", `layer ${layer}: ${JSON.stringify(run?.failure)}`);
    }
    await nextWorks();
  });

  test("the worker killed: the run fails with engine-lost, the next one works", async () => {
    const begun = firstLayer(skim);
    const run = skim.classify(text);
    await begun;
    skim.stopEngine();
    const ended = await run;
    assert.equal(ended?.state, "failed");
    assert.equal(ended.failure?.code, "engine-lost");
    await nextWorks();
  });
});
