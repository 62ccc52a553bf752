import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { oneLabel } from "../../src/dataset/read/oneLabel.js";
import { detect } from "../../src/dataset/read/detect.js";
import { delimiterCalled, delimiterName, isQuestion, type Wanted } from "../../src/dataset/read/reading.js";
import type { Format } from "../../src/dataset/read/record.js";
import { asked, binary, brief, detected, rowsOf, source } from "./dataSetSource.js";

async function table(content: string, format: Format, wanted: Wanted = {}) {
  const { reading } = await detected(source(content, format), binary, wanted);
  return reading.table && { delimiter: reading.table.delimiter, quotes: reading.table.quotes };
}

async function question(content: string | Uint8Array, format: Format, wanted: Wanted = {}) {
  const { about, choices } = await asked(source(content, format), binary, wanted);
  return { about, wanted: choices.map(({ wanted }) => Object.values(wanted)[0] as unknown) };
}

describe("what stands between cells", () => {
  it.each([
    ["semicolons in a .csv", "text;label\na good film, really;positive\na bad film;negative\n", "csv", ";"],
    ["decimal commas between semicolons", "text;score;label\na b;1,5;0\nc d;2,5;1\n", "csv", ";"],
    ["tabs in a .csv", "text\tlabel\na, b\t1\nc, d\t0\n", "csv", "\t"],
    ["commas in a .tsv", "text,label\na b,1\nc d,0\n", "tsv", ","],
    ["pipes", "text|label\na b|1\nc, d|0\n", "csv", "|"],
    ["commas, with a semicolon in every text", "text,label\na; b,1\nc; d,0\n", "csv", ","],
    ["tabs, with a comma in every text and no header", "a, b\tpositive\nc, d\tnegative\n", "tsv", "\t"],
    ["commas in quotes", 'text,label\n"a, b",1\n"c, d, e",0\n', "csv", ","],
    ["commas, although most rows have more or fewer", "text,label\na b,1\na, b, c,0\nd,0\n", "csv", ","],
    ["nothing: texts without a comma", "text\na b\nc d\n", "csv", ","],
    ["nothing: quoted texts with commas", 'text\n"a, b"\nc d\n', "csv", ","],
    ["nothing: texts with commas", "text\na, b\nc d\ne, f, g\n", "csv", null],
    ["nothing: a comma in each text, none in the header", "text\na, b\nc, d\ne, f\n", "csv", null],
  ] as const)("is found: %s", async (_, content, format, delimiter) => {
    expect(await table(content, format)).toMatchObject({ delimiter });
  });

  it("is what Excel's first line says, which is no row", async () => {
    const content = "sep=;\r\ntext;label\r\na, b;1\r\nc, d;0\r\n";
    expect(await brief(source(content, "csv"))).toEqual(["a, b → positive", "c, d → negative"]);
    expect(await rowsOf(source(content, "csv"))).toMatchObject([{ line: 3 }, { line: 4 }]);
    expect((await detected(source(content, "csv"))).said).toContain(
      "UTF-8, delimiter semicolon (its first line says so), ",
    );
    expect(await brief(source('\uFEFF"sep=|"\ntext|label\na;b|1\nc|0\n', "csv"))).toEqual([
      "a;b → positive",
      "c → negative",
    ]);
  });

  it("is asked for where two are as good, and where none is good", async () => {
    const decimals = "2,5;a film\n3,5;a story\n1,0;a plot\n";
    expect(await question(decimals, "csv")).toEqual({ about: "delimiter", wanted: [";", ","] });
    expect(await table(decimals, "csv", { delimiter: ";", text: "2", label: null })).toMatchObject({ delimiter: ";" });
    const prose = "Well, I never\nIt was good\nGood, bad, or worse, who knows\nNo, no, it was not\nYes\n";
    expect(await question(prose, "csv")).toEqual({ about: "delimiter", wanted: [",", null] });
    const texts = await brief(source(prose, "csv"), binary, { delimiter: null, header: false });
    expect(texts).toHaveLength(5);
  });

  it("is what a person says", async () => {
    expect(await table("text:label\na b:1\nc d:0\n", "csv", { delimiter: ":" })).toMatchObject({ delimiter: ":" });
    expect(["comma", "Tab", "none", "^", ":", "ab", "x", '"'].map(delimiterCalled)).toEqual([
      ",",
      "\t",
      null,
      "^",
      ":",
      undefined,
      undefined,
      undefined,
    ]);
    expect([",", ";", "\t", "|", null, "^"].map((delimiter) => delimiterCalled(delimiterName(delimiter)))).toEqual([
      ",",
      ";",
      "\t",
      "|",
      null,
      "^",
    ]);
  });
});

describe("quotes", () => {
  it("are characters in a TSV that is not consistently quoted, also where two rows' would make a pair", async () => {
    const glue = 'sentence\tlabel\n"it is a great film\t1\nthis is a bad film"\t0\na good movie it is\t1\n';
    expect(await brief(source(glue, "tsv"))).toEqual([
      '"it is a great film → positive',
      'this is a bad film" → negative',
      "a good movie it is → positive",
    ]);
    expect((await brief(source(glue, "csv"))).length).toBe(3);
    const whole = 'sentence\tlabel\n"Great."\t1\n"No," he said.\t0\n"Yes\t1\nand "so" on\t0\n';
    expect(await brief(source(whole, "tsv"))).toEqual([
      '"Great." → positive',
      '"No," he said. → negative',
      '"Yes → positive',
      'and "so" on → negative',
    ]);
  });

  it("are characters in a TSV, however late the first one stands", async () => {
    const many = "a good film\t1\na bad film\t0\n".repeat(30_000);
    const rows = await brief(source(`sentence\tlabel\n${many}"a late film\t1\nthe end"\t0\n`, "tsv"));
    expect(rows.slice(-2)).toEqual(['"a late film → positive', 'the end" → negative']);
  });

  it("enclose cells in a TSV that pandas, R or a spreadsheet wrote", async () => {
    const pandas = 'text\tlabel\n"He said ""go"" and went"\t1\n"two\nlines"\t0\nplain\t1\n';
    expect(await brief(source(pandas, "tsv"))).toEqual([
      'He said "go" and went → positive',
      "two\nlines → negative",
      "plain → positive",
    ]);
    const all = '"text"\t"label"\n"a b"\t"1"\n"c d"\t"0"\n';
    expect(await brief(source(all, "tsv"))).toEqual(["a b → positive", "c d → negative"]);
  });

  it("enclose cells elsewhere, unless each line is a row without that and not with it", async () => {
    const csv = 'text,label\n"a, ""b""",1\n"two\nlines, one row",0\nplain "word" here,1\n';
    expect(await brief(source(csv, "csv"))).toEqual([
      'a, "b" → positive',
      "two\nlines, one row → negative",
      'plain "word" here → positive',
    ]);
    const open = `text,label\n"open,1\n${"a good film,1\na bad film,0\n".repeat(20)}`;
    expect(await brief(source(open, "csv"))).toHaveLength(41);
    const one = `text,label\n${'"a, b",1\n"c, d",0\n'.repeat(20)}"he said "no", then left",0\n`;
    expect((await brief(source(one, "csv"))).filter((row) => row.startsWith("!"))).toEqual(["! 42"]);
  });

  it("are asked for where both readings give whole tables that differ", async () => {
    const both = 'text,label\n"it is a great film,1\nthis is a bad film",0\na good movie it is,1\n';
    expect(await question(both, "csv")).toEqual({ about: "quotes", wanted: [true, false] });
    expect(await brief(source(both, "csv"), binary, { quotes: false })).toHaveLength(3);
    expect(await brief(source(both, "csv"), binary, { quotes: true, labels: "ids" })).toHaveLength(2);
  });
});

describe("encodings", () => {
  const rows = ["naïve → positive", "café → negative"];
  const text = "text,label\nnaïve,1\ncafé,0\n";
  const utf16 = (mark: string) => new Uint8Array(Buffer.from(mark + text, "utf16le"));

  it("are known by their mark", async () => {
    expect(await brief(source(`\uFEFF${text}`, "csv"))).toEqual(rows);
    expect(await brief(source(utf16("\uFEFF"), "csv"))).toEqual(rows);
    const found = await detected(source(new Uint8Array(Buffer.from(utf16("\uFEFF")).swap16()), "csv"));
    expect(found.reading.encoding).toBe("utf-16be");
    expect(found.said).toContain("UTF-16");
  });

  it("are asked for: UTF-16 without a mark", async () => {
    expect(await question(utf16(""), "csv")).toEqual({ about: "encoding", wanted: ["utf-16le", "utf-8"] });
    expect(await brief(source(utf16(""), "csv"), binary, { encoding: "utf-16le" })).toEqual(rows);
  });

  it("are asked for: bytes that are not UTF-8, and no more that are", async () => {
    const latin = new Uint8Array(Buffer.from(text, "latin1"));
    expect(await question(latin, "csv")).toEqual({ about: "encoding", wanted: ["windows-1252", "utf-8"] });
    expect(await brief(source(latin, "csv"), binary, { encoding: "windows-1252" })).toEqual(rows);
    expect(await brief(source(latin, "csv"), binary, { encoding: "utf-8" })).toEqual(["! 2", "! 3"]);
    const json = new Uint8Array(Buffer.from('{"text":"café"}\n', "latin1"));
    expect(await question(Buffer.concat([Buffer.from('{"text":"a b"}\n'), json]), "jsonl")).toMatchObject({
      about: "encoding",
    });
  });

  it("are UTF-8 where most of what is beyond ASCII is: the others are listed by line", async () => {
    const bytes = Buffer.concat([Buffer.from(text), Buffer.from("na\u00efve,1\n", "latin1")]);
    expect(await brief(source(new Uint8Array(bytes), "csv"))).toEqual([...rows, "! 4"]);
  });
});

describe("a table that somebody wrote", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "e", "é", "😀", "'", ".", "-"), minLength: 1, maxLength: 5 });
  /** Prose, with what the dialect has to cope with. */
  const prose = (odd: string[]) =>
    fc
      .array(fc.oneof({ weight: 4, arbitrary: word }, { weight: 1, arbitrary: fc.constantFrom(...odd) }), {
        minLength: 3,
        maxLength: 8,
      })
      .map((words) => `x ${words.join(" ")} x`);
  const tableOf = (odd: string[]) =>
    fc.array(fc.tuple(prose(odd), fc.constantFrom("positive", "negative")), { minLength: 1, maxLength: 12 });
  const expected = (rows: [string, string][]) => rows.map(([text, label]) => `${text} → ${label}`);
  const ends = fc.constantFrom("\n", "\r\n");

  it("as RFC 4180 has it is read back, whatever the delimiter and however much is quoted", async () => {
    const odd = [",", ";", "|", '"', "two\nlines", '""', ', "'];
    await fc.assert(
      fc.asyncProperty(
        tableOf(odd),
        fc.constantFrom(",", ";", "\t", "|"),
        fc.boolean(),
        ends,
        async (rows, delimiter, all, end) => {
          const write = (cell: string) =>
            all || cell.includes('"') || cell.includes("\n") || cell.includes(delimiter)
              ? `"${cell.replaceAll('"', '""')}"`
              : cell;
          const file = [["text", "label"], ...rows].map((row) => row.map(write).join(delimiter) + end).join("");
          const found = await detect(source(file, "csv"), binary, oneLabel);
          // Few rows can be whole in either way: a cell of two lines, with the delimiter in the first. Then it asks.
          const quotes = isQuestion(found) && found.about === "quotes" ? { quotes: true } : {};
          expect(await brief(source(file, "csv"), binary, quotes)).toEqual(expected(rows));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("as GLUE has it is read back, with any quotes in any places", async () => {
    const quote = fc.constantFrom("", '"');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(quote, prose([",", '"', ";"]), quote, fc.constantFrom("positive", "negative")), {
          minLength: 1,
          maxLength: 12,
        }),
        ends,
        async (given, end) => {
          const rows = given.map(([open, text, close, label]): [string, string] => [`${open}${text}${close}`, label]);
          // Where every text is enclosed, and no quote stands inside, nobody could know.
          fc.pre(rows.some(([text]) => !/^".*"$/.test(text)));
          const file = [["sentence", "label"], ...rows].map((row) => row.join("\t") + end).join("");
          expect(await brief(source(file, "tsv"))).toEqual(expected(rows));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("in any encoding with a mark is read back", async () => {
    await fc.assert(
      fc.asyncProperty(tableOf([","]), fc.boolean(), async (rows, big) => {
        const file = `\uFEFF${[["text", "label"], ...rows].map((row) => row.join("\t")).join("\n")}`;
        const bytes = Buffer.from(file, "utf16le");
        expect(await brief(source(new Uint8Array(big ? bytes.swap16() : bytes), "tsv"))).toEqual(expected(rows));
      }),
    );
  });
});
