import { describe, expect, it } from "vitest";
import type { Wanted } from "../../src/dataset/columns.js";
import { labelIndex } from "../../src/dataset/labels.js";
import type { Format, Malformed } from "../../src/dataset/record.js";
import { detect, readRows, type Row, type Source } from "../../src/dataset/rows.js";

const labels = ["negative", "positive"];

function file(content: string, format: Format): Source {
  return {
    name: "file",
    format,
    async *open() {
      yield await Promise.resolve(new TextEncoder().encode(content));
    },
  };
}

async function found(content: string, format: Format, wanted: Wanted = {}) {
  const { columns, sureOfText, sureOfLabel } = await detect(file(content, format), labels, wanted);
  return { text: columns.text, label: columns.label, header: columns.header, sureOfText, sureOfLabel };
}

async function rows(content: string, format: Format, wanted: Wanted = {}): Promise<(Row | Malformed)[]> {
  const source = file(content, format);
  const { columns } = await detect(source, labels, wanted);
  const all: (Row | Malformed)[] = [];
  for await (const row of readRows(source, columns, labels)) all.push(row);
  return all;
}

describe("detecting columns", () => {
  const sure = { sureOfText: true, sureOfLabel: true };

  it("knows the usual names", async () => {
    expect(await found('{"id":1,"label":0,"text":"a b"}', "jsonl")).toEqual({
      text: "text",
      label: "label",
      header: false,
      ...sure,
    });
    expect(await found("Sentiment\tSentence\n1\tgood\n", "tsv")).toEqual({
      text: "Sentence",
      label: "Sentiment",
      header: true,
      ...sure,
    });
    expect(await found("text\nall is well\n", "csv")).toEqual({ text: "text", label: null, header: true, ...sure });
  });

  it("says how long the first texts are", async () => {
    const lengthOf = async (content: string) => (await detect(file(content, "csv"), [])).characters;
    expect(await lengthOf("text,label\nfour,0\nsix at,1\n")).toBe(5);
    expect(await lengthOf(`text\nfour\n${"six at\n".repeat(500)}`)).toBeCloseTo(6, 1);
  });

  it("takes no later record for the header where the first cannot be read, and says which line that is", async () => {
    for (const [first, why] of [
      ['"text"x,label', "A closing quote"],
      ["te\u0000xt,label", null],
      [`${"a,".repeat(1001)}b`, "more than 1000 cells"],
    ] as const) {
      const content = `\n${first}\na good film,1\na bad one,0\n`;
      const table = detect(file(content, "csv"), labels);
      if (why === null) expect((await table).columns.header).toBe(true);
      else await expect(table).rejects.toThrow(new RegExp(`^file, line 2: the table's first record.*${why}`));
    }
    expect(await rows('{"text\n{"text": "a b"}\n', "jsonl")).toMatchObject([{ line: 1 }, { line: 2, text: "a b" }]);
  });

  it("finds prose and labels in a table without a header", async () => {
    expect(await found("1,a good film\n0,a bad one\n", "csv")).toEqual({
      text: "2",
      label: "1",
      header: false,
      sureOfText: true,
      sureOfLabel: false,
    });
  });

  it("takes a table without a header for one, also where columns are asked for by number and the first row holds that number", async () => {
    const content = "a good film,1\na bad one,0\n";
    const columns = { text: "1", header: false, ...sure };
    expect(await found(content, "csv", { text: "1", label: "2" })).toEqual({ ...columns, label: "2" });
    expect(await found(content, "csv", { text: "1", label: null })).toEqual({ ...columns, label: null });
    expect(await found("film,story\ngood,fine\n", "csv", { text: "2", label: null })).toMatchObject({ header: false });
    await expect(found("text,label\na b,1\n", "csv", { text: "1" })).rejects.toThrow("file has no column “1”.");
  });

  it("takes a first row whose label is y for a text, and a column of that name for labels", async () => {
    expect(await found("some good film,y\nno film at all,n\na film,y\n", "csv")).toMatchObject({ header: false });
    expect(await found("x,y\na good film,1\n", "csv")).toMatchObject({ header: true, text: "x", label: "y" });
  });

  it("says when it is not sure", async () => {
    const two = '{"title":"a good film","story":"it is about this","stars":1,"rank":0}';
    expect(await found(two, "jsonl")).toMatchObject({ text: "title", sureOfText: false, sureOfLabel: false });
    expect(await found(two, "jsonl", { text: "story", label: null })).toEqual({
      text: "story",
      label: null,
      header: false,
      ...sure,
    });
  });

  it("names the columns that there are where one is not", async () => {
    await expect(found("text,label\na b,1\n", "csv", { label: "gold" })).rejects.toThrow(
      "file has no column “gold”. It has the columns “text”, “label”.",
    );
    await expect(found('{"a":1}\n', "jsonl")).rejects.toThrow("file has no column that could hold the texts.");
    await expect(found("", "jsonl")).rejects.toThrow("file is empty.");
    await expect(found("{\n{\n", "jsonl")).rejects.toThrow("Line 1: The line is not JSON.");
  });

  it("keeps names apart that are the same, and keys that objects inherit", async () => {
    const { columns } = await detect(file("text,text,\na b,c,d\n", "csv"), labels);
    expect(columns.names).toEqual(["text", "text (2)", "column 3"]);
    expect(await rows('{"text":"a","constructor":1}\n{"text":"b"}', "jsonl", { label: "constructor" })).toMatchObject([
      { text: "a", label: 1 },
      { text: "b", label: null, unknownLabel: null },
    ]);
  });
});

describe("rows", () => {
  it("count from 1 without the malformed ones, which have their lines", async () => {
    const content =
      '{"text":"a","label":"Positive"}\n{"txt":1}\n{"text":["b"]}\n{"text":" "}\n{"text":"c","label":"pos"}\n{"text":"d\\u0000"}\n{"text":"e","label":{}}\n{"text":"f","label":null}\n';
    expect(await rows(content, "jsonl", { label: "label" })).toEqual([
      { row: 1, line: 1, text: "a", label: 1, unknownLabel: null },
      { line: 2, endLine: 2, reason: "The row has no “text”." },
      { line: 3, endLine: 3, reason: "The row's “text” is no text." },
      { line: 4, endLine: 4, reason: "The text is empty." },
      { row: 2, line: 5, text: "c", label: null, unknownLabel: "pos" },
      { line: 6, endLine: 6, reason: "The text holds NUL characters." },
      { line: 7, endLine: 7, reason: "The row's “label” is neither a name nor a number." },
      { row: 3, line: 8, text: "f", label: null, unknownLabel: null },
    ]);
  });

  it("have as many cells as the table has columns", async () => {
    expect(await rows("text,label\na b,1\nc\nd,0,e\n", "csv")).toEqual([
      { row: 1, line: 2, text: "a b", label: 1, unknownLabel: null },
      { line: 3, endLine: 3, reason: "The row has 1 cells, and the table 2 columns." },
      { line: 4, endLine: 4, reason: "The row has 3 cells, and the table 2 columns." },
    ]);
  });
});

describe("labelIndex", () => {
  it("takes names before numbers, and whole numbers in range", () => {
    expect(
      ["positive", " Negative ", "1", 0, "1.0", true, "2", -1, "1.5", "", null, undefined, {}].map((value) =>
        labelIndex(value, labels),
      ),
    ).toEqual([1, 0, 1, 0, 1, null, null, null, null, null, null, null, null]);
    expect(labelIndex("0", ["1", "0"])).toBe(1);
    expect(labelIndex("A", ["a", "A"])).toBe(1);
    expect(labelIndex("Ab", ["aB", "AB"])).toBeNull();
  });
});
