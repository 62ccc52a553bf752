// Model folders that are missing, damaged or hostile: a message that names the file, and the next run on a good one works.
import * as assert from "node:assert/strict";
import { Uri, workspace } from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { copyOfTiny, named, read, remove, weights, write } from "./bundleCopy.js";
import { fresh, set } from "./session.js";

/** What was done to the folder, the file that the message must name, and the code: a few of test/unit/worker.test.ts's many. */
const broken: [what: string, file: string, code: string, harm: (folder: Uri) => PromiseLike<void>][] = [
  ["no weights", weights, "bundle-missing", (f) => remove(f, weights)],
  [
    "truncated weights",
    weights,
    "bundle-weights",
    async (f) => write(f, weights, (await read(f, weights)).subarray(0, -1000)),
  ],
  [
    "hostile tokenizer.json",
    "tokenizer.json",
    "bundle-tokenizer",
    (f) => write(f, "tokenizer.json", '{"model": {"type": "WordPiece", "vocab": [1, 2]}}'),
  ],
];

suite("broken models", () => {
  let skim: TranskimmerApi;
  let folder: Uri;
  setup(async () => {
    skim = await fresh();
    folder = await copyOfTiny("broken");
  });
  teardown(async () => {
    await fresh();
    await workspace.fs.delete(Uri.joinPath(folder, ".."), { recursive: true });
  });

  const mustFail = async (setting: string, file: string, code: string) => {
    await set("model", setting);
    const run = await skim.classify("It is not good.");
    const failure = run?.failure ?? skim.modelStatus().failure;
    assert.ok(failure, "it was accepted");
    assert.equal(failure.code, code, failure.message);
    assert.ok(
      failure.message.includes(file) || failure.file?.includes(file),
      `${file} is not named: ${failure.message}`,
    );
    assert.doesNotMatch(failure.message, /\n\s+at /, "no stack in a message");
  };

  test("the unharmed copy works", async () => {
    await set("model", named(folder));
    assert.equal((await skim.classify("It is not good."))?.state, "done", JSON.stringify(skim.modelStatus()));
  });

  test("no such folder", () => mustFail(named(Uri.joinPath(folder, "nowhere")), "nowhere", "bundle-missing"));
  test("no such bundled model", () => mustFail("nonesuch", "nonesuch", "bundle-missing"));

  for (const [what, file, code, harm] of broken)
    test(what, async () => {
      await harm(folder);
      await mustFail(named(folder), file, code);
      await fresh();
      assert.equal((await skim.classify("It is not good."))?.state, "done", "the next run, on a good model");
    });
});
