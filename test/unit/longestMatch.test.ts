// What is looked for in a text is found in time that grows with the text, whatever a tokenizer.json holds.
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AddedTokens } from "../../src/engine/tokenizer/addedTokens.js";
import { LongestMatch } from "../../src/engine/tokenizer/longestMatch.js";
import { Tokenizer } from "../../src/engine/tokenizer/tokenizer.js";

const tiny = JSON.parse(readFileSync("test/fixtures/tiny/tokenizer.json", "utf8")) as {
  added_tokens: unknown[];
  model: { vocab: Record<string, number> };
};
const few = fc.string({ unit: fc.constantFrom("a", "b", "c", "\ud83d", "\ude00"), maxLength: 30 });
const strings = fc.uniqueArray(
  few.map((s) => s.slice(0, 6)),
  { maxLength: 12 },
);
const token = (content: string) => ({
  id: 1,
  content,
  normalized: false,
  singleWord: false,
  lstrip: false,
  rstrip: false,
});

describe("the longest string at each place", () => {
  it("is what trying all of them finds", () => {
    fc.assert(
      fc.property(strings, few, fc.nat(30), fc.nat(30), (all, text, a, b) => {
        const [from, to] = [Math.min(a, b, text.length), Math.min(Math.max(a, b), text.length)];
        const match = new LongestMatch(all, all.join("").length);
        const stretch = text.slice(from, to);
        const wanted = Array.from(stretch.split(""), (_, i) =>
          Math.max(0, ...all.filter((s) => stretch.startsWith(s, i)).map((s) => s.length)),
        );
        expect([...match.lengths(text, from, to)]).toEqual(wanted);
      }),
      { numRuns: 2000 },
    );
  });

  it("may have more units than 65,535", () => {
    const strings = ["a", "b".repeat(2 ** 16), "c".repeat(2 ** 16 + 5)];
    const text = strings.join("");
    const found = new LongestMatch(strings, text.length).lengths(text, 0, text.length);
    expect([found[0], found[1], found[2 ** 16 + 1]]).toEqual([1, 2 ** 16, 2 ** 16 + 5]);
  });

  it("makes added tokens the leftmost, of those the longest, none overlapping", () => {
    fc.assert(
      fc.property(strings, few, (contents, text) => {
        const found: [string, number][] = [];
        new AddedTokens(contents.map(token)).split(
          text,
          ({ content }, start) => found.push([content, start]),
          () => undefined,
        );
        const sorted = contents.filter((c) => c !== "").sort((a, b) => b.length - a.length);
        const wanted = sorted.length > 0 ? text.matchAll(new RegExp(sorted.join("|"), "g")) : [];
        expect(found).toEqual(Array.from(wanted, (m) => [m[0], m.index]));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a tokenizer.json made to hang is read, and so is a text by it", () => {
  const added = (contents: string[]) => ({
    ...tiny,
    added_tokens: [...tiny.added_tokens, ...contents.map((content, i) => ({ id: 1000 + i, content }))],
  });

  it("3,000 added tokens of 1,000 characters", () => {
    const contents = Array.from({ length: 3000 }, (_, i) => String(i).padEnd(1000, "xyz"));
    const tokenizer = Tokenizer.create(added(contents), { vocab: 4000 });
    expect(tokenizer.encode(`the ${contents[1234] ?? ""} the`).map(({ id }) => id)).toContain(2234);
  });

  it("999 added tokens of which each is nearly the next, and a text that is nearly one at each place", () => {
    const contents = Array.from({ length: 999 }, (_, i) => `${"a".repeat(i)}☂`);
    const tokenizer = Tokenizer.create(added(contents), { vocab: 2000 });
    const pieces = tokenizer.encode(`${"a".repeat(200_000)}☂`).map(({ piece }) => piece.length);
    expect(pieces).toEqual(["[UNK]".length, 999]);
  });

  it("a million characters of which each falls on the same place of a hash that is known", () => {
    const strings = flood(1000, 1000);
    const text = strings.join("");
    const lengths = new LongestMatch(strings, text.length).lengths(text, 0, text.length);
    expect(lengths.filter((length) => length === 1000)).toHaveLength(1000);
  });

  it("words of 1,000 letters, and a piece of 100,000", () => {
    const model = {
      ...tiny.model,
      max_input_chars_per_word: 1000,
      vocab: { ...tiny.model.vocab, ["q".repeat(100_000)]: 1000 },
    };
    const tokenizer = Tokenizer.create({ ...tiny, model }, { vocab: 1001 });
    const words = Array.from({ length: 200 }, (_, i) => "etaoinshrdlu".charAt(i % 12).repeat(1000));
    expect(
      tokenizer
        .encode(words.join(" "))
        .map(({ piece }) => piece.length)
        .reduce((a, b) => a + b),
    ).toBeGreaterThan(200_000);
  });

  it("a piece of no letters is no piece of a word", () => {
    const model = { ...tiny.model, vocab: { ...tiny.model.vocab, "": 1000, "##": 1001 } };
    const [unknown] = Tokenizer.create({ ...tiny, model }, { vocab: 1002 }).encode("\u4e00");
    expect(unknown?.piece).toBe("[UNK]");
  });
});

/** Strings whose automaton filled one stretch of the table, made for the fixed hash that was here once: 100 of 1,000 units took 10 s. */
function flood(count: number, length: number): string[] {
  const mask = 2 ** Math.ceil(Math.log2(2 * (count * length + 1))) - 1;
  const hash = (node: number, unit: number) => {
    const slot = Math.imul(Math.imul(node, 0x9e3779b1) ^ unit, 0x85ebca6b);
    return (slot ^ (slot >>> 15)) & mask;
  };
  const firsts = new Set<number>();
  let nodes = 1;
  return Array.from({ length: count }, () => {
    const units: number[] = [];
    for (let i = 0, node = 0; i < length; i++, node = nodes++) {
      let unit = 0x100;
      while (hash(node, unit) > 7000 || (node === 0 && firsts.has(unit))) unit++;
      if (node === 0) firsts.add(unit);
      units.unshift(unit);
    }
    return String.fromCharCode(...units);
  });
}
