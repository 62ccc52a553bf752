import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileRecord, Format, Malformed } from "../../src/dataset/read/record.js";
import { encodings, type Encoding } from "../../src/dataset/read/encoding.js";
import { formatOf, readRecords, type Writing } from "../../src/dataset/read/records.js";
import { SkimError } from "../../src/protocol/errors.js";

const utf8 = (text: string) => new TextEncoder().encode(text);

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) yield await Promise.resolve(bytes.subarray(i, i + size));
}

/** Written as the ending says, in UTF-8. */
function writing(format: Format): Writing {
  const table = { delimiter: format === "csv" ? "," : "\t", quotes: true, sepLine: false };
  return { encoding: "utf-8", table: format === "jsonl" ? null : table };
}

async function read(
  content: string | Uint8Array,
  written: Format | Writing,
  chunk = 7,
): Promise<(FileRecord | Malformed)[]> {
  const bytes = typeof content === "string" ? utf8(content) : content;
  const all: (FileRecord | Malformed)[] = [];
  const how = typeof written === "string" ? writing(written) : written;
  for await (const item of readRecords(inChunks(bytes, chunk), how, "file")) all.push(item);
  return all;
}

/** "2-3: a|b" for records, "4: reason" for malformed ones. */
function brief(items: (FileRecord | Malformed)[]): string[] {
  return items.map((item) => {
    const lines = item.line === item.endLine ? `${item.line}` : `${item.line}-${item.endLine}`;
    if ("reason" in item) return `${lines}: ! ${item.reason}`;
    return `${lines}: ${"cells" in item.content ? item.content.cells.join("|") : JSON.stringify(item.content.object)}`;
  });
}

/** 200 MB without a line end, of which memory never holds more than a piece. */
async function* endless(start: string): AsyncGenerator<Uint8Array> {
  yield utf8(start);
  const piece = new Uint8Array(1024 * 1024).fill(120);
  for (let i = 0; i < 200; i++) yield await Promise.resolve(piece);
}

describe("formatOf", () => {
  it("goes by the name's ending", () => {
    expect(["a.jsonl", "b.NDJSON", "c.csv", "d.tsv", "e.tab", "f.json", "csv", "g.jsonl.gz"].map(formatOf)).toEqual([
      "jsonl",
      "jsonl",
      "csv",
      "tsv",
      "tsv",
      null,
      null,
      null,
    ]);
  });
});

describe("JSONL", () => {
  it("reads objects, with the mark, CRLF, blank lines and a last line without an end", async () => {
    expect(brief(await read('\uFEFF{"text":"a"}\r\n\r\n  \n{"text":"ä😀"}', "jsonl"))).toEqual([
      '1: {"text":"a"}',
      '4: {"text":"ä😀"}',
    ]);
  });

  it("lists what is wrong by its line, and goes on", async () => {
    const bad = Uint8Array.from([...utf8('{"text":"'), 0xe9, ...utf8('"}\n')]);
    const bytes = Uint8Array.from([...utf8('{"text":1}\n[1]\n{"text"\n\0\0\n'), ...bad, ...utf8('{"text":"ok"}\n')]);
    expect(brief(await read(bytes, "jsonl"))).toEqual([
      '1: {"text":1}',
      "2: ! The line is no JSON object.",
      "3: ! The line is not JSON.",
      "4: ! The line holds NUL characters.",
      "5: ! The line is not UTF-8 text.",
      '6: {"text":"ok"}',
    ]);
  });

  it("passes over a line of 200 MB without holding it", async () => {
    const all: (FileRecord | Malformed)[] = [];
    async function* chunks() {
      yield* endless('{"text":"a"}\n');
      yield utf8('\n{"text":"b"}');
    }
    for await (const item of readRecords(chunks(), writing("jsonl"), "file")) all.push(item);
    expect(brief(all)).toEqual(['1: {"text":"a"}', "2: ! The line is longer than 1 MB.", '3: {"text":"b"}']);
  });
});

describe("CSV and TSV", () => {
  it("reads quotes, doubled quotes, delimiters and line ends in cells, and counts lines through them", async () => {
    expect(brief(await read('text,label\r\n"a ""b"", c",1\r\n\r\n"two\r\nlines",0\r\nlast,1', "csv"))).toEqual([
      "1: text|label",
      '2: a "b", c|1',
      "4-5: two\r\nlines|0",
      "6: last|1",
    ]);
    expect(brief(await read("a\tb, c\n1\t2\n", "tsv"))).toEqual(["1: a|b, c", "2: 1|2"]);
    expect(brief(await read("a,b\r1,2\r", "csv"))).toEqual(["1: a|b", "2: 1|2"]);
  });

  it("lists records whose quotes or bytes are wrong", async () => {
    expect(brief(await read('a,b\n"x"y,0\nz,"1"\nfine,2\n', "csv"))).toEqual([
      "1: a|b",
      "2-3: ! A closing quote is followed by other characters: quotes inside a quoted cell must be doubled.",
      "4: fine|2",
    ]);
    expect(brief(await read('a,b\nx,"open\ny,1\n', "csv"))).toEqual([
      "1: a|b",
      "2-3: ! A quote is opened and never closed.",
    ]);
    const bytes = Uint8Array.from([...utf8("ü,b\n"), 0xe9, ...utf8(",1\nok,2\n")]);
    expect(brief(await read(bytes, "csv"))).toEqual(["1: ü|b", "2: ! The record is not UTF-8 text.", "3: ok|2"]);
    expect(brief(await read(`${"x,".repeat(1500)}\na\n`, "csv"))).toEqual([
      "1: ! The record has more than 1000 cells.",
      "2: a",
    ]);
  });

  it("lists a record that is longer than 1 MB and ends, and goes on", async () => {
    const mb = 1024 * 1024;
    for (const extra of [1, 30_000]) {
      const long = `a,b\n"${"x\n".repeat((mb + extra) / 2)}",1\nfine,2\n`;
      const lines = 2 + Math.floor((mb + extra) / 2);
      for (const chunk of [64 * 1024, 10_000_000])
        expect(brief(await read(long, "csv", chunk)), `${extra}, ${chunk}`).toEqual([
          "1: a|b",
          `2-${lines}: ! The record is longer than 1 MB.`,
          `${lines + 1}: fine|2`,
        ]);
    }
  });

  // A parser that looks from each quote to the cell's end needs minutes for one of these records, and stops the thread for as long.
  it.each([
    ["blanks", ",", " "],
    ["form feeds", ",", "\f"],
    ["bytes that UTF-8 has not", ",", "\u00a0"],
    ["empty cells", "\t", "\t"],
  ])("gets through 2 MB of quotes that are not doubled, and %s behind them", async (_, delimiter, behind) => {
    const wrong = `"x${'a"'.repeat(200_000)}a${behind.repeat(250_000)}${delimiter}\n"\n`;
    const file = Uint8Array.from(wrong.repeat(3), (c) => c.charCodeAt(0));
    const items = await read(file, { encoding: "utf-8", table: { delimiter, quotes: true, sepLine: false } }, 65_536);
    const reason = "A closing quote is followed by other characters: quotes inside a quoted cell must be doubled.";
    expect(brief(items)).toEqual(["1-2", "3-4", "5-6"].map((lines) => `${lines}: ! ${reason}`));
  });

  it("refuses a record of 1.9 MB, which may as well be a quote left open", async () => {
    await expect(read(`a,b\n"${"x".repeat(1_900_000)}",1\n`, "csv", 1_000_000)).rejects.toThrow(/longer than 1 MB/);
  });

  it.each(["x", 'a,b\n1,"'])("refuses 200 MB without the end of a record (%j)", async (start) => {
    const reading = async () => {
      for await (const item of readRecords(endless(start), writing("csv"), "big.csv")) expect(item.line).toBe(1);
    };
    await expect(reading()).rejects.toThrow(/^big\.csv, line [12]: the record that begins here is longer than 1 MB/);
  });

  it("reads back any cells, however the file is cut into chunks", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", "é", "😀", " "), maxLength: 6 });
    // A CR that ends the last cell counts with the line's end, quoted or not.
    const lastCell = cell.map((c) => c.replace(/\r+$/, ""));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, lastCell), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom("\n", "\r\n"),
        async (rows, chunk, end) => {
          const quoted = rows.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(",") + end).join("");
          const items = await read(quoted, "csv", chunk);
          expect(items.map((item) => "content" in item && "cells" in item.content && item.content.cells)).toEqual(rows);
        },
      ),
    );
  });

  it("gives the same records and lines for every cut of a hostile file", async () => {
    const unit = fc.constantFrom("a", '"', '""', ",", "\n", "\r\n", "é");
    await fc.assert(
      fc.asyncProperty(fc.string({ unit, maxLength: 60 }), fc.integer({ min: 1, max: 30 }), async (text, chunk) => {
        // A CR alone before the first LF is the one thing that a first chunk cannot know.
        expect(await read(`h\n${text}`, "csv", chunk)).toEqual(await read(`h\n${text}`, "csv", 10_000));
      }),
    );
  });
});

describe("other ways in which tables are written", () => {
  const plain = { encoding: "utf-8", table: { delimiter: "\t", quotes: false, sepLine: false } } as const;

  it("a quote can be a character: each line is a record", async () => {
    const tsv = '"open\t1\r\nclosed"\t0\n"both"\t"1"x\n';
    expect(brief(await read(tsv, plain))).toEqual(['1: "open|1', '2: closed"|0', '3: "both"|"1"x']);
  });

  it("each line can be one cell, with or without quotes", async () => {
    const none = (quotes: boolean): Writing => ({ ...plain, table: { delimiter: null, quotes, sepLine: false } });
    expect(brief(await read('a, b\tc\n"d\n', none(false)))).toEqual(["1: a, b\tc", '2: "d']);
    expect(brief(await read('"a, ""b""\nc"\nd, e\n', none(true)))).toEqual(['1-2: a, "b"\nc', "3: d, e"]);
  });

  it("Excel's first line that names the delimiter is no record, and counts as a line", async () => {
    const excel = { ...plain, table: { delimiter: ";", quotes: true, sepLine: true } };
    expect(brief(await read("sep=;\r\na;b\r\n1;2\r\n", excel))).toEqual(["2: a|b", "3: 1|2"]);
  });

  it("reads back any cells in any dialect that can write them, however the file is cut into chunks", async () => {
    const delimiter = fc.constantFrom(",", ";", "\t", "|", null);
    const row = fc.array(
      fc.string({ unit: fc.constantFrom("a", '"', ",", ";", "|", "é", " "), minLength: 1, maxLength: 6 }),
      {
        minLength: 2,
        maxLength: 2,
      },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        delimiter,
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        async (given, delimiter, quotes, chunk) => {
          const cells = given.map((row) => (delimiter === null ? row.slice(0, 1) : row).map((cell) => `x${cell}`));
          const rows = quotes
            ? cells
            : cells.map((row) => row.map((cell) => cell.replaceAll(delimiter ?? "\n", "").replaceAll(" ", '"')));
          const write = (cell: string) => (quotes ? `"${cell.replaceAll('"', '""')}"` : cell);
          const file = rows.map((row) => `${row.map(write).join(delimiter ?? "")}\n`).join("");
          const items = await read(file, { ...plain, table: { delimiter, quotes, sepLine: false } }, chunk);
          expect(items.map((item) => "content" in item && "cells" in item.content && item.content.cells)).toEqual(rows);
        },
      ),
    );
  });
});

describe("encodings", () => {
  const written: Record<Encoding, (text: string) => Uint8Array> = {
    "utf-8": utf8,
    "utf-16le": (text) => new Uint8Array(Buffer.from(text, "utf16le")),
    "utf-16be": (text) => new Uint8Array(Buffer.from(text, "utf16le").swap16()),
    "windows-1252": (text) => new Uint8Array(Buffer.from(text, "latin1")),
  };

  it.each(encodings)(
    "%s is read to the letter, with its mark or without, however the file is cut",
    async (encoding) => {
      const texts = encoding === "windows-1252" ? ["naïve £5", "café"] : ["naïve £5", "😀 日本"];
      for (const mark of encoding === "windows-1252" ? [""] : ["", "\uFEFF"])
        for (const chunk of [1, 3, 7, 1000]) {
          const csv = written[encoding](`${mark}text,label\r\n"${texts[0] ?? ""}",0\r\n${texts[1] ?? ""},1\r\n`);
          const table = { delimiter: ",", quotes: true, sepLine: false };
          const expected = ["1: text|label", `2: ${texts[0] ?? ""}|0`, `3: ${texts[1] ?? ""}|1`];
          expect(brief(await read(csv, { encoding, table }, chunk))).toEqual(expected);
          const json = written[encoding](`${mark}{"text":"${texts[1] ?? ""}"}\n`);
          expect(brief(await read(json, { encoding, table: null }, chunk))).toEqual([
            `1: {"text":"${texts[1] ?? ""}"}`,
          ]);
        }
    },
  );

  it.each([
    [[0x1f, 0x8b, 8, 0, 0], "utf-8", /^file is compressed/],
    [[0x50, 0x4b, 3, 4, 0], "utf-8", /^file is compressed/],
    [[65, 0, 0, 0xd8, 66, 0], "utf-16le", /^file is not UTF-16/],
    [[65, 0, 66], "utf-16le", /^file is not UTF-16/],
  ] as const)("what is none is refused, and nothing is replaced (%j)", async (bytes, encoding, why) => {
    const error: unknown = await read(Uint8Array.from(bytes), { encoding, table: null }, 1).catch((e: unknown) => e);
    expect(SkimError.is(error, "data-set")).toBe(true);
    expect((error as Error).message).toMatch(why);
  });

  it("a file may be empty", async () => {
    expect(await read("", "jsonl")).toEqual([]);
    expect(await read("\uFEFF", "csv")).toEqual([]);
  });
});
