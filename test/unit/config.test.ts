import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/engine/bundle/config.js";
import { SkimError } from "../../src/protocol/errors.js";

const sane = {
  architectures: ["BertForSequenceClassification"],
  model_type: "bert",
  hidden_act: "gelu",
  vocab_size: 100,
  hidden_size: 32,
  num_hidden_layers: 3,
  num_attention_heads: 4,
  intermediate_size: 64,
  max_position_embeddings: 48,
};

const deberta = { ...sane, model_type: "deberta-v2", relative_attention: true, pos_att_type: "c2p|p2c" };
const modern = { ...sane, model_type: "modernbert" };

test("a stock BERT config opens, with the engine's defaults where it is silent", () => {
  const { blueprint, ...rest } = parseConfig({ ...sane, id2label: { "1": "yes", "0": "no" } });
  expect(blueprint.shape).toEqual({ layers: 3, hidden: 32, intermediate: 64, heads: 4, vocab: 100, maxTokens: 48 });
  expect(rest).toEqual({
    family: "bert",
    policy: null,
    semantics: null,
    labels: ["no", "yes"],
    problemType: undefined,
    settings: {},
    seed: 0,
    pooling: "cls",
    int8: null,
    reads: null,
    fp32Linears: [],
  });
});

test("the skim block gives threshold, pooling and the int8 record", () => {
  const int8 = {
    data: "SST-2 dev",
    rows: 872,
    sameLabel: 1,
    sameDepth: 0.99,
    sameMasks: 0.9,
    accuracy: 0.9,
    accuracyFp32: 0.9,
  };
  const skim = { threshold: [0.1, 0.2, 0.3], pooling: "mean", int8, fp32Linears: ["classifier"] };
  const { threshold, ...rest } = skim;
  const listed = { settings: { threshold: { control: threshold, listed: true } } };
  expect(parseConfig({ ...sane, skim })).toMatchObject({ ...rest, ...listed });
  expect(parseConfig({ ...sane, skim: { threshold: 0, share: 0.8, seed: 7 } })).toMatchObject({
    settings: { threshold: { control: [0, 0, 0] }, share: { control: [0.8, 0.8, 0.8] } },
    seed: 7,
    semantics: "dropped",
  });
  expect(parseConfig({ ...sane, skim: { semantics: "official" } }).semantics).toBe("official");
  expect(() => parseConfig({ ...sane, skim: { semantics: "masked" } })).toThrow(/semantics/);
});

test("a ModernBERT's layers hear near tokens alone, but for every third or those that it names", () => {
  const reaches = (config: object) =>
    parseConfig({ ...modern, local_attention: 9, ...config }).blueprint.layers.map(({ cost }) => cost.reach);
  expect(reaches({ num_hidden_layers: 5 })).toEqual([null, 4, 4, null, 4]);
  expect(reaches({ global_attn_every_n_layers: 2 })).toEqual([null, 4, null]);
  expect(reaches({ layer_types: ["sliding_attention", "full_attention", "sliding_attention"] })).toEqual([4, null, 4]);
});

test("labels without names are numbered, or left to the classifier", () => {
  expect(parseConfig({ ...sane, num_labels: 3 }).labels).toEqual(["LABEL_0", "LABEL_1", "LABEL_2"]);
  expect(parseConfig(sane).labels).toEqual([]);
  const ten = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [String(10 - i), `n${10 - i}`]));
  expect(parseConfig({ ...sane, id2label: ten }).labels[10]).toBe("n10");
  // As Python's int() reads the keys; names may be numbers, and label2id alone names them, too.
  expect(parseConfig({ ...sane, id2label: { "01": 7, " 0": 5 } }).labels).toEqual(["5", "7"]);
  expect(parseConfig({ ...sane, label2id: { yes: 1, no: 0 } }).labels).toEqual(["no", "yes"]);
});

describe("a config that the engine cannot compute is refused with a reason", () => {
  const wrong: [string, unknown, RegExp][] = [
    ["null", null, /not an object/],
    ["a list", [], /not an object/],
    ["a DeBERTa with a convolution", { ...deberta, conv_kernel_size: 3 }, /conv_kernel_size is 3; .* without a convo/],
    ["a DeBERTa that hears no distances", { ...deberta, relative_attention: false }, /relative_attention is false/],
    [
      "a term of DeBERTa's attention",
      { ...deberta, pos_att_type: "p2p|c2p" },
      /pos_att_type is "p2p\|c2p"; .*c2p, p2c/,
    ],
    ["no term of it", { ...deberta, pos_att_type: null }, /pos_att_type is null/],
    [
      "stretched rotary positions",
      { ...modern, rope_parameters: { full_attention: { rope_type: "yarn" } } },
      /rope_type/,
    ],
    ["the same by an older name", { ...modern, rope_scaling: { type: "linear", factor: 2 } }, /rope_scaling/],
    ["a head that is no pairs", { ...modern, hidden_size: 36 }, /turn pairs, and its heads have 9 numbers/],
    ["kinds of other layers", { ...modern, layer_types: ["full_attention"] }, /layer_types are 1, and its layers 3/],
    ["an unknown kind of layer", { ...modern, layer_types: ["a", "b", "c"] }, /layer_types/],
    ["nothing", {}, /does not say what model it is of \(no "model_type"\)/],
    [
      "another architecture",
      { ...sane, model_type: "longformer", architectures: ["LongformerModel"] },
      /"longformer".*LongformerModel.*"bert"/,
    ],
    ["another activation", { ...sane, hidden_act: "mish" }, /hidden_act is "mish"/],
    ["an unknown policy", { ...sane, skim: { policy: "best" } }, /skim.policy is "best".*transkimmer, none/],
    ["relative positions", { ...sane, position_embedding_type: "relative_key" }, /position_embedding_type/],
    ["a decoder", { ...sane, is_decoder: true }, /is_decoder/],
    ["a task that is none", { ...sane, problem_type: "token_classification" }, /problem_type.*"regression"/],
    ["heads that do not divide", { ...sane, num_attention_heads: 5 }, /32 is not divisible by its 5/],
    ["no layers", { ...sane, num_hidden_layers: 0 }, /num_hidden_layers/],
    ["too many layers", { ...sane, num_hidden_layers: 65 }, /num_hidden_layers/],
    ["a huge size", { ...sane, hidden_size: 2 ** 53 }, /hidden_size/],
    ["a fractional size", { ...sane, intermediate_size: 1.5 }, /intermediate_size/],
    ["a size in words", { ...sane, vocab_size: "100" }, /vocab_size/],
    ["a missing size", { ...sane, max_position_embeddings: undefined }, /max_position_embeddings/],
    ["no room for a piece", { ...sane, max_position_embeddings: 2 }, /max_position_embeddings/],
    ["eps 0", { ...sane, layer_norm_eps: 0 }, /layer_norm_eps/],
    ["too few thresholds", { ...sane, skim: { threshold: [0.5] } }, /threshold has 1 numbers for 3 layers/],
    ["a threshold above 1", { ...sane, skim: { threshold: 1.5 } }, /threshold/],
    ["an unknown pooling", { ...sane, skim: { pooling: "max" } }, /pooling/],
    ["a gap in the labels", { ...sane, id2label: { "0": "a", "2": "c" } }, /label 1 no name/],
    ["labels that are no text", { ...sane, id2label: { "0": { html: "<b>" } } }, /label 0/],
    ["too many labels", { ...sane, num_labels: 4097 }, /num_labels/],
    [
      "too many names of labels",
      { ...sane, id2label: Object.fromEntries(Array.from({ length: 4097 }, (_, i) => [i, "x"])) },
      /names 4097 labels/,
    ],
    ["a label as long as a book", { ...sane, id2label: { "0": "a", "1": "x".repeat(1001) } }, /label 1 a name of 1001/],
    [
      "one label, which any text would get",
      { ...sane, num_labels: 1, problem_type: "single_label_classification" },
      /one label/,
    ],
    ["labels by what is no whole number", { ...sane, id2label: { "0.0": "a", "1.0": "b" } }, /label 0 no name/],
    ["a list in lists in lists", JSON.parse("[".repeat(200_000) + "]".repeat(200_000)), /holds a list of 1, not/],
    [
      "the same for labels",
      { ...sane, id2label: { "0": JSON.parse("[".repeat(200_000) + "]".repeat(200_000)) as unknown } },
      /label 0 a name that is no text;/,
    ],
    [
      "labels that are all one word",
      { ...sane, id2label: { "0": "a", "1": "a" } },
      /all 2 labels "a": their names must differ/,
    ],
    ["labels that are all blank", { ...sane, id2label: { "0": "", "1": " ", "2": "" } }, /all 3 labels ""/],
    ["no labels at all", { ...sane, id2label: {} }, /0 labels/],
    [
      "__proto__ for labels",
      JSON.parse(JSON.stringify(sane).replace("{", '{"id2label": {"__proto__": "a"},')),
      /label 0 no name/,
    ],
  ];
  test.each(wrong)("%s", (_, json, message) => {
    const parse = () => parseConfig(json);
    expect(parse).toThrow(SkimError);
    expect(parse).toThrow(message);
    expect(parse).toThrow(/^config\.json cannot be used: .* Choose another model folder/);
  });
});
