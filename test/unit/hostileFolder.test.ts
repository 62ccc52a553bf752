// What a folder or a saved run holds that was made to mislead, to hang or to fill the memory.
import { describe, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import { Tokenizer } from "../../src/engine/tokenizer/tokenizer.js";
import { SkimError } from "../../src/protocol/errors.js";
import { columnsOf, type Run } from "../../src/run/run.js";
import { readRun } from "../../src/saved/savedRun.js";
import { inMemory } from "../../src/worker/inMemory.js";
import { runOf } from "../parity/pytorch.js";
import { planOf, smallFiles, withoutPredictors } from "./smallBundle.js";
import { tensorShapes } from "../../src/engine/plan/plan.js";

type Files = Record<string, Uint8Array>;
const utf8 = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const parse = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
const files = smallFiles({ layers: 2 });
const [config, tokenizer] = [parse(files["config.json"]), parse(files["tokenizer.json"])];
const weights = "model.safetensors";
const refusal = (some: Files): Promise<SkimError> =>
  openBundle(inMemory("small", some)).then(
    () => Promise.reject(new Error("it opened")),
    (error: unknown) => {
      if (SkimError.is(error)) return error;
      throw error;
    },
  );

/** Tensors of zeros, by name and shape. */
function zeros(shapes: Iterable<readonly [name: string, shape: readonly number[]]>): Uint8Array {
  let at = 0;
  const header: Record<string, unknown> = {};
  for (const [name, shape] of shapes) {
    const end = at + 4 * shape.reduce((a, b) => a * b, 1);
    header[name] = { dtype: "F32", shape, data_offsets: [at, end] };
    at = end;
  }
  const json = utf8(header);
  const bytes = new Uint8Array(8 + json.length + at);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}
const shapes = tensorShapes(planOf(config));

describe("weights", () => {
  it("a classifier of no rows names no label", async () => {
    const none = shapes.map(
      ([name, [rows = 0, ...more]]) => [name, [name.startsWith("classifier") ? 0 : rows, ...more]] as const,
    );
    const error = await refusal({
      ...files,
      "config.json": utf8({ ...config, id2label: undefined }),
      [weights]: zeros(none),
    });
    expect(error.message).toContain("its classifier has 0 labels");
  });

  it("predictors are found where the model's names have no prefix, as its other tensors are", async () => {
    const bare = zeros(shapes.map(([name, shape]) => [name.replace("bert.", ""), shape] as const));
    const { plan, passedOver } = await openBundle(inMemory("small", { ...files, [weights]: bare }));
    expect(plan.policy.says.name).toBe("transkimmer");
    expect(passedOver).toEqual([]);
  });

  it("two shards do not have a LayerNorm's weight by its old name and by its new one", async () => {
    const { [weights]: one = new Uint8Array(), ...others } = files;
    const gamma = "bert.embeddings.LayerNorm.gamma";
    const map = { ...Object.fromEntries(shapes.map(([name]) => [name, "a.safetensors"])), [gamma]: "b.safetensors" };
    const error = await refusal({
      ...others,
      "model.safetensors.index.json": utf8({ weight_map: map }),
      "a.safetensors": one,
      "b.safetensors": zeros([[gamma, [32]]]),
    });
    expect(error).toMatchObject({ code: "bundle-weights", file: "model.safetensors.index.json" });
    expect(error.message).toContain("by its old name and by its new one");
  });
});

describe("tokenizers", () => {
  const template = (single: unknown[], special_tokens: object = {}, pair: unknown = null) => ({
    ...files,
    "tokenizer.json": utf8({
      ...tokenizer,
      post_processor: { type: "TemplateProcessing", single, pair, special_tokens },
    }),
  });
  const text = (id: string) => ({ Sequence: { id, type_id: 0 } });
  const load = async (some: Files) =>
    Model.load(await openBundle(inMemory("small", some)), { precision: "fp32", threads: 1 });

  it("a text of which nothing is left is no text", async () => {
    const model = await load(withoutPredictors(template([text("A")])));
    try {
      await expect(runOf(model, "\u200b", { threshold: 0 })).rejects.toMatchObject({ code: "text-empty" });
      const run = { ...(await runOf(model, "good", { threshold: [0, 0] })), started: "2026-11-30T00:00:00.000Z" };
      expect(run.tokens).toHaveLength(1);
      expect(readRun(JSON.parse(JSON.stringify(run)), "run"), "it is saved and read").toEqual(run);
    } finally {
      await model.dispose();
    }
  });

  it("words of two texts with nothing between them are two words", async () => {
    const model = await load(withoutPredictors(template([text("A")], {}, [text("A"), text("B")])));
    try {
      const run: Run = await runOf(model, "good", { threshold: [0, 0] }, { pair: "movie" });
      expect(columnsOf(run, "word").map((column) => column.text)).toEqual(["good", "movie"]);
    } finally {
      await model.dispose();
    }
  });

  it("a name in a template does not stand for thousands of pieces", async () => {
    const many = Array<number>(10_000).fill(2);
    const parts = [{ SpecialToken: { id: "x", type_id: 0 } }, text("A")];
    expect(await refusal(template(parts, { x: { ids: many, tokens: many.map(() => "[CLS]") } }))).toMatchObject({
      code: "bundle-tokenizer",
    });
  });

  it("a file's own words steer no message", async () => {
    const { "tokenizer.json": json, ...others } = files;
    const steering = "\u202e\n[x](command:y)\u001b[31m";
    const vocab = Object.keys((parse(json)["model"] as { vocab: object }).vocab).join("\n");
    for (const settings of [{ tokenizer_class: steering.repeat(1000) }, { cls_token: steering.repeat(20) }]) {
      const { message } = await refusal({
        ...others,
        "vocab.txt": utf8(vocab),
        "tokenizer_config.json": utf8(settings),
      });
      expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(message.length).toBeLessThan(400);
    }
  });
});

describe("steps of a tokenizer.json", () => {
  const vocab = Object.fromEntries(["<s>", "</s>", "<unk>", "a"].map((piece, id) => [piece, id]));
  const opened = (steps: object) =>
    Tokenizer.create(
      {
        model: { type: "BPE", vocab, merges: [], unk_token: "<unk>" },
        post_processor: { type: "RobertaProcessing", cls: ["<s>", 0], sep: ["</s>", 1] },
        ...steps,
      },
      { vocab: 4 },
    );
  const split = (Regex: string) => ({ type: "Split", pattern: { Regex }, behavior: "Isolated" });

  it("a regular expression has one reserve of steps for all words of a text, and a new one for the next text", () => {
    const pretokenizers = [{ type: "WhitespaceSplit" }, split("(a|a)*b")];
    const tokenizer = opened({ pre_tokenizer: { type: "Sequence", pretokenizers } });
    const word = `${"a".repeat(14)} `;
    expect(() => tokenizer.encode(word.repeat(2000))).toThrow("takes too long on this text");
    expect(tokenizer.encode(word)).toHaveLength(14);
  });

  it("what matches nothing takes steps, too", () => {
    const tokenizer = opened({ pre_tokenizer: split(`${"(?:|)".repeat(26)}(?!)`) });
    expect(() => tokenizer.encode("aaa")).toThrow("takes too long on this text");
  });

  it.each([
    ["a", "*"],
    ["", "["],
    ["", "(?i)"],
    ["", "("],
  ])("%s and then %s thousands of times is too deep", (begin, sign) => {
    expect(() => opened({ pre_tokenizer: split(begin + sign.repeat(2400)) })).toThrow(/which is not supported/);
  });

  it("a character map makes no book of a character", () => {
    const bytes = Buffer.concat([Buffer.from(Uint32Array.of(4, 0).buffer), Buffer.alloc(10_000, "a")]);
    const map = { type: "Precompiled", precompiled_charsmap: bytes.toString("base64") };
    expect(() => opened({ normalizer: map })).toThrow("more than 1000 bytes of a character");
  });
});

describe("saved runs", () => {
  it("a policy's words are short, and a layer costs what can be summed", async () => {
    const model = await Model.load(await openBundle(inMemory("small", files)), { precision: "fp32", threads: 1 });
    try {
      const run = { ...(await runOf(model, "good", { threshold: [0, 0] })), started: "2026-11-30T00:00:00.000Z" };
      const { policy, cost } = run.model;
      const wordy = { ...run, model: { ...run.model, policy: { ...policy, left: "x".repeat(9000) } } };
      expect(readRun(wordy, "run").model.policy.left).toHaveLength(300);
      const dear = { ...run, model: { ...run.model, cost: cost.map((one) => ({ ...one, perToken: 1e308 })) } };
      expect(() => readRun(dear, "run")).toThrow("model.cost.0.perToken");
    } finally {
      await model.dispose();
    }
  });
});
