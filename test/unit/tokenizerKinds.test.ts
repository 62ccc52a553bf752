// Every kind of tokenizer.json against Python's tokenizers (models/train/tokenizer_kinds.py): ids and characters of awkward texts.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { Aligned } from "../../src/engine/tokenizer/aligned.js";
import { readNormalizer } from "../../src/engine/tokenizer/normalizers/index.js";
import { Tokenizer } from "../../src/engine/tokenizer/tokenizer.js";
import { splitPair } from "../../src/engine/tokenizer/windows.js";

interface Kind {
  tokenizer: { post_processor: unknown };
  rows: number;
  /** For each text, or for the first of them: id, start and end of each token, one after the other. */
  encoded: number[][];
  /** For each pair: ids, and token types. */
  pairs: [ids: number[], types: number[]][];
  /** Ids of "a film", special tokens and all. */
  single: number[];
}
const folder = "test/fixtures/tokenizers";
const read = (name: string) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as unknown;
const { texts, pairs } = read("texts.json") as { texts: string[]; pairs: [string, string][] };
const names = readdirSync(folder).filter((name) => name !== "texts.json" && name !== "forms.json");

describe.each(names)("%s", (name) => {
  const { tokenizer: json, rows, encoded, pairs: pairsOf, single } = read(name) as Kind;
  const tokenizer = Tokenizer.create(json, { vocab: rows });

  it("gives ids and characters of awkward texts as Python does", () => {
    expect(encoded.length).toBeGreaterThan(20);
    for (const [i, wanted] of encoded.entries())
      expect(
        tokenizer.encode(texts[i] ?? "").flatMap((t) => [t.id, t.start, t.end]),
        JSON.stringify(texts[i]),
      ).toEqual(wanted);
  });

  it.skipIf(json.post_processor === null)(
    "puts special tokens around one text and around two, with their types",
    () => {
      expect(tokenizer.around(tokenizer.encode("a film").map(({ id }) => id))).toEqual(single);
      if (!tokenizer.pair) return;
      for (const [i, [ids, types]] of pairsOf.entries()) {
        const found = splitPair(pairs[i] ?? ["", ""], tokenizer, 512);
        expect([found.tokens.map(({ id }) => id), found.types], JSON.stringify(pairs[i])).toEqual([ids, types]);
      }
    },
  );
});

test("a normalizer makes of every code point, and of marks that change places, what Python's makes of it", () => {
  const { every, hashes } = read("forms.json") as { every: [number, number][]; hashes: Record<string, string> };
  const { tokenizer } = read("xlm-roberta.json") as { tokenizer: { normalizer: unknown } };
  const found: Record<string, string> = {};
  for (const type of Object.keys(hashes)) {
    const normalize = readNormalizer(type === "Precompiled" ? tokenizer.normalizer : { type });
    const hash = createHash("sha256");
    for (const [first, last] of every)
      for (let code = first; code <= last; code += 4096) {
        let text = "";
        for (let c = code; c <= Math.min(last, code + 4095); c++) text += `a${String.fromCodePoint(c)}\u0316\u0334`;
        hash.update(normalize(Aligned.of(text)).text);
      }
    found[type] = hash.digest("hex");
  }
  expect(found).toEqual(hashes);
});

describe("spans of any text", () => {
  const any = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.array(fc.nat(0xffff), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
    fc.array(fc.constantFrom(...texts.filter((t) => t.length < 40)), { maxLength: 5 }).map((parts) => parts.join("")),
  );
  const inPair = (text: string, at: number) =>
    /[\ud800-\udbff]$/.test(text.slice(0, at)) && /^[\udc00-\udfff]/.test(text.slice(at));

  test.each(names)("%s: in order, inside it, on whole characters, in words that follow one another", (name) => {
    const { tokenizer: json, rows } = read(name) as Kind;
    const tokenizer = Tokenizer.create(json, { vocab: rows });
    fc.assert(
      fc.property(any, (text) => {
        let [start, end, word] = [0, 0, -1];
        for (const t of tokenizer.encode(text)) {
          expect(t.start <= t.end && t.end <= text.length && t.start >= start && t.end >= end).toBe(true);
          expect([t.start, t.end].some((at) => inPair(text, at))).toBe(false);
          expect(t.word === word || t.word === word + 1).toBe(true);
          expect(t.id >= 0 && t.id < rows && t.piece !== "").toBe(true);
          [start, end, word] = [t.start, t.end, t.word];
        }
      }),
    );
  });

  test("what a token spans is read as that token where nothing is normalised", () => {
    const { tokenizer: json, rows } = read("roberta.json") as Kind;
    const bare = { ...json, post_processor: null, added_tokens: [] };
    const tokenizer = Tokenizer.create(bare, { vocab: rows });
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 60 }), (text) => {
        for (const t of tokenizer.encode(text))
          expect(tokenizer.encode(text.slice(t.start, t.end)).map(({ id }) => id)).toEqual([t.id]);
      }),
    );
  });
});
