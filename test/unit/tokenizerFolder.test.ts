// What a folder may hold of a tokenizer; ids are those of transformers 5.24 on the same files.
import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { openTokenizer } from "../../src/engine/tokenizer/open.js";
import { inMemory } from "../../src/worker/inMemory.js";

const text = "The red Film é 中a [SEP]";
const json = JSON.parse(readFileSync("test/fixtures/tiny/tokenizer.json", "utf8")) as {
  model: { type?: string; vocab: Record<string, number> };
};
const lines = Object.entries(json.model.vocab)
  .sort((a, b) => a[1] - b[1])
  .map(([piece]) => piece);
const bert = { tokenizer_class: "BertTokenizer" };

function open(files: Record<string, unknown>, vocab = 1000) {
  const bytes = Object.entries(files).map(([name, value]): [string, Uint8Array] => {
    const written = typeof value === "string" ? value : JSON.stringify(value);
    return [name, new TextEncoder().encode(written)];
  });
  return openTokenizer(inMemory("m", Object.fromEntries(bytes)), { vocab });
}
const ids = async (files: Record<string, unknown>) => {
  const { tokenizer, notes } = await open(files);
  return { ids: tokenizer.encode(text).map(({ id }) => id), notes };
};

describe("tokenizer_config.json decides where it contradicts tokenizer.json, and it is said", () => {
  test.each([
    [{ do_lower_case: false }, [1, 550, 1, 1, 141, 43, 3], /do_lower_case false .* lowercase true/],
    [{ do_lower_case: true, strip_accents: false }, [147, 550, 283, 1, 141, 43, 3], /strip_accents false/],
    [{ tokenize_chinese_chars: false }, [147, 550, 283, 47, 141, 74, 3], /tokenize_chinese_chars false/],
  ])("%o", async (config, wanted, note) => {
    const found = await ids({ "tokenizer.json": json, "tokenizer_config.json": { ...bert, ...config } });
    expect(found.ids).toEqual(wanted);
    expect(found.notes).toHaveLength(1);
    expect(found.notes[0]).toMatch(note);
  });

  it("says nothing where the two agree, or tokenizer_config.json is silent", async () => {
    for (const config of [{}, { do_lower_case: true, strip_accents: null, tokenize_chinese_chars: true }])
      expect(await ids({ "tokenizer.json": json, "tokenizer_config.json": { ...bert, ...config } })).toEqual({
        ids: [147, 550, 283, 47, 141, 43, 3],
        notes: [],
      });
  });
});

it("reads a tokenizer.json of 2020, whose model has no type", async () => {
  const model = { ...json.model, type: undefined }; // JSON leaves it out
  expect((await ids({ "tokenizer.json": { ...json, model } })).ids).toEqual([147, 550, 283, 47, 141, 43, 3]);
});

describe("vocab.txt alone", () => {
  test.each([
    ["\n", {}, [147, 550, 283, 47, 141, 43, 3]],
    ["\r\n", { ...bert, do_lower_case: false }, [1, 550, 1, 1, 141, 43, 3]],
  ])("with lines that end with %o and settings %o", async (end, config, wanted) => {
    const found = await ids({ "vocab.txt": lines.join(end) + end, "tokenizer_config.json": config });
    expect(found.ids).toEqual(wanted);
    expect(found.notes[0]).toMatch(/vocab\.txt/);
  });

  it("takes special tokens' names from tokenizer_config.json, and from special_tokens_map.json where that is silent", async () => {
    const renamed = lines.map((line) => ({ "[CLS]": "<a>", "[SEP]": "<b>", "[UNK]": "<?>" })[line] ?? line);
    const { tokenizer } = await open({
      "vocab.txt": renamed.join("\n"),
      "special_tokens_map.json": { cls_token: "wrong", sep_token: { content: "<b>", lstrip: false } },
      "tokenizer_config.json": { cls_token: "<a>", unk_token: "<?>" },
    });
    expect(tokenizer.around([7])).toEqual([2, 7, 3]);
    expect(tokenizer.encode("☂ <b>").map(({ id }) => id)).toEqual([1, 3]);
  });

  test.each([
    ["of a tokenizer that needs more", { tokenizer_class: "BertweetTokenizer" }, /BertweetTokenizer.*tokenizer\.json/],
    ["without the piece that it names", { cls_token: "<nowhere>" }, /vocab\.txt .*no line "<nowhere>"/],
    ["beside settings of another form", { do_lower_case: "no" }, /tokenizer_config\.json .*do_lower_case/],
  ])("%s is refused", async (_, config, message) => {
    await expect(open({ "vocab.txt": lines.join("\n"), "tokenizer_config.json": config })).rejects.toThrow(message);
  });

  it("that is no text is refused, and so is a folder of neither", async () => {
    const bytes = inMemory("m", { "vocab.txt": new Uint8Array([0x61, 0xc0, 0x0a]) });
    await expect(openTokenizer(bytes, { vocab: 9 })).rejects.toThrow(/vocab\.txt is not UTF-8 text/);
    await expect(open({})).rejects.toMatchObject({ code: "bundle-missing" });
  });
});

it("opens with 1,000 embedding rows more than pieces, and says so; with a whole vocabulary more it is another model's", async () => {
  expect((await open({ "tokenizer.json": json }, 2000)).notes).toEqual([
    "The embeddings have 2000 rows and tokenizer.json has 1000 pieces: the rows beyond them are never read.",
  ]);
  expect((await open({ "tokenizer.json": json }, 1100)).notes).toEqual([]);
  await expect(open({ "tokenizer.json": json }, 30_522)).rejects.toThrow(/two models/);
});

describe("vocab.json and merges.txt alone, RoBERTa's", () => {
  const { tokenizer: roberta, rows } = JSON.parse(readFileSync("test/fixtures/tokenizers/roberta.json", "utf8")) as {
    tokenizer: { model: { vocab: Record<string, number>; merges: [string, string][] } };
    rows: number;
  };
  const { vocab, merges } = roberta.model;
  const files = (config: object) => ({
    "vocab.json": vocab,
    "merges.txt": `#version: 0.2\n${merges.map((pair) => pair.join(" ")).join("\n")}\n`,
    "tokenizer_config.json": config,
  });
  const phrase = "A film, I'm sure <mask>  it's</s>";

  test.each([
    [
      { tokenizer_class: "RobertaTokenizer" },
      [37, 329, 80, 81, 16, 225, 45, 11, 81, 267, 89, 278, 225, 4, 225, 309, 400, 2],
    ],
    [{ add_prefix_space: true }, [225, 37, 329, 80, 81, 16, 225, 45, 11, 81, 267, 89, 278, 225, 4, 225, 309, 400, 2]],
  ])("with %o", async (config, wanted) => {
    const { tokenizer, notes } = await open(files(config), rows);
    expect(tokenizer.encode(phrase).map(({ id }) => id)).toEqual(wanted);
    expect(tokenizer.around([7])).toEqual([0, 7, 2]);
    expect(notes).toEqual([expect.stringMatching(/vocab\.json, merges\.txt/)]);
  });

  it("has the characters that Python gives", async () => {
    const { tokenizer } = await open(files({}), rows);
    expect(tokenizer.encode(phrase).map(({ start, end }) => [start, end])).toEqual([
      ...[
        [0, 1],
        [2, 4],
        [4, 5],
        [5, 6],
        [6, 7],
        [8, 8],
        [8, 9],
        [9, 10],
        [10, 11],
        [12, 13],
        [13, 14],
        [14, 16],
      ],
      ...[
        [17, 17],
        [17, 23],
        [24, 24],
        [25, 27],
        [27, 29],
        [29, 33],
      ],
    ]);
  });

  it("of another class is refused, and so are merges that make no piece", async () => {
    await expect(open(files({ tokenizer_class: "CTRLTokenizer" }), rows)).rejects.toThrow(
      /vocab\.json .*CTRLTokenizer/,
    );
    const torn = { ...files({}), "merges.txt": "a b c" };
    await expect(open(torn, rows)).rejects.toThrow(/merges hold "a b c"/);
  });
});

it("takes tokens that were added from tokenizer_config.json", async () => {
  const added_tokens_decoder = { "1000": { content: "<new>", lstrip: true }, "1": { content: "[UNK]" } };
  const { tokenizer } = await open(
    { "vocab.txt": lines.join("\n"), "tokenizer_config.json": { added_tokens_decoder } },
    1001,
  );
  expect(tokenizer.encode("red <new>").map(({ id, start, end }) => [id, start, end])).toEqual([
    [550, 0, 3],
    [1000, 3, 9],
  ]);
});
