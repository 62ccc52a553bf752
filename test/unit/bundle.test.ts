import { describe, expect, test } from "vitest";
import type { TensorShapes } from "../../src/engine/architectures/architecture.js";
import { modelInfo, openBundle } from "../../src/engine/bundle/bundle.js";
import { tensorShapes } from "../../src/engine/plan/plan.js";
import { SkimError } from "../../src/protocol/errors.js";
import { inMemory } from "../../src/worker/inMemory.js";
import { planOf } from "./smallBundle.js";

const pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "##b"];
const config = {
  model_type: "bert",
  hidden_act: "gelu",
  vocab_size: pieces.length,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 12,
  max_position_embeddings: 16,
  id2label: { "0": "no", "1": "yes", "2": "perhaps" },
};
const tokenizer = {
  normalizer: { type: "BertNormalizer" },
  pre_tokenizer: { type: "BertPreTokenizer" },
  model: { type: "WordPiece", unk_token: "[UNK]", vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])) },
};
const shapes = tensorShapes(planOf(config));
const utf8 = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** Zeros in these shapes: what opening a bundle reads is names and shapes. */
function weights(tensors: TensorShapes, dtype = "F16", width = 2): Uint8Array {
  let at = 0;
  const entry = (shape: readonly number[]) => ({
    dtype,
    shape,
    data_offsets: [at, (at += width * shape.reduce((a, b) => a * b, 1))],
  });
  const header = utf8(Object.fromEntries(tensors.map(([name, shape]) => [name, entry(shape)])));
  const bytes = new Uint8Array(8 + header.length + at);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  return bytes;
}

/** A folder that holds a sane bundle but for the changes; null = the file is not there. */
function open(changes: Record<string, Uint8Array | null> = {}) {
  const files: Record<string, Uint8Array | null> = {
    "config.json": utf8(config),
    "tokenizer.json": utf8(tokenizer),
    "model.safetensors": weights(shapes),
    ...changes,
  };
  const there = Object.entries(files).filter((pair): pair is [string, Uint8Array] => pair[1] !== null);
  return openBundle(inMemory("tiny", Object.fromEntries(there)));
}

test("a LayerNorm's tensors may have the names that checkpoints before 2020 gave them", async () => {
  const before = shapes.map(([name, shape]): [string, readonly number[]] => {
    return [name.replace(/LayerNorm\.weight$/, "LayerNorm.gamma").replace(/LayerNorm\.bias$/, "LayerNorm.beta"), shape];
  });
  const { tensors } = await open({ "model.safetensors": weights(before) });
  expect([...tensors.keys()]).toEqual(shapes.map(([name]) => name));
});

test("a folder opens with its tensors, labels and tokenizer", async () => {
  const bundle = await open({ "model.safetensors": weights([["bert.embeddings.unused", [3]], ...shapes]) });
  expect([...bundle.tensors.keys()]).toEqual(shapes.map(([name]) => name));
  expect(bundle.tensors.get("bert.encoder.skim_predictors.1.predictor.4.weight")?.shape).toEqual([2, 8]);
  expect(bundle.tokenizer.encode("ab").map((t) => t.piece)).toEqual(["a", "##b"]);
  expect(modelInfo(bundle)).toMatchObject({
    name: "tiny",
    layers: 2,
    labels: ["no", "yes", "perhaps"],
    control: [0.5, 0.5],
  });
});

describe("factors in place of a matrix", () => {
  const name = "bert.encoder.layer.1.attention.self.key"; // 8 × 8
  const factored = (first: number[], second: number[]) => {
    const rest = shapes.filter(([other]) => other !== `${name}.weight`);
    const two: TensorShapes = [
      [`${name}.factors.0.weight`, first],
      [`${name}.factors.1.weight`, second],
    ];
    return open({ "model.safetensors": weights([...rest, ...two]) });
  };

  test("open, with the bias where it stood", async () => {
    const { tensors, passedOver } = await factored([3, 8], [8, 3]);
    expect([...tensors.keys()]).toEqual(
      shapes.flatMap(([other]) =>
        other === `${name}.weight` ? [`${name}.factors.0.weight`, `${name}.factors.1.weight`] : other,
      ),
    );
    expect(passedOver).toEqual([]);
  });

  test.each([4, 0])("are refused at rank %d, with the ranks that save work", async (rank) => {
    const why = `${name} has factors of rank ${rank}, and those of a 8 × 8 matrix save work at ranks of 1 to 3 alone`;
    await expect(factored([rank, 8], [8, rank])).rejects.toThrow(why);
  });

  test("are refused where they are none of the matrix, or one is missing", async () => {
    await expect(factored([3, 8], [8, 2])).rejects.toThrow(`${name}.factors.1.weight has the shape`);
    await expect(factored([3, 7], [8, 3])).rejects.toThrow(`${name}.factors.0.weight has the shape`);
    const one = shapes.map(([other, shape]): TensorShapes[number] =>
      other === `${name}.weight` ? [`${name}.factors.0.weight`, [3, 8]] : [other, shape],
    );
    await expect(open({ "model.safetensors": weights(one) })).rejects.toThrow(`no tensor ${name}.weight`);
  });
});

test("labels without names are as many as the classifier's rows", async () => {
  const bundle = await open({ "config.json": utf8({ ...config, id2label: undefined }) });
  expect(bundle.config.labels).toEqual(["LABEL_0", "LABEL_1", "LABEL_2"]);
});

test("a classifier of one label alone gives a number; as one of single labels it is refused, for any text would get it", async () => {
  const one = shapes.map(([name, shape]): [string, readonly number[]] =>
    name.startsWith("classifier.") ? [name, [1, ...shape.slice(1)]] : [name, shape],
  );
  const files = { "config.json": utf8({ ...config, id2label: undefined }), "model.safetensors": weights(one) };
  expect((await open(files)).plan.task.says).toEqual({ answer: "number" });
  const single = { ...config, id2label: undefined, problem_type: "single_label_classification" };
  await expect(open({ ...files, "config.json": utf8(single) })).rejects.toThrow("its one label any text would get");
});

describe("shards", () => {
  const index = (map: Record<string, unknown>) => ({
    "model.safetensors": null,
    "model.safetensors.index.json": utf8({ weight_map: map }),
  });
  const [one, two] = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
  const half = shapes.length >> 1;
  const map = Object.fromEntries(shapes.map(([name], i) => [name, i < half ? one : two]));

  test("open as one file does", async () => {
    const bundle = await open({
      ...index(map),
      [one]: weights(shapes.slice(0, half)),
      [two]: weights(shapes.slice(half), "F32", 4),
    });
    expect([...bundle.tensors.keys()]).toEqual(shapes.map(([name]) => name));
  });

  test("that are missing are named", async () => {
    await expect(open({ ...index(map), [one]: weights(shapes.slice(0, half)) })).rejects.toThrow(
      `tiny/${two} is missing`,
    );
  });

  test("at fault are named, and the index where it says nothing of a tensor", async () => {
    const first = weights(shapes.slice(0, half));
    const lacking = { [one]: first, [two]: weights(shapes.slice(half, -1)) };
    await expect(open({ ...index(map), ...lacking })).rejects.toThrow(
      `${two} cannot be used: it has no tensor classifier.bias`,
    );
    const misshapen = weights(shapes.slice(half).map(([name, [n = 1, ...more]]) => [name, [n + 1, ...more]]));
    await expect(open({ ...index(map), [one]: first, [two]: misshapen })).rejects.toThrow(`${two} cannot be used`);
    const unsaid = Object.fromEntries(Object.entries(map).filter(([name]) => name !== "classifier.bias"));
    await expect(open({ ...index(unsaid), ...lacking })).rejects.toThrow("model.safetensors.index.json cannot be used");
  });

  test.each(["../model.safetensors", "/etc/model.safetensors", "a\\b.safetensors", "config.json", ".safetensors", 3])(
    "outside the folder are refused: %s",
    async (shard) => {
      await expect(open(index({ ...map, "bert.pooler.dense.bias": shard }))).rejects.toThrow(/no file of this folder/);
    },
  );

  test("need a weight_map", async () => {
    await expect(open({ "model.safetensors": null, "model.safetensors.index.json": utf8([]) })).rejects.toThrow(
      /weight_map/,
    );
  });
});

describe("what does not fit is refused: the file is named, and what to do", () => {
  const without = (part: string) => weights(shapes.filter(([name]) => !name.includes(part)));
  const wrong: [string, Record<string, Uint8Array | null>, SkimError["code"], RegExp][] = [
    ["no config.json", { "config.json": null }, "bundle-missing", /^tiny\/config\.json is missing: choose a folder/],
    ["no tokenizer.json", { "tokenizer.json": null }, "bundle-missing", /^tiny\/tokenizer\.json is missing: choose/],
    ["no weights", { "model.safetensors": null }, "bundle-missing", /^tiny\/model\.safetensors is missing: choose/],
    [
      "config.json that is no JSON",
      { "config.json": new Uint8Array([123]) },
      "bundle-config",
      /^config\.json holds no JSON/,
    ],
    [
      "tokenizer.json that is no JSON",
      { "tokenizer.json": new Uint8Array() },
      "bundle-tokenizer",
      /^tokenizer\.json is empty: download it again/,
    ],
    [
      "truncated weights",
      { "model.safetensors": weights(shapes).slice(0, -1) },
      "bundle-weights",
      /^model\.safetensors .*outside.* Copy/,
    ],
    ["another vocabulary", { "config.json": utf8({ ...config, vocab_size: 5 }) }, "bundle-tokenizer", /two models/],
    [
      "a layer without its predictor",
      { "model.safetensors": without("skim_predictors.1") },
      "bundle-weights",
      /no tensor bert\.encoder\.skim_predictors\.1/,
    ],
    ["no classifier", { "model.safetensors": without("classifier") }, "bundle-weights", /no tensor classifier\.weight/],
    [
      "no classifier and no labels",
      { "model.safetensors": without("classifier"), "config.json": utf8({ ...config, id2label: undefined }) },
      "bundle-weights",
      /no tensor classifier\.weight/,
    ],
    [
      "a classifier of other labels",
      { "config.json": utf8({ ...config, id2label: { "0": "no", "1": "yes" } }) },
      "bundle-weights",
      /classifier\.weight has the shape \[3,8\].*\[2,8\]/,
    ],
    [
      "whole numbers",
      { "model.safetensors": weights(shapes, "I64", 8) },
      "bundle-weights",
      /of floating-point numbers/,
    ],
  ];
  test.each(wrong)("%s", async (_, changes, code, message) => {
    const error: unknown = await open(changes).then(
      () => null,
      (e: unknown) => e,
    );
    expect(SkimError.is(error, code) && error.file !== undefined).toBe(true);
    expect((error as SkimError).message).toMatch(message);
  });

  test.each(shapes.map(([name, shape]) => [name, shape] as const))("%s of another shape", async (name, shape) => {
    const changed = shapes.map(([n, s]): [string, readonly number[]] => [
      n,
      n === name ? shape.map((size) => size + 1) : s,
    ]);
    await expect(open({ "model.safetensors": weights(changed) })).rejects.toThrow(`${name} has the shape`);
  });
});
