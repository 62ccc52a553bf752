// What is read of Markdown and of code, and where each of its characters stands in the document.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeTextAt } from "../../src/host/editor/codeText.js";
import { markdownText } from "../../src/host/editor/markdownText.js";
import { readRunFile, writeRunFile } from "../../src/saved/savedRun.js";
import { wholeRun } from "../view/synthetic.js";
import { inSource, type Taken } from "../../src/run/taken.js";

/** What stands in the source for a word of the text. */
function standing({ text, taken }: { text: string; taken: Taken }, word: string): string {
  const start = text.indexOf(word);
  expect(start, word).toBeGreaterThanOrEqual(0);
  const at = inSource(taken, text.length, { start, end: start + word.length });
  return taken.source.slice(at.start, at.end);
}

const readOf = (source: string) => markdownText(source)?.between(0, source.length, "markdown");
const said = (source: string): string => readOf(source)?.text ?? "";

describe("Markdown", () => {
  it.each([
    ["# A **very** _quiet_ ~~film~~", "A very quiet film"],
    ["Title\n=====\n\nText.\n\n---\n\nMore.", "Title\n\nText.\n\nMore."],
    ["- [x] one\n- two\n  1. three", " one\ntwo\nthree"],
    ["> a quote\n> goes on", "a quote\ngoes on"],
    ["| a | b |\n|---|--:|\n| c `d` | e |", "a b \n\nc d e "],
    [
      'See [the **film**](https://x.y/z "title") and ![a poster](p.png), [here][1].\n\n[1]: https://q.r',
      "See the film and a poster, here.\n\n",
    ],
    ["<https://x.y> it is", "https://x.y it is"],
    ["---\ntitle: x\n---\n\nText", "Text"],
    ["```js\nlet a = 1;\n```\n\nafter", "let a = 1;\n\nafter"],
    ["a <b>bold</b> word<br>\n\n<div>\nnot read\n</div>", "a bold word\n\n"],
    ["AT&amp;T &#x41; \\*not\\* caf&eacute;", "AT&T A *not* café"],
    ["one\r\n\r\n[1]: http://x\r\n\r\ntwo", "one\r\n\r\ntwo"],
    ["two  \nlines\\\nthree", "two\nlines\nthree"],
  ])("%j says %j", (source, text) => expect(said(source)).toBe(text));

  it("is marked on its source, whatever stands before a word", () => {
    const source = "# “Où” 🎬 👩‍👩‍👧 é\r\n\r\nA **bo**ld &amp; cafe&#x301; \\*star\\* `co|de` [link](http://x) end";
    const read = readOf(source);
    if (!read) throw new Error("nothing was read");
    for (const [word, there] of [
      ["“Où”", "“Où”"],
      ["👩‍👩‍👧", "👩‍👩‍👧"],
      ["é", "é"],
      ["bold", "bo**ld"],
      ["&", "&amp;"],
      ["cafe\u0301", "cafe&#x301;"],
      ["*star*", "*star\\*"],
      ["co|de", "co|de"],
      ["link", "link"],
      ["end", "end"],
    ] as const)
      expect(standing(read, word)).toBe(there);
  });

  it("is read as the whole document has it, where a part is selected", () => {
    const source = "```\nno *mark*\n```\nand *one*";
    const from = source.indexOf("no");
    expect(markdownText(source)?.between(from, from + 9, "markdown")?.text).toBe("no *mark*");
    const part = markdownText(source)?.between(source.indexOf("and"), source.length - 2, "markdown");
    expect(part?.text).toBe("and on");
    expect(part && standing(part, "on")).toBe("on");
    expect(markdownText("a &amp; b")?.between(4, 9, "markdown")?.text).toBe(" b"); // half of a reference is no character
    expect(markdownText("***\n")?.between(0, 4, "markdown")).toBeNull();
  });

  it.each(["*a_".repeat(30_000), `${"> ".repeat(20_000)}a`, "a ".repeat(60_000)])(
    "that would stop the window is read as it stands: %#",
    (source) => expect(markdownText(source)).toBeNull(),
  );

  it("is still marked on its source when the run is read from its file", () => {
    const read = readOf("# A **quiet** film");
    if (!read) throw new Error("nothing was read");
    const run = wholeRun("r-1", read.text, 2);
    const passage = { ...run.passage, ...read, uri: "file:///a.md", offset: 3 };
    expect(readRunFile(writeRunFile({ ...run, passage }), "r-1").passage).toEqual(passage);
  });

  it("has every character where it stands, whatever the source", () => {
    const mark = fc.constantFrom(
      ...Array.from("#*_`[]()!|>-~\\&;:<\n\r\t \ufeff"),
      "\r\n",
      "é",
      "🎬",
      "word",
      "&amp;",
      "|-|-|\n",
      "```",
    );
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 40 }), (marks) => {
        const source = marks.join("");
        const read = readOf(source);
        if (!read) return;
        let end = 0;
        read.taken.pieces.forEach(([text, from, length], i) => {
          const piece = read.text.slice(text, read.taken.pieces[i + 1]?.[0]);
          const there = source.slice(from, from + length);
          expect(from).toBeGreaterThanOrEqual(end);
          if (there !== "|" && !there.startsWith("&")) expect(piece).toBe(there);
          end = from + length;
        });
        expect(end).toBeLessThanOrEqual(source.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe("code", () => {
  const at = (language: string, code: string, word: string) => codeTextAt(language, code, code.indexOf(word) + 1);
  const code = [
    "/** Adds two numbers.",
    " *  Never throws. */",
    "function add(a, b) { // said beside it",
    "  // The first line",
    "  // and the second.",
    "  return a + b + 'not \\'yours\\'';",
    "}",
  ].join("\r\n");

  it.each([
    ["Never", "Adds two numbers.\r\n Never throws. "],
    ["beside", "said beside it"],
    ["first", "The first line\nand the second."],
    ["second", "The first line\nand the second."],
    ["yours", "not \\'yours\\'"],
  ])("at %s it is that comment or string alone", (word, text) => {
    const found = at("typescript", code, word);
    expect(found?.text).toBe(text);
    expect(found && standing(found, word)).toBe(word);
    expect(code.slice(found?.start).startsWith(found?.taken.source ?? "?")).toBe(true);
  });

  it.each([
    ["python", 'x = 1  # a note\ny = "not # this"', "note", "a note"],
    ["python", 'x = 1\ny = "not # this"', "this", "not # this"],
    ["python", '"""A\nlong one."""', "long", "A\nlong one."],
    ["shellscript", "echo ${#a} # said", "said", "said"],
    ["sql", "select 'it''s' -- why", "why", "why"],
    ["html", "<p>text <!-- a\n b --></p>", "b", "a\nb "],
    ["rust", "fn f<'a>(x: &'a str) {} // it's", "it's", "it's"],
  ])("of %s %j at %s", (language, source, word, text) =>
    expect(codeTextAt(language, source, source.lastIndexOf(word) + 1)?.text).toBe(text),
  );

  it("is in neither elsewhere, nor in a language that is not known", () => {
    expect(at("typescript", code, "return")).toBeNull();
    expect(at("plaintext", "it's // so", "so")).toBeNull();
  });
});
