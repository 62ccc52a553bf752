// A model that is trained anew while it is loaded: the next run is the new one's, and nothing of the old is mixed into its sweep.
import * as assert from "node:assert/strict";
import { Uri, workspace } from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { copyOfTiny, headerOf, named, read, weights, write } from "./bundleCopy.js";
import { command, fresh, openText, set } from "./session.js";

const text = "Slow, and yet never dull.";

/** Overwrites the classifier's bias; header, shapes and so the model's description stay as they are. */
async function trainAnew(folder: Uri): Promise<void> {
  const bytes = await read(folder, weights);
  const { header, start } = headerOf(bytes);
  const [from, to] = header["classifier.bias"]?.data_offsets ?? [0, 0];
  assert.ok(to > from);
  bytes.fill(0x3c, start + from, start + to); // about 1 in F16, 0.01 in F32 and BF16
  await write(folder, weights, bytes);
}

suite("a model that changes on disk", () => {
  let skim: TranskimmerApi;
  let folder: Uri;
  setup(async () => {
    skim = await fresh();
    folder = await copyOfTiny("changing");
    await set("model", named(folder));
    await openText(text);
  });
  teardown(async () => {
    await fresh();
    await workspace.fs.delete(Uri.joinPath(folder, ".."), { recursive: true });
  });

  test("the next run is the new model's, and drops the old one's sweep", async () => {
    await command("classifyDocument");
    await skim.whenIdle();
    const before = skim.lastRun();
    await command("sweepThresholds");
    await skim.whenIdle();
    assert.equal(skim.lastSweep()?.state, "done");
    await trainAnew(folder);
    await command("classifyDocument");
    await skim.whenIdle();
    const after = skim.lastRun();
    assert.deepEqual(after?.model, before?.model, "it says the same of itself");
    assert.equal(after?.state, "done");
    assert.notDeepEqual(after.result?.logits, before?.result?.logits);
    assert.deepEqual(after.depth, before?.depth, "only the head changed");
    assert.equal(skim.lastSweep(), null, "steps of the old model would be mixed with the new one's");
  });

  test("a sweep of the old model's run says that the text must be classified again", async () => {
    await command("classifyDocument");
    await skim.whenIdle();
    await trainAnew(folder);
    await command("sweepThresholds");
    await skim.whenIdle();
    const sweep = skim.lastSweep();
    assert.equal(sweep?.state, "failed");
    assert.match(sweep.failure?.message ?? "", /changed since the shown run.*Classify the text again/);
    assert.equal(sweep.steps.length, 0);
  });
});
