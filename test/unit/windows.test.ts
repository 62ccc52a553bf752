import fc from "fast-check";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Tokenizer } from "../../src/engine/tokenizer/tokenizer.js";
import { splitWindows } from "../../src/engine/tokenizer/windows.js";

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
  expect(() => splitWindows("a", tokenizer, 2)).toThrow(RangeError);
});
