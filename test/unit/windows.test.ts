import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Tokenizer } from "../../src/engine/tokenizer/tokenizer.js";
import { splitPair, splitWindows, type Reading } from "../../src/engine/tokenizer/windows.js";
import type { TokenSpan } from "../../src/run/events.js";

const json = JSON.parse(readFileSync("models/sst2/tokenizer.json", "utf8")) as unknown;
const tokenizer = Tokenizer.create(json, { vocab: 30522 });
const texts = (text: string, maxTokens: number) =>
  splitWindows(text, tokenizer, maxTokens).windows.map((w) => text.slice(w.start, w.end));

test("every token is in one window, in order, and the windows cover the text", () => {
  const part = fc.constantFrom(
    "A long film.",
    " It was good!",
    " unbelievable",
    "x".repeat(40),
    " 한국어",
    "日本。",
    "\n\n",
    " e.g. this",
    " ",
    "😀",
    "[SEP]",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 80 }), fc.integer({ min: 3, max: 40 }), (parts, maxTokens) => {
      const text = parts.join("");
      const { tokens, windows } = splitWindows(text, tokenizer, maxTokens);
      expect(tokens.filter((t) => !t.special)).toEqual(tokenizer.encode(text));
      let [first, start] = [0, 0];
      for (const w of windows) {
        expect([w.first, w.start]).toEqual([first, start]);
        expect(w.count).toBeLessThanOrEqual(maxTokens);
        expect(w.count).toBeGreaterThan(windows.length > 1 ? 2 : 1);
        const own = tokens.slice(w.first, w.first + w.count);
        expect(own[0]).toEqual({ id: 101, piece: "[CLS]", start: w.start, end: w.start, special: true, word: -1 });
        expect(own.at(-1)).toEqual({ id: 102, piece: "[SEP]", start: w.end, end: w.end, special: true, word: -1 });
        expect(own.slice(1, -1).some((t) => t.special)).toBe(false);
        for (const t of own.slice(1, -1)) expect(t.end).toBeLessThanOrEqual(w.end);
        [first, start] = [first + w.count, w.end];
      }
      expect([first, start]).toEqual([tokens.length, text.length]);
    }),
    { numRuns: 300 },
  );
});

test("a text that fits is one window, an empty one too", () => {
  expect(texts(" one two three ", 5)).toEqual([" one two three "]);
  expect(splitWindows("", tokenizer, 5).windows).toEqual([{ first: 0, count: 2, start: 0, end: 0 }]);
});

test("windows end with sentences where they can, with words else, and within a word only where it is too long", () => {
  expect(texts("It was good. It was long. Then it was over.", 12)).toEqual([
    "It was good. It was long. ",
    "Then it was over.",
  ]);
  expect(texts("one two three four five six", 6)).toEqual(["one two three four ", "five six"]);
  expect(texts("a film with a skimming in it", 7)).toEqual(["a film with a ", "skimming in it"]);
  expect(texts("x".repeat(40), 5).length).toBeGreaterThan(1);
  expect(texts("We saw e.g. this film and more", 10)[0]).toBe("We saw e.g. this film ");
});

test("two windows are shared out evenly where sentences allow it", () => {
  const text = "This is good. ".repeat(6); // 24 pieces
  const { windows } = splitWindows(text, tokenizer, 22 + 2);
  expect(windows.map((w) => w.count - 2)).toEqual([12, 12]);
});

test("no window is too small to hold a piece", () => {
  expect(() => splitWindows("a", tokenizer, 2)).toThrow(/no room for a text/);
});

describe("a pair", () => {
  const pair = (a: string, b: string, maxTokens: number) => splitPair([a, b], tokenizer, maxTokens);
  const spelled = ({ tokens, windows }: Reading, a: string, b: string) =>
    windows.map(({ first, count }) =>
      tokens
        .slice(first, first + count)
        .map((t) => (t.special ? t.piece : (t.second ? b : a).slice(t.start, t.end)))
        .join(" "),
    );

  test("has BERT's special tokens and types", () => {
    const read = pair("a film", "good!", 20);
    expect(spelled(read, "a film", "good!")).toEqual(["[CLS] a film [SEP] good ! [SEP]"]);
    expect(read.types).toEqual([0, 0, 0, 0, 1, 1, 1]);
    expect(read.tokens.map((t) => t.second === true)).toEqual([false, false, false, false, true, true, true]);
  });

  test("of which one is too long has the other whole in each window, whichever of the two that is", () => {
    const long = "one two three four five six seven";
    expect(spelled(pair("why?", long, 9), "why?", long)).toEqual([
      "[CLS] why ? [SEP] one two three four [SEP]",
      "[CLS] why ? [SEP] five six seven [SEP]",
    ]);
    expect(spelled(pair(long, "why?", 9), long, "why?")).toEqual([
      "[CLS] one two three four [SEP] why ? [SEP]",
      "[CLS] five six seven [SEP] why ? [SEP]",
    ]);
  });

  test("tokens of the longer text are each in one window, those of the shorter in all, and windows cover the longer", () => {
    const words = fc.array(fc.constantFrom("one", "unbelievable", "日本", "😀", "."), { maxLength: 30 });
    fc.assert(
      fc.property(words, words, fc.integer({ min: 40, max: 60 }), (first, second, maxTokens) => {
        const [a, b] = [first.join(" "), second.join(" ")];
        const [forA, forB] = [tokenizer.encode(a), tokenizer.encode(b).map((t) => ({ ...t, second: true as const }))];
        const [whole, cutInto] = forA.length <= forB.length ? [forA, forB] : [forB, forA];
        fc.pre(whole.length <= 20);
        const { tokens, windows, types } = pair(a, b, maxTokens);
        expect(types).toHaveLength(tokens.length);
        const isWhole = (t: TokenSpan) => !t.special && (t.second === true) === (whole === forB);
        expect(tokens.filter((t) => !t.special && !isWhole(t))).toEqual(cutInto);
        let [at, start] = [0, 0];
        for (const w of windows) {
          expect([w.first, w.start]).toEqual([at, start]);
          expect(w.count).toBeLessThanOrEqual(maxTokens);
          expect(tokens.slice(w.first, w.first + w.count).filter(isWhole)).toEqual(whole);
          [at, start] = [w.first + w.count, w.end];
        }
        expect([at, start]).toEqual([tokens.length, (whole === forA ? b : a).length]);
      }),
      { numRuns: 300 },
    );
  });

  test("of two long texts is refused, and so is one where the file has no template for two", () => {
    const long = "word ".repeat(100);
    expect(() => pair(long, long, 64)).toThrow(/The shorter text has 100 tokens, and the model reads 64 at a time/);
    expect(() => splitPair(["a", "b"], { encode: (text) => tokenizer.encode(text), pair: null }, 9)).toThrow(
      /no template/,
    );
  });
});

test("a template may put nothing before a text, or more than one token", () => {
  const special = (piece: string, id: number, type = 0) => ({ piece, id, type });
  const encode = (text: string) => tokenizer.encode(text);
  const bare = splitWindows("one two", { encode, single: { before: [], type: 2, after: [] } }, 1);
  expect([bare.windows.map(({ count }) => count), bare.types]).toEqual([
    [1, 1],
    [2, 2],
  ]);
  const single = { before: [special("<a>", 7), special("<b>", 8)], type: 0, after: [special("<c>", 9, 1)] };
  const { tokens, types } = splitWindows("one", { encode, single }, 9);
  expect(tokens.map(({ id }) => id)).toEqual([7, 8, 2028, 9]);
  expect(types).toEqual([0, 0, 0, 1]);
});
