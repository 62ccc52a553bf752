// A tokenizer.json that is made to hang, to fill the memory or the stack: it is read, or refused in words. None of these would end in the time that a test has.
import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { Tokenizer } from "../../src/engine/tokenizer/tokenizer.js";

type Json = Record<string, unknown>;
const special = ["<s>", "</s>", "<unk>"];
const unigram = (pieces: [string, number][], more: Json = {}): Json => ({
  model: { type: "Unigram", unk_id: 2, vocab: [...special.map((piece) => [piece, 0]), ...pieces] },
  ...more,
});
const open = (json: Json, vocab = 1000) => Tokenizer.create(json, { vocab });
const letters = unigram([["a", -1]]);
const normalized = (normalizer: unknown) => open({ ...letters, normalizer }, 10);

describe("is read", () => {
  it("Unigram whose pieces all fit at each place", () => {
    const pieces = Array.from({ length: 800 }, (_, i): [string, number] => ["a".repeat(i + 1), -1]);
    const lengths = open(unigram(pieces))
      .encode("a".repeat(40_000))
      .map(({ start, end }) => end - start);
    expect(lengths).toHaveLength(50);
  });

  it("BPE of a word of 200,000 characters", () => {
    const pieces = Array.from({ length: 16 }, (_, i) => "a".repeat(2 ** i));
    const vocab = Object.fromEntries([...special, ...pieces].map((piece, id) => [piece, id]));
    const merges = pieces.slice(0, -1).map((piece) => [piece, piece]);
    const tokens = open({ model: { type: "BPE", vocab, merges } }, 19).encode("a".repeat(200_000));
    expect(tokens.map(({ start, end }) => end - start).reduce((a, b) => a + b)).toBe(200_000);
    expect(tokens[0]?.end).toBe(2 ** 15);
  });

  it.each(["NFC", "NFD", "NFKC", "NFKD", "StripAccents"])(
    "%s of 60,000 marks of falling classes on one letter",
    (type) => {
      const text = `e${"\u0301".repeat(20_000)}${"\u0316".repeat(20_000)}${"\u0334".repeat(20_000)}`;
      const tokens = normalized({ type }).encode(text);
      expect(tokens.every(({ start, end }) => start <= end && end <= text.length)).toBe(true);
    },
  );

  it("SentencePiece's map, of a cluster of 50,000 marks", () => {
    const { tokenizer, rows } = JSON.parse(readFileSync("test/fixtures/tokenizers/xlm-roberta.json", "utf8")) as {
      tokenizer: Json;
      rows: number;
    };
    expect(open(tokenizer, rows).encode(`e${"\u0301".repeat(50_000)}`).length).toBeGreaterThan(50_000);
  });

  it("20 steps, of a text of 20,000 blanks", () => {
    const pretokenizers = Array<Json>(20).fill({ type: "Metaspace", replacement: "▁" });
    const json = { ...letters, pre_tokenizer: { type: "Sequence", pretokenizers } };
    expect(open(json, 10).encode(" ".repeat(20_000)).length).toBeGreaterThan(0);
  });
});

describe("is refused", () => {
  const nested = (list: string, type: string): unknown => {
    let inner: unknown = { type };
    for (let i = 0; i < 5000; i++) inner = { type: "Sequence", [list]: [inner] };
    return inner;
  };
  const map = (bytes: number[]) => ({
    type: "Precompiled",
    precompiled_charsmap: Buffer.from(bytes).toString("base64"),
  });
  test.each<[string, Json, RegExp]>([
    ["normalizers in one another", { ...letters, normalizer: nested("normalizers", "NFC") }, /more than 20 steps/],
    [
      "splitters in one another",
      { ...letters, pre_tokenizer: nested("pretokenizers", "Digits") },
      /more than 20 steps/,
    ],
    [
      "post-processors in one another",
      { ...letters, post_processor: nested("processors", "ByteLevel") },
      /post_processor/,
    ],
    ["a piece of 1,001 characters", unigram([["a".repeat(1001), 0]]), /1000/],
    ["an unk_id that is no piece", { model: { type: "Unigram", unk_id: 9, vocab: [["a", 0]] } }, /unk_id is 9/],
    ["a piece without a score", { model: { type: "Unigram", vocab: [["a"]] } }, /Unigram/],
    ["merges of what is no piece", { model: { type: "BPE", vocab: { a: 0 }, merges: ["a b"] } }, /merges make "b"/],
    ["pieces left to chance", { model: { type: "BPE", vocab: { a: 0 }, merges: [], dropout: 0.1 } }, /only null/],
    ["a map that is cut short", { ...letters, normalizer: map([16, 0, 0, 0, 1, 2]) }, /cut short/],
    ["a map of nothing", { ...letters, normalizer: map([]) }, /cut short/],
    ["a map that is no base64", { ...letters, normalizer: { ...map([]), precompiled_charsmap: "!" } }, /base64/],
    [
      "an empty pattern",
      { ...letters, normalizer: { type: "Replace", pattern: { String: "" }, content: "x" } },
      /pattern/,
    ],
  ])("%s", (_, json, message) => {
    expect(() => open(json)).toThrow(message);
    expect(() => open(json)).toThrow(/^tokenizer\.json cannot be used: /);
  });

  it("a map of which each entry leads out of it finds nothing", () => {
    const bytes = [8, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x61];
    expect(
      normalized(map(bytes))
        .encode("a")
        .map(({ id }) => id),
    ).toEqual([3]);
  });

  it("steps that make of a text a thousandfold, again and again, when a text is read", () => {
    const normalizers = Array<Json>(4).fill({ type: "Replace", pattern: { String: "a" }, content: "a".repeat(1000) });
    const tokenizer = normalized({ type: "Sequence", normalizers });
    expect(() => tokenizer.encode("a")).toThrow(/normalizer makes more than \d+ characters of this text/);
    expect(tokenizer.encode("b")).toHaveLength(1);
  });

  it("a text that has a character for which there is no piece, not even the unknown one", () => {
    const json = { model: { type: "Unigram", vocab: [...special.map((piece) => [piece, 0]), ["a", -1]] } };
    const tokenizer = open(json, 4);
    expect(tokenizer.encode("a")).toHaveLength(1);
    expect(() => tokenizer.encode("ab")).toThrow(/no piece for "b"/);
  });
});
