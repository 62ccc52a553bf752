// Regular expressions out of a tokenizer.json: what they find, and that none holds a text up.
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { compile } from "../../src/engine/tokenizer/regex/match.js";
import { Tokenizer } from "../../src/engine/tokenizer/tokenizer.js";

const found = (source: string, text: string) => Array.from(compile(source)(text), ([from, to]) => text.slice(from, to));

describe("finds what JavaScript's own finds where the two mean the same", () => {
  const text = fc
    .array(
      fc.constantFrom("a", "b", "Z", "1", "23", " ", "  ", "\n", "\r\n", "'s", "'LL", ".", "é", "日", "😀", "_", "-"),
      { maxLength: 30 },
    )
    .map((parts) => parts.join(""));
  test.each([
    String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`,
    String.raw`[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
    String.raw`[\p{Lu}\p{Lt}]?[\p{Ll}\p{M}]+|\P{L}`,
    String.raw` {2,}|\n{1,2}?|[a-b1]{2}`,
    String.raw`(?:a|b1)*?Z|(a|b)+|\d+(?=\s)|(?<=a)b|(?<!\d)\.`,
    String.raw`[一-龥]|[^\n]|\x20|\u00e9`,
    String.raw`(?<name>[A-Z_-]+)|\d`,
    String.raw`a*`,
    String.raw`|b`,
  ])("%s", (source) => {
    const theirs = new RegExp(source.replaceAll("\\s", "\\p{White_Space}").replaceAll("\\S", "\\P{White_Space}"), "gu");
    fc.assert(
      fc.property(text, (text) => {
        const own = Array.from(compile(source)(text), ([from, to]) => [from, to]).filter(([from, to]) => from !== to);
        const wanted = Array.from(text.matchAll(theirs), (m) => [m.index, m.index + m[0].length]);
        expect(own).toEqual(wanted.filter(([from, to]) => from !== to));
      }),
      { numRuns: 300 },
    );
  });
});

test.each([
  ["possessive", String.raw`a++b|a+|b`, "aab aa", ["aab", "aa"]],
  ["possessive, nothing given back", "a*+ab|b", "aab", ["b"]],
  ["atomic", "(?>a|ab)c|b", "abc", ["b"]],
  ["any case", "(?i:'s|é)|x(?i)y|z", "'S É xY XY Z xZ", ["'S", "É", "xY", "xZ"]],
  ["word edges", String.raw`\bé\w|\Ba`, "éa aéa", ["éa", "a"]],
  ["dot and line ends", "(?m:.)$|^b", "ab\nb", ["b", "b"]],
  ["sets of sets", "[a-z&&[^aeiou]]+|[[:digit:]]+|[]x]", "abc12]", ["bc", "12", "]"]],
  ["shorthands in sets", String.raw`[\s\d]+`, "a 1\u00a02b", [" 1\u00a02"]],
  ["a brace of its own", "a{|{}", "a{ {}", ["a{", "{}"]],
  ["negated property", String.raw`\p{^L}+`, "ab12c", ["12"]],
  ["scripts", String.raw`\p{Han}+`, "ab日本c", ["日本"]],
  ["empty matches between", "x*", "axb", ["", "x", ""]],
])("%s as Oniguruma has it", (_, source, text, wanted) => {
  expect(found(source, text)).toEqual(wanted);
});

describe("one that is made to hang ends with its name", () => {
  const long = "a".repeat(100_000);
  test.each([
    ["a group in a group", "(a+)+$", `${"a".repeat(40)}!`],
    ["alternatives that are the same", "(a|a)*b", `${"a".repeat(40)}!`],
    ["the square of the text", String.raw`\s+$`, `${" ".repeat(100_000)}x`],
    ["a group repeated to the stack's end", "(?:ab|a)*c", long],
  ])("%s", (_, source, text) => {
    const pattern = compile(source);
    expect(() => pattern(text)).toThrow(/tokenizer\.json's regular expression ".*" takes too long on this text/);
    expect(Array.from(pattern("b"))).toEqual(compile(source)("b"));
  });

  it("in a tokenizer, whose next text is read", () => {
    const json = JSON.parse(readFileSync("test/fixtures/tiny/tokenizer.json", "utf8")) as Record<string, unknown>;
    const pre_tokenizer = { type: "Split", pattern: { Regex: "(x+x+)+y" }, behavior: "Isolated", invert: false };
    const tokenizer = Tokenizer.create({ ...json, pre_tokenizer }, { vocab: 1000 });
    expect(() => tokenizer.encode("x".repeat(60))).toThrow(/\(x\+x\+\)\+y/);
    expect(tokenizer.encode("xxy").map(({ word }) => word)).toEqual([0, 0, 0]);
  });
});

test.each([
  [String.raw`(a)\1`, /"\\1"/],
  ["(?P<n>a)", /"\(\?P"/],
  ["(a", /group without an end/],
  ["a)", /unmatched "\)"/],
  ["[a", /ends too early/],
  ["+a", /nothing to repeat/],
  ["a{2000}", /1000 times/],
  [String.raw`\p{Nonsense}`, /property "Nonsense"/],
  [String.raw`\R`, /"\\R"/],
  ["(?<=a+)b", /looks behind/],
  ["(".repeat(100) + ")".repeat(100), /groups within groups/],
])("%s is refused with what is wrong", (source, message) => {
  expect(() => compile(source)).toThrow(message);
});
