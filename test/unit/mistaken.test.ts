// A folder that cannot open says what it is, and the way out, in one sentence.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { SkimError, toFailure } from "../../src/protocol/errors.js";
import { readFolder } from "../../src/worker/folder.js";
import { inMemory } from "../../src/worker/inMemory.js";
import { smallFiles, withoutTensors } from "./smallBundle.js";

const files = smallFiles();
const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const config = JSON.parse(new TextDecoder().decode(files["config.json"])) as Record<string, unknown>;
const settings = (changed: object) => ({ "config.json": json({ ...config, ...changed }) });

/** What is said of the small folder without some files and with others; it opens otherwise. */
async function refusal(lacks: readonly string[], others: Record<string, Uint8Array>): Promise<SkimError> {
  const kept = Object.entries(files).filter(([name]) => !lacks.includes(name));
  const error: unknown = await openBundle(inMemory("small", { ...Object.fromEntries(kept), ...others })).then(
    () => null,
    (e: unknown) => e,
  );
  if (!SkimError.is(error)) throw new Error("no SkimError", { cause: error });
  expect(toFailure(error).message, "it is not cut").toBe(error.message);
  expect(error.message).toMatch(/^[^\n]+\.$/);
  expect(error.file).toBeDefined();
  return error;
}

const weights = "model.safetensors";
const python = "AutoModelForSequenceClassification.from_pretrained(FOLDER";
const beside: [holds: string, lacks: string[], what: string, way: string][] = [
  ["tf_model.h5", [weights], "weights of TensorFlow alone", `${python}, from_tf=True).save_pretrained(FOLDER)`],
  ["flax_model.msgpack", [weights], "weights of Flax alone", `${python}, from_flax=True).save_pretrained(FOLDER)`],
  ["adapter_config.json", [weights, "config.json"], "a LoRA adapter", ".merge_and_unload().save_pretrained(NEW)"],
  ["model.Q4_K_M.gguf", [weights, "config.json"], "a GGUF file", "choose the folder that it was made from"],
  ["model.onnx", [weights], "an ONNX graph", "choose the folder that it was exported from"],
  ["onnx", [weights], "an ONNX graph", "choose the folder that it was exported from"],
  ["checkpoint-500", [weights, "config.json"], "the checkpoints of a training", "choose one of its checkpoint folders"],
  ["snapshots", [weights, "config.json", "tokenizer.json"], "Hugging Face's cache", "in “snapshots”"],
  ...["spiece.model", "sentencepiece.bpe.model", "spm.model", "tokenizer.model"].map(
    (name): [string, string[], string, string] => [
      name,
      ["tokenizer.json"],
      "a SentencePiece model alone",
      "AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER)",
    ],
  ),
];

describe("what lies in a folder in place of what it lacks", () => {
  it.each(beside)("%s", async (holds, lacks, what, way) => {
    const { message } = await refusal(lacks, { [holds]: bytes("x") });
    expect(message).toMatch(/^small has no /);
    expect(message).toContain(what);
    expect(message).toContain(way);
    // With all files there it is nothing to speak of.
    await openBundle(inMemory("small", { ...files, [holds]: bytes("x") }));
  });

  it("is found on a disk, too, and where only the host can list it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "skim-mistaken-"));
    try {
      mkdirSync(join(folder, "checkpoint-12"));
      writeFileSync(join(folder, "training_args.bin"), "x");
      await expect(openBundle(readFolder(folder))).rejects.toThrow("the checkpoints of a training");
      await expect(openBundle(inMemory("small", {}, ["model.gguf"]))).rejects.toThrow("a GGUF file");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is not guessed where it is not known", async () => {
    const { message } = await refusal(["tokenizer.json"], { "model.onnx": bytes("x"), "notes.txt": bytes("x") });
    expect(message).toMatch(/^small\/tokenizer\.json is missing/);
  });
});

describe("a config.json of a model that classifies no texts", () => {
  const others: [string, object, RegExp][] = [
    ["T5", { model_type: "t5", is_encoder_decoder: true, architectures: ["T5Model"] }, /writes text \(“T5Model”\)/],
    ["BART", { model_type: "bart", architectures: ["BartForConditionalGeneration"] }, /writes text/],
    ["GPT-2", { model_type: "gpt2", architectures: ["GPT2LMHeadModel"] }, /writes text \(“GPT2LMHeadModel”\)/],
    ["Llama, as a classifier", { model_type: "llama", architectures: ["LlamaForSequenceClassification"] }, /writes/],
    ["a family that nobody has heard of", { model_type: "new", is_encoder_decoder: true }, /writes text \(“new”\)/],
    ["another that names its class", { model_type: "new", architectures: ["NewForCausalLM"] }, /“NewForCausalLM”/],
    ["names", { architectures: ["BertForTokenClassification"] }, /labels single words \(“BertForTokenC/],
    ["questions", { architectures: ["BertForQuestionAnswering"] }, /finds answers in a text/],
    ["choices", { architectures: ["BertForMultipleChoice"] }, /chooses among answers/],
    ["nothing but that it is of two halves", { model_type: 5, is_encoder_decoder: true }, /“is_encoder_decoder”/],
  ];
  it.each(others)("%s", async (_, changed, does) => {
    const error = await refusal([], settings(changed));
    expect(error.code).toBe("bundle-config");
    expect(error.message).toMatch(does);
    expect(error.message).toContain("fine-tune an encoder with AutoModelForSequenceClassification");
  });

  it.each([["BertForSequenceClassification"], ["BertForMaskedLM"], ["NotedCausalLMReader"], [undefined], [7]])(
    "%s is believed only as far as its weights go: a classifier that is there opens",
    async (name) => {
      await openBundle(inMemory("small", { ...files, ...settings({ architectures: [name] }) }));
    },
  );
});

it.each([["BertModel"], ["BertForMaskedLM"], ["BertForPreTraining"], [undefined]])(
  "an encoder without a classifier (%s) says what makes one, before it misses anything else",
  async (name) => {
    const bare = withoutTensors(files, /classifier|pooler|skim_predictors/);
    const { code, message } = await refusal([], { ...bare, ...settings({ architectures: name && [name] }) });
    expect(code).toBe("bundle-weights");
    expect(message).toMatch(/^model\.safetensors has no classifier \(no tensor classifier\.weight/);
    expect(message).toContain("fine-tune it with AutoModelForSequenceClassification, which makes one");
    if (name !== undefined) expect(message).toContain(`config.json says that it is "${name}"`);
  },
);
