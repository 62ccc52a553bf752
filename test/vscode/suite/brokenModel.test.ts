// Model folders that are missing, damaged or hostile: a message that names the file, and the next run on a good one works.
import * as assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TranskimmerApi } from "../../../src/extension.js";
import { bundleFolder, fresh, root, set } from "./session.js";

const weights = "model.safetensors";
type Header = Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;

/** Writes the header anew; the tensors' bytes stay. */
function header(folder: string, change: (header: Header) => void): void {
  const file = join(folder, weights);
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const parsed = JSON.parse(bytes.toString("utf8", 8, 8 + length)) as Header;
  change(parsed);
  const json = Buffer.from(JSON.stringify(parsed));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(file, Buffer.concat([size, json, bytes.subarray(8 + length)]));
}

function json(folder: string, file: string, change: (json: Record<string, unknown>) => void): void {
  const parsed = JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, unknown>;
  change(parsed);
  writeFileSync(join(folder, file), JSON.stringify(parsed));
}

const tensors = (h: Header) => Object.entries(h).filter(([name]) => name !== "__metadata__");

/** What was done to the folder, the file that the message must name, and the code. */
const broken: [what: string, file: string, code: string, harm: (folder: string) => void][] = [
  ["no weights", weights, "bundle-missing", (f) => rmSync(join(f, weights))],
  ["no tokenizer", "tokenizer.json", "bundle-missing", (f) => rmSync(join(f, "tokenizer.json"))],
  [
    "truncated weights",
    weights,
    "bundle-weights",
    (f) => {
      const bytes = readFileSync(join(f, weights));
      writeFileSync(join(f, weights), bytes.subarray(0, bytes.length - 1000));
    },
  ],
  ["empty weights", weights, "bundle-weights", (f) => writeFileSync(join(f, weights), "")],
  [
    "oversized header",
    weights,
    "bundle-weights",
    (f) => {
      const bytes = readFileSync(join(f, weights));
      bytes.writeBigUInt64LE(0xffff_ffff_ffffn, 0);
      writeFileSync(join(f, weights), bytes);
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
  ["config.json that is not JSON", "config.json", "bundle-config", (f) => writeFileSync(join(f, "config.json"), "{")],
  [
    "hostile config.json",
    "config.json",
    "bundle-config",
    (f) =>
      writeFileSync(
        join(f, "config.json"),
        '{"__proto__": {"num_hidden_layers": 1e9}, "hidden_size": -1, "id2label": "<b>"}',
      ),
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
    (f) => writeFileSync(join(f, "tokenizer.json"), '{"model": {"type": "WordPiece", "vocab": [1, 2]}}'),
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
  let folder: string;
  /** The smallest good bundle that is here; any will do. */
  const tiny = join(root, "models/sst2");
  const good = existsSync(join(tiny, weights)) ? tiny : bundleFolder();
  setup(async () => {
    skim = await fresh();
    folder = join(mkdtempSync(join(tmpdir(), "transkimmer-model-")), "broken");
    cpSync(good, folder, { recursive: true });
  });
  teardown(async () => {
    await fresh();
    rmSync(join(folder, ".."), { recursive: true, force: true });
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
    await set("model", folder);
    assert.equal((await skim.classify("It is not good."))?.state, "done", JSON.stringify(skim.modelStatus()));
  });

  test("no such folder", () => mustFail(join(folder, "nowhere"), "nowhere", "bundle-missing"));
  test("no such bundled model", () => mustFail("nonesuch", "nonesuch", "bundle-missing"));

  for (const [what, file, code, harm] of broken)
    test(what, async () => {
      harm(folder);
      await mustFail(folder, file, code);
      await fresh();
      assert.equal((await skim.classify("It is not good."))?.state, "done", "the next run, on a good model");
    });
});
