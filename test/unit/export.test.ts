import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csv, markdown, xml } from "../../src/export/escape.js";
import { pageStyle, pageStyleHash, toHtml } from "../../src/export/html.js";
import { toJson } from "../../src/export/json.js";
import { evenly, linesOf, rowsOf } from "../../src/export/picture/measure.js";
import { skylineCaption } from "../../src/export/picture/caption.js";
import { toCsv, toMarkdown } from "../../src/export/tables.js";
import { barsOf } from "../../src/run/bars.js";
import { columnsOf, type Run } from "../../src/run/run.js";
import { readRunFile } from "../../src/saved/savedRun.js";
import { readCsv } from "../fuzz/csv.js";
import { wellFormed } from "../fuzz/markup.js";
import { recorded } from "../view/recorded.js";
import { longText, sentence, wholeRun } from "../view/synthetic.js";
import { drawn } from "./drawnPicture.js";

const saved = (): Run =>
  readRunFile(readFileSync(new URL("../fixtures/saved/v1.skimrun.json", import.meta.url)), "v1.skimrun.json");

/** Every name and text of a run made of these words. */
function hostile(words: string): Run {
  const run = wholeRun("h", sentence, 6);
  run.passage.text = words + run.passage.text.slice(words.length);
  run.passage.name = words;
  run.model = { ...run.model, name: words, labels: [words, words] };
  run.tokens = run.tokens.map((t) => ({ ...t, piece: words }));
  return run;
}
/** Of one layer of six in a figure of 8 pt, pt. */
const layer = 1.3 * 8;
const boxesOf = (svg: string) =>
  [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" fill="#/g)].map(
    ([, x, y, width, height]) => ({ x: Number(x), y: Number(y), width: Number(width), height: Number(height) }),
  );
const nasty = `</text></svg></script><script>alert(1)</script><img src=x onerror=alert(1)>"'&\u0000\u0001\ud800\u202e]]>-->|\n=1+1`;

describe("SVG", () => {
  it("is well-formed and has only shapes and text, whatever the words are", () => {
    const allowed = new Set(["svg", "title", "desc", "rect", "path", "text"]);
    for (const words of [nasty, "plain"])
      for (const name of ["skyline", "words"] as const) {
        const { tags } = wellFormed(drawn(hostile(words), {}, name));
        expect(tags.filter((tag) => !allowed.has(tag))).toEqual([]);
      }
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (words) => {
        wellFormed(drawn(hostile(words), { title: words, caption: words }));
      }),
      { numRuns: 30 },
    );
  });

  it("has every word, with a bar as long as its depth, and its caption what it came to", () => {
    const run = saved();
    const svg = drawn(run);
    for (const word of ["[CLS]", "surprises", "unforgettably", "&lt;", "電", "🎬"])
      expect(svg).toContain(`>${word}</text>`);
    const caption = skylineCaption(run);
    expect(caption).toMatch(/^Positive 0\.963 by sst2, fp32, threshold 0\.5; FLOPs gain \d/);
    expect(caption).toContain(`${run.kept.at(-1) ?? -1} of 45 tokens reach the last layer`);
    const bars = boxesOf(svg).map(({ height }) => Math.round(height / layer));
    const depths = barsOf(run, columnsOf(run, "word")).map(({ depth }) => depth);
    for (const depth of [1, 2, 3, 4, 5, 6])
      expect(bars.filter((h) => h === depth).length).toBeGreaterThanOrEqual(depths.filter((d) => d === depth).length);
  });

  it("is as wide as is asked, and is the same each time", () => {
    for (const width of [40, 88, 180])
      for (const name of ["skyline", "words"] as const) {
        const svg = drawn(wholeRun("w", longText(43), 12), { width }, name);
        const points = width * (72 / 25.4);
        expect(Number(/<svg [^>]*width="([\d.]+)pt"/.exec(svg)?.[1])).toBeCloseTo(points, 1);
        expect(boxesOf(svg).length).toBeGreaterThan(30);
        for (const { x, width: w } of boxesOf(svg)) expect(x + w).toBeLessThanOrEqual(points);
      }
    expect(drawn(saved())).toEqual(drawn(saved()));
  });

  it("goes on in rows and lines that are even: none is left with what the others could have taken", () => {
    expect(rowsOf(48, 43)).toEqual([24, 24]);
    expect(rowsOf(43, 15)).toEqual([14, 14, 15]);
    const words = Array.from({ length: 31 }, (_, i) => 20 + ((i * 7) % 13));
    const gaps = words.map(() => 3);
    const starts = evenly(words, gaps, 300);
    const lengths = starts.map((start, i) => words.slice(start, starts[i + 1]).reduce((sum, w) => sum + w + 3, -3));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(300);
    expect(Math.min(...lengths)).toBeGreaterThan(200);
    expect(linesOf("the last word of a caption never stands alone", 8, 120)).toEqual([
      "the last word of a caption",
      "never stands alone",
    ]);
  });

  it("of a very long run stays small enough to open", () => {
    expect(drawn(wholeRun("l", longText(3000), 12, 400)).length).toBeLessThan(3_000_000);
  });
});

describe("HTML", () => {
  it("lets in its own style and nothing else, and has no script whatever the words are", () => {
    expect(createHash("sha256").update(pageStyle).digest("base64")).toBe(pageStyleHash);
    const page = toHtml(hostile(nasty));
    expect(page).toContain(`default-src 'none'; style-src 'sha256-${pageStyleHash}'`);
    const body = page.slice(page.indexOf("<body>"), page.indexOf("</html>"));
    const { tags, attributes, text } = wellFormed(body);
    expect(tags.filter((tag) => ["script", "img", "iframe", "link", "object", "a", "style"].includes(tag))).toEqual([]);
    expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(attributes.filter((name) => /^(on|style|href|src|xlink)/.test(name))).toEqual([]);
  });
});

describe("CSV", () => {
  it("has a row a token, all of the same width, with its scores", () => {
    const run = saved();
    const [head = [], ...rows] = readCsv(toCsv(run));
    expect(head.slice(-6)).toEqual(["p_1", "p_2", "p_3", "p_4", "p_5", "p_6"]);
    expect(rows).toHaveLength(45);
    for (const row of rows) expect(row).toHaveLength(head.length);
    const depth = head.indexOf("depth");
    expect(rows.map((row) => Number(row[depth]))).toEqual(run.depth);
    expect(rows.map((row) => (row.at(-6) === "" ? null : Number(row.at(-6))))).toEqual(run.scores[0]);
    expect(rows.find((row) => row[3] === "'=")?.[4]).toBe("'="); // the piece of “=SUM(A1)”
  });

  it("gives a spreadsheet no formula, and loses nothing but the apostrophe", () => {
    for (const start of ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
      expect(readCsv(`${csv(`${start}cmd|'/c calc'!A1`)}\r\n`)[0]?.[0]).toMatch(/^'/);
    expect(csv(-1.5)).toBe("-1.5");
    const marks = fc.constantFrom("=", "+", "-", "@", ";", ",", "\t", "\r", "\n", '"', "'", " ", "＝", "x");
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(marks).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(text, (text) => {
        const back = readCsv(`${csv(text)}\r\n`)[0]?.[0] ?? "";
        expect(back).not.toMatch(/^[=+\-@\t\r\n]/);
        if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff\p{Cs}]/u.test(text)) return;
        expect(back.replaceAll("'", "")).toBe(text.replaceAll("'", ""));
        if (!/[;\t\r\n]/.test(text)) expect([text, `'${text}`]).toContain(back);
      }),
    );
    // Where the list separator is a semicolon, or what is pasted is cut at tabs, the quotes are characters in the middle of a cell.
    expect(csv("x;=1+1;")).toBe(`"x;'=1+1;"`);
    fc.assert(
      fc.property(text, fc.constantFrom(/[;\r\n]/, /[\t\r\n]/), (text, cut) => {
        for (const cell of `2,${csv(text)},film`.split(cut)) expect(cell).not.toMatch(/^["\s]*[=+\-@＝＋－＠]/);
      }),
      { numRuns: 1000 },
    );
    expect(readCsv(toCsv(hostile(nasty)))).toHaveLength(wholeRun("h", sentence, 6).tokens.length + 1);
  });
});

describe("a pair", () => {
  const run = recorded("sst2-pair");
  const words = columnsOf(run, "word");
  const texts = words.map(({ special, second }) => (special ? "" : second ? "second text" : "first text"));

  it("has a line of its own for each text in the picture, with its name", () => {
    const svg = drawn(run);
    const at = (word: string): number => svg.indexOf(`>${word}</text>`);
    const order = ["first text", "slow", "second text", "Its"].map(at); // the last word of one, the first of the other
    expect(Math.min(...order)).toBeGreaterThan(0);
    expect(order).toEqual([...order].sort((x, y) => x - y));
    expect(drawn(saved())).not.toContain("first text");
  });

  it("says of each word which text it is of, in HTML, Markdown and CSV", () => {
    const page = toHtml(run);
    expect([...page.matchAll(/<\/th><td class="words">([^<]*)</g)].map(([, which]) => which)).toEqual(texts);
    expect(page).toMatch(/First text<\/h2>\s<blockquote[^>]*>The film.*Second text<\/h2>\s<blockquote[^>]*>Its warm/s);
    const rows = toMarkdown(run)
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .slice(2);
    expect(rows.map((line) => line.replaceAll(/\\./g, "").split("|")[2]?.trim())).toEqual(texts);
    const [head = [], ...tokens] = readCsv(toCsv(run));
    expect(tokens.map((row) => row[head.indexOf("second")])).toEqual(run.tokens.map((t) => String(t.second ?? false)));
    expect(toHtml(saved())).not.toContain("which text");
  });
});

describe("Markdown and JSON", () => {
  it("a table row stays a row of its columns, and no word is markup", () => {
    const lines = toMarkdown(hostile(nasty)).split("\n");
    const rows = lines.filter((line) => line.startsWith("|"));
    const cells = (line: string) => line.replaceAll(/\\./g, "").split("|").length;
    expect(new Set(rows.map(cells)).size).toBe(1);
    expect(rows.join("")).not.toContain("<");
    expect(markdown("a|b *c* [d](e) <f> `g`\nh")).toBe("a\\|b \\*c\\* \\[d\\]\\(e\\) &lt;f\\> \\`g\\` h");
    expect(xml("<a b='c'>&\"")).toBe("&lt;a b=&#39;c&#39;&gt;&amp;&quot;");
  });

  it("JSON is what the terminal prints", () => {
    const run = saved();
    const json = JSON.parse(JSON.stringify(toJson(run))) as {
      text: string;
      label: string;
      tokens: { depth: number }[];
    };
    expect(json).toMatchObject({ text: run.passage.text, label: "positive" });
    expect(json.tokens.map((t) => t.depth)).toEqual(run.depth);
  });
});
