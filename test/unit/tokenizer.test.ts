import { Tokenizer as Reference } from "@huggingface/tokenizers";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Tokenizer } from "../../src/engine/tokenizer/tokenizer.js";
import {
  decompose,
  isChinese,
  isMark,
  isPunctuation,
  isRemoved,
  isWhitespace,
} from "../../src/engine/tokenizer/unicode.js";
import { SkimError } from "../../src/protocol/errors.js";

const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as unknown;
const json = read("models/sst2/tokenizer.json") as Record<string, Record<string, unknown>>;
const config = { vocab: 30522, maxTokens: 512 };
const tokenizer = Tokenizer.create(json, config);
const spell = (text: string) => tokenizer.encode(text).map((t) => text.slice(t.start, t.end));

type Case = [text: string, tokens: [id: number, piece: string, start: number, end: number][]];
interface Classes extends Record<"removed" | "chinese" | "space" | "punctuation" | "mark", [number, number][]> {
  stripped: Record<string, string>;
  lowered: Record<string, string>;
}

describe("against Python's tokenizers (models/train/tokenizer_fixtures.py)", () => {
  test("ids, pieces and offsets of awkward texts are equal", () => {
    const cases = read("test/fixtures/parity/offsets.json") as Case[];
    expect(cases.length).toBeGreaterThan(1000);
    for (const [text, tokens] of cases)
      expect(
        tokenizer.encode(text).map((t) => [t.id, t.piece, t.start, t.end]),
        JSON.stringify(text),
      ).toEqual(tokens);
  });

  test("every code point is in the same class and becomes the same text", () => {
    const classes = read("test/fixtures/parity/classes.json") as Classes;
    const has = (name: "removed" | "chinese" | "space" | "punctuation" | "mark") => {
      const all = new Set<number>();
      for (const [first, last] of classes[name]) for (let code = first; code <= last; code++) all.add(code);
      return all;
    };
    const checks = [
      [has("removed"), isRemoved],
      [has("chinese"), isChinese],
      [has("space"), isWhitespace],
      [has("punctuation"), isPunctuation],
      [has("mark"), isMark],
    ] as const;
    const wrong: string[] = [];
    for (let code = 0; code < 0x110000; code++) {
      if (code === 0xd800) code = 0xe000;
      const c = String.fromCodePoint(code);
      for (const [set, is] of checks) if (set.has(code) !== is(c)) wrong.push(`${is.name} U+${code.toString(16)}`);
      if (isMark(c) || (code >= 0xac00 && code <= 0xd7a3)) continue;
      const stripped = Array.from(decompose(c), (d) => (isMark(d) ? "" : d)).join("");
      if (stripped !== (classes.stripped[c] ?? c)) wrong.push(`decompose U+${code.toString(16)}`);
      if (c.toLowerCase() !== (classes.lowered[c] ?? c)) wrong.push(`toLowerCase U+${code.toString(16)}`);
    }
    expect(wrong).toEqual([]);
  });
});

test("ids are those of @huggingface/tokenizers on plain text", () => {
  const reference = new Reference(json, {});
  const word = fc.constantFrom(
    "The",
    "movie",
    "unbelievably",
    "café",
    "日本",
    "don't",
    ",",
    "!",
    "\n",
    "xyzzy",
    "[SEP]",
    "[MASK]",
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (words) => {
      const text = words.join(" ");
      expect(tokenizer.encode(text).map((t) => t.id)).toEqual(
        reference.encode(text, { add_special_tokens: false }).ids,
      );
    }),
  );
});

describe("spans", () => {
  test("of any UTF-16 at all, lone surrogates included, are inside the text, in order, on whole characters", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(fc.nat(0xffff)).map((u) => String.fromCharCode(...u)),
        ),
        (text) => {
          let [start, end, word] = [0, 0, -1];
          for (const t of tokenizer.encode(text)) {
            expect(t.end).toBeGreaterThan(t.start);
            expect(t.start >= start && t.end >= end && t.end <= text.length && !t.special).toBe(true);
            expect(t.word === word || t.word === word + 1).toBe(true);
            expect(t.start >= end || t.word === word).toBe(true);
            for (const at of [t.start, t.end])
              expect(/[\ud800-\udbff]$/.test(text.slice(0, at)) && /^[\udc00-\udfff]/.test(text.slice(at))).toBe(false);
            [start, end, word] = [t.start, t.end, t.word];
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test("of accents, emoji, CRLF, zero-width characters and lone surrogates", () => {
    expect(spell("Café\r\ncafe\u0301s\tok")).toEqual(["Café", "cafe\u0301s", "ok"]);
    expect(spell("a 😀 b")).toEqual(["a", "😀", "b"]);
    expect(spell("good\u200b\ud83d movie\udc00!")).toEqual(["good", "movie", "!"]);
    expect(spell("skimming")).toEqual(["ski", "mming"]);
    expect(tokenizer.encode("a [SEP] b").map((t) => [t.id, t.special])).toEqual([
      [1037, false],
      [102, false],
      [1038, false],
    ]);
    expect(tokenizer.encode("\u200b \n")).toEqual([]);
  });

  test("no word of the text takes an object's own names for pieces", () => {
    expect(tokenizer.encode("constructor __proto__ hasOwnProperty").every((t) => Number.isInteger(t.id))).toBe(true);
  });
});

// A search that grows with the square of the text would not end within the time that a test has.
test("a megabyte is encoded", () => {
  const text = "The quick brown fox, jumping over the lazy dog's unbelievable café. 日本 ".repeat(14_500);
  expect(tokenizer.encode(text).length).toBeGreaterThan(200_000);
});

describe("tokenizer.json of another kind is refused with a reason", () => {
  const model = json["model"] ?? {};
  const wrong: [string, unknown, RegExp, number?][] = [
    ["no object", [], /not an object/],
    ["BPE without merges", { ...json, model: { ...model, type: "BPE" } }, /BPE.*merges/],
    [
      "another model",
      { ...json, model: { ...model, type: "WordLevel" } },
      /model is "WordLevel"; WordPiece, BPE, Unigram/,
    ],
    ["another normalizer", { ...json, normalizer: { type: "Chinese" } }, /normalizer is "Chinese"; BertNormalizer/],
    [
      "another pre-tokenizer",
      { ...json, pre_tokenizer: { type: "Mecab" } },
      /pre_tokenizer is "Mecab"; BertPreTokenizer/,
    ],
    [
      "another step of several",
      { ...json, normalizer: { type: "Sequence", normalizers: [{ type: "NFC" }, { type: "constructor" }] } },
      /normalizer is "constructor"/,
    ],
    ["no vocabulary", { ...json, model: { ...model, vocab: ["a"] } }, /vocab/],
    ["an id that is no number", { ...json, model: { ...model, vocab: { a: "1" } } }, /"a" has the id "1"/],
    [
      "no [UNK]",
      { ...json, added_tokens: [], model: { ...model, vocab: { "[CLS]": 0, "[SEP]": 1, a: 30521 } } },
      /no "\[UNK\]"/,
    ],
    ["another end", { ...json, post_processor: { type: "RobertaProcessing" } }, /post_processor/],
    ["more pieces than config.json", json, /two models/, 30000],
    ["fewer pieces than config.json", json, /two models/, 50265],
  ];
  const added = (id: number, content: string) => ({ ...json, added_tokens: [{ id, content }] });
  const template = (ids: number[]) => {
    const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
    const single = [special("[CLS]"), { Sequence: { id: "A", type_id: 0 } }, special("[SEP]")];
    const tokens = { "[CLS]": { id: "[CLS]", ids, tokens: ["[CLS]"] } };
    return { ...json, post_processor: { type: "TemplateProcessing", single, special_tokens: tokens } };
  };
  const bert = (cls: unknown, sep: unknown) => ({ ...json, post_processor: { type: "BertProcessing", cls, sep } });
  const twice = { type: "TemplateProcessing", single: [{ Sequence: { id: "A" } }, { Sequence: { id: "A" } }] };
  const vocab = (model as { vocab: Record<string, number> }).vocab;
  wrong.push(
    ["two pieces of one id", { ...json, model: { ...model, vocab: { ...vocab, again: 2000 } } }, /have one id, 2000/],
    [
      "an added token of another id than the vocabulary's",
      added(7, "movie"),
      /"movie" the id 7, and its vocabulary 3185/,
    ],
    ["an added token of another piece's id", added(3185, "<movie>"), /"movie" and "<movie>" have one id, 3185/],
    [
      "words of no characters",
      { ...json, model: { ...model, max_input_chars_per_word: 0 } },
      /max_input_chars_per_word/,
    ],
    ["a template of other ids", template([9]), /gives "\[CLS\]" the id 9, and its vocabulary 101/],
    ["a template of several pieces, of which one has another name", template([101, 102]), /gives "\[CLS\]" the id 102/],
    ["a template of two texts for one", { ...json, post_processor: twice }, /does not hold the text once/],
    [
      "a processor of other ids",
      bert(["[CLS]", 101], ["[SEP]", 9]),
      /gives "\[SEP\]" the id 9, and its vocabulary 102/,
    ],
  );
  test.each(wrong)("%s", (_, value, message, vocab = config.vocab) => {
    const create = () => Tokenizer.create(value, { ...config, vocab });
    expect(create).toThrow(SkimError);
    expect(create).toThrow(message);
    expect(create).toThrow(/^tokenizer\.json /);
  });
});
