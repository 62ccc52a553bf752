// The list of models where the extension's own are served, and a person's lie on no disk.
import * as assert from "node:assert/strict";
import type { TranskimmerApi } from "../../../src/extension.js";
import { add, label, pressButton, says, withoutPredictors } from "./modelRows.js";
import { eventually } from "./page.js";
import { command, fresh, set } from "./session.js";

suite("the view of models in a browser", () => {
  let skim: TranskimmerApi;
  setup(async () => {
    skim = await fresh("sst2");
    await command("models.focus");
  });

  test("those that came with the extension say what they hold; a folder is added, reads a text, and goes again", async () => {
    await says("sst2", /^sst2, chosen, bert, \d+ layers, 2 labels, policy transkimmer/);
    const folder = await withoutPredictors("served");
    await add(folder);
    await says("served", /, bert, \d layers, \d labels, policy none, fp32, \d+ kB/);
    await pressButton("served", "Use This Model");
    await says("served", /, chosen, bert/);
    const run = await skim.classify("red green blue");
    assert.equal(run?.state, "done", JSON.stringify(skim.modelStatus()));
    assert.equal(run.model.name, "served");
    await set("model", "sst2");
    await says("sst2", /^sst2, chosen/);
    await pressButton("served", "Remove Model from List");
    await eventually("it is gone", async () => (await label("served")) === "");
  });
});
