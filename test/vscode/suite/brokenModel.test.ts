// Model folders that are missing, damaged or hostile: a message that names the file, and the next run on a good one works.
import * as assert from "node:assert/strict";
import { Uri, workspace } from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { copyOfBundle, header, json, named, read, remove, tensors, weights, write } from "./bundleCopy.js";
import { fresh, set } from "./session.js";

/** What was done to the folder, the file that the message must name, and the code. */
const broken: [what: string, file: string, code: string, harm: (folder: Uri) => PromiseLike<void>][] = [
  ["no weights", weights, "bundle-missing", (f) => remove(f, weights)],
  ["no tokenizer", "tokenizer.json", "bundle-missing", (f) => remove(f, "tokenizer.json")],
  [
    "truncated weights",
    weights,
    "bundle-weights",
    async (f) => write(f, weights, (await read(f, weights)).subarray(0, -1000)),
  ],
  ["empty weights", weights, "bundle-weights", (f) => write(f, weights, "")],
  [
    "oversized header",
    weights,
    "bundle-weights",
    async (f) => {
      const bytes = await read(f, weights);
      new DataView(bytes.buffer).setBigUint64(0, 0xffff_ffff_ffffn, true);
      await write(f, weights, bytes);
    },
  ],
  [
    "wrong shapes",
    weights,
    "bundle-weights",
    (f) =>
      header(f, (h) => {
        const entry = tensors(h).find(([, { shape }]) => shape.length === 2 && shape[0] !== shape[1])?.[1];
        entry?.shape.reverse();
      }),
  ],
  [
    "overlapping offsets",
    weights,
    "bundle-weights",
    (f) =>
      header(f, (h) => {
        const [a, b] = tensors(h).filter(([, { shape }]) => shape.length === 1);
        if (a && b) b[1].data_offsets = [...a[1].data_offsets];
      }),
  ],
  [
    "offsets outside the file",
    weights,
    "bundle-weights",
    (f) =>
      header(f, (h) => {
        const entry = tensors(h)[0]?.[1];
        if (entry) entry.data_offsets = entry.data_offsets.map((offset) => offset + 1e9) as [number, number];
      }),
  ],
  [
    "a missing tensor",
    weights,
    "bundle-weights",
    (f) =>
      header(f, (h) => {
        const name = tensors(h).find(([key]) => key.includes("skim_predictors"))?.[0] ?? "";
        Reflect.deleteProperty(h, name);
      }),
  ],
  ["config.json that is not JSON", "config.json", "bundle-config", (f) => write(f, "config.json", "{")],
  [
    "hostile config.json",
    "config.json",
    "bundle-config",
    (f) => write(f, "config.json", '{"__proto__": {"num_hidden_layers": 1e9}, "hidden_size": -1, "id2label": "<b>"}'),
  ],
  [
    "absurd sizes",
    "config.json",
    "bundle-config",
    (f) => json(f, "config.json", (c) => Object.assign(c, { num_hidden_layers: 1e9, hidden_size: 1.5 })),
  ],
  [
    "unknown architecture",
    "config.json",
    "bundle-config",
    (f) => json(f, "config.json", (c) => Object.assign(c, { model_type: "gpt2", architectures: ["GPT2LMHeadModel"] })),
  ],
  [
    "hostile tokenizer.json",
    "tokenizer.json",
    "bundle-tokenizer",
    (f) => write(f, "tokenizer.json", '{"model": {"type": "WordPiece", "vocab": [1, 2]}}'),
  ],
  [
    "tokenizer of another model",
    "tokenizer.json",
    "bundle-tokenizer",
    (f) =>
      json(f, "tokenizer.json", (t) => {
        const { vocab } = t["model"] as { vocab: Record<string, number> };
        for (let i = 0; i < 50_000; i++) vocab[`stranger${i}`] = 100_000 + i;
      }),
  ],
];

suite("broken models", () => {
  let skim: TranskimmerApi;
  let folder: Uri;
  setup(async () => {
    skim = await fresh();
    folder = await copyOfBundle("broken");
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
