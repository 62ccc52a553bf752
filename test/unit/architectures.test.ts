import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/engine/bundle/config.js";

const configOf = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(`test/fixtures/families/${name}/config.json`, "utf8")) as Record<string, unknown>;
const read = (name: string, change: Record<string, unknown>) => () => parseConfig({ ...configOf(name), ...change });

it.each([
  ["roberta", { max_position_embeddings: 514 }, 512],
  ["roberta", { max_position_embeddings: 514, pad_token_id: 0 }, 513],
  ["xlm-roberta", { max_position_embeddings: 8194 }, 8192],
  ["mpnet", { max_position_embeddings: 514 }, 512],
  ["mpnet", { max_position_embeddings: 514, pad_token_id: 0 }, 512], // its modules ask no config.json where positions begin
  ["electra", { max_position_embeddings: 512 }, 512],
])("%s with %j takes %i tokens", (name, change, tokens) => {
  expect(read(name, change)().blueprint.shape.maxTokens).toBe(tokens);
});

describe("a setting that would change what is computed is refused by its name", () => {
  it.each([
    [
      "albert",
      { num_hidden_groups: 2 },
      /its num_hidden_groups is 2; the engine computes one group of layers \(1\) only/,
    ],
    ["albert", { inner_group_num: 3 }, /its inner_group_num is 3/],
    ["mpnet", { relative_attention_num_buckets: 16 }, /its relative_attention_num_buckets is 16; .* 32 only/],
    ["roberta", { position_embedding_type: "relative_key" }, /its position_embedding_type is "relative_key"/],
    ["electra", { position_embedding_type: "relative_key_query" }, /its position_embedding_type is/],
    ["camembert", { is_decoder: true }, /its is_decoder is true/],
    ["roberta", { pad_token_id: null }, /pad_token_id/],
    ["roberta", { pad_token_id: 298 }, /max_position_embeddings is 300, and positions begin at 299: no text fits in/],
    ["distilbert", { n_heads: 5 }, /dim 24 is not divisible by its 5 attention heads/],
    ["distilbert", { activation: "mish" }, /its activation is "mish"; the engine computes gelu, gelu_new/],
    ["albert", { embedding_size: 0 }, /embedding_size/],
  ])("%s with %j", (name, change, message) => {
    expect(read(name, change)).toThrow(message);
  });
});

it("embeddings as wide as the layers are not projected, and an absent activation is the one that Transformers takes", () => {
  expect(read("albert", { hidden_act: undefined })).not.toThrow();
  expect(read("electra", { embedding_size: 24 })().blueprint.enter).toBeUndefined();
  expect(read("electra", { embedding_size: 12 })().blueprint.enter?.width).toBe(12);
});
