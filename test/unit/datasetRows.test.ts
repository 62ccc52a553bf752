import { describe, expect, it } from "vitest";
import { textTokens } from "../../src/dataset/read/detect.js";
import type { Wanted } from "../../src/dataset/read/reading.js";
import type { Format } from "../../src/dataset/read/record.js";
import { asked, binary, detected, rowsOf, source } from "./dataSetSource.js";

async function found(content: string, format: Format, wanted: Wanted = {}) {
  const { text, label, header } = (await detected(source(content, format), binary, wanted)).reading.columns;
  return { text, label, header };
}

async function question(content: string, format: Format, wanted: Wanted = {}) {
  const { about, choices } = await asked(source(content, format), binary, wanted);
  return { about, wanted: choices.map(({ wanted }) => Object.values(wanted)[0] as unknown) };
}

describe("detecting columns", () => {
  it("knows the usual names", async () => {
    expect(await found('{"id":1,"label":0,"text":"a b"}', "jsonl")).toEqual({
      text: "text",
      label: "label",
      header: false,
    });
    expect(await found("Sentiment\tSentence\n1\tgood\n0\tbad\n", "tsv")).toEqual({
      text: "Sentence",
      label: "Sentiment",
      header: true,
    });
    expect(await found("text\nall is well\n", "csv")).toEqual({ text: "text", label: null, header: true });
  });

  it("takes a column of the model's own names for labels, whatever it is called, and asks for one of numbers", async () => {
    const spam = "v1,v2,,,\nham,I am at home,,,\nspam,Win a prize,,,\n";
    const { reading } = await detected(source(spam, "csv"), ["ham", "spam"]);
    expect(reading.columns).toMatchObject({ text: "v2", label: "v1", header: true });
    expect(await question("1,a good film\n0,a bad one\n", "csv")).toEqual({ about: "label", wanted: ["1", null] });
  });

  it("does not lose a label column whose first rows are empty", async () => {
    const content = `text,label\n${"a b,\n".repeat(500)}a b,positive\n`;
    expect(await found(content, "csv")).toMatchObject({ label: "label" });
  });

  it("asks where two columns could hold the texts, and where two have one name", async () => {
    const two = '{"title":"a good film","story":"it is about this","stars":1,"rank":0}';
    expect(await question(two, "jsonl")).toMatchObject({
      about: "text",
      wanted: ["title", "story", "stars", "rank", "title"],
    });
    expect(await question(two, "jsonl", { text: "story" })).toMatchObject({ about: "label" });
    expect(await found(two, "jsonl", { text: "story", label: null })).toMatchObject({ text: "story", label: null });
    const same = "text,text,\na b,c,\n";
    expect(await question(same, "csv")).toEqual({ about: "text", wanted: ["text", "text (2)"] });
    expect(await found(same, "csv", { text: "text (2)" })).toMatchObject({ text: "text (2)" });
    const labels = "text,label,label\na b,0,1\nc d,1,0\n";
    expect(await question(labels, "csv")).toEqual({ about: "label", wanted: ["label", "label (2)", null] });
  });

  it("keeps names apart that are the same, also from one that is written so", async () => {
    const from = source("text,text,text (2),\na b,c,d,\n", "csv");
    const { reading } = await detected(from, binary, { text: "text" });
    expect(reading.columns.names).toEqual(["text", "text (2)", "text (2) (2)", "column 4"]);
    const inherited = source('{"text":"a","constructor":1}\n{"text":"b","constructor":0}\n{"text":"c"}', "jsonl");
    expect(await rowsOf(inherited, binary, { label: "constructor" })).toMatchObject([
      { text: "a", label: 1 },
      { text: "b", label: 0 },
      { text: "c", label: null, unknownLabel: null },
    ]);
  });

  it("names the columns that there are where one is not", async () => {
    await expect(found("text,label\na b,1\n", "csv", { label: "gold" })).rejects.toThrow(
      "file has no column “gold”. It has the columns “text”, “label”.",
    );
    await expect(found('{"a":1}\n', "jsonl")).rejects.toThrow("file has no column that could hold the texts.");
    await expect(found("", "jsonl")).rejects.toThrow("file is empty.");
    await expect(found("{\n{\n", "jsonl")).rejects.toThrow("Line 1: The line is not JSON.");
    await expect(found("text\na b\n", "csv", { labels: "ids" })).rejects.toThrow(
      "file has no column beside the texts that could hold labels.",
    );
  });

  it("asks for the labels' column where the labels' meaning is given and none is taken", async () => {
    const content = "review,stars\na good film,5\na bad film,1\n";
    expect(await question(content, "csv", { labels: { 1: "negative", 5: "positive" } })).toEqual({
      about: "label",
      wanted: ["stars"],
    });
  });

  it.each([
    ["review,stars\na good film,5\na bad film,1\nno film,3\n", "csv", "column “stars” (1, 3, 5) is"],
    ["text,recommended\na good film,yes\na bad film,no\nno film,no\n", "csv", "column “recommended” (no, yes) is"],
    ["text,liked,id\na b,TRUE,k1\nc d,FALSE,k2\ne f,TRUE,k3\n", "csv", "column “liked” (FALSE, TRUE) is"],
    ["0\ta good film\n4\ta bad film\n3\ta film\n", "tsv", "column “1” (0, 3, 4) is"],
    [
      '{"text":"a b","ok":true,"by":"x"}\n{"text":"c d","ok":false,"by":"x"}\n{"text":"e","ok":true}',
      "jsonl",
      "column “ok” (false, true) is",
    ],
    ["text,a,b\na b,1,u\nc d,9,v\ne f,9,v\n", "csv", "columns “a” (1, 9) and “b” (u, v) are"],
  ] as const)("says which column could hold labels and is not taken: %j", async (content, format, what) => {
    const { said, passedOver } = await detected(source(content, format));
    expect(said).toContain(`No labels: ${what} not taken, for the model knows no such label.`);
    expect(passedOver.length).toBeGreaterThan(0);
    const none = await detected(source(content, format), binary, { label: null });
    expect([none.said.endsWith("No labels."), none.passedOver]).toEqual([true, []]);
  });

  it("asks whether each line is one text where a table without a header has prose beyond its delimiter", async () => {
    const whole = "It is a film that I have seen three times, sadly\n";
    const texts = `${whole}It is a film that nobody needs, truly\nAnd this one is not so bad, friend\n`;
    expect(await question(texts, "csv")).toEqual({ about: "text", wanted: ["1", "2", null] });
    expect((await asked(source(texts, "csv"))).choices.at(-1)?.wanted).toEqual({ delimiter: null });
    expect(await rowsOf(source(texts, "csv"), binary, { delimiter: null })).toMatchObject([
      { text: whole.trim() },
      {},
      {},
    ]);
    const prose = texts.replaceAll(", ", ", which I have said and say, to ").replaceAll(", to ", " to ");
    expect(await question(prose, "csv")).toEqual({ about: "text", wanted: ["1", "2", "1", null] });
    expect(await question(prose.replaceAll(", ", "\t"), "tsv")).toEqual({ about: "text", wanted: ["1", "2", "1"] });
    const table = "It is a film that I have seen three times, positive\nAnd this one is not so bad, negative\n";
    expect(await found(table, "csv")).toEqual({ text: "1", label: "2", header: false });
  });

  it("refuses a file that has a header and no row", async () => {
    await expect(found("text,label\n", "csv")).rejects.toThrow("file has no rows: its first line names the columns");
    await expect(found("text,label\n", "csv", { header: true })).rejects.toThrow("file has no rows");
  });

  it("says about how many tokens the first texts have, before anything is asked", async () => {
    const [eight, twelve] = ["four".repeat(9), "six at".repeat(9)];
    expect(await textTokens(source(`text,label\n${eight},0\n${twelve},1\n`, "csv"))).toBe(10);
    expect(await textTokens(source(`text\n${eight}\n${`${twelve}\n`.repeat(500)}`, "csv"))).toBeCloseTo(12, 1);
    expect(await textTokens(source(`{"text":"${eight}","n":7}`, "jsonl"))).toBe(8);
    expect(await textTokens(source(`{"text":"${"\u6587".repeat(36)}","n":7}`, "jsonl"))).toBe(36);
  });
});

describe("a table's first record", () => {
  it.each([
    ["well-known names", "text,label\ngood film,1\nbad film,0\n"],
    ["one of them, whatever the others are", "text,How did you like it on the whole?\nfine film,0\n"],
    ["a word over numbers", "x,stars\na good film,0\na bad film,0\n"],
    ["words over the model's names", "x,z\na good film,positive\na bad film,negative\n"],
    ["a word over a few kinds", "v1,v2\nham,I am at home\nspam,Win a prize\nham,Not now\nspam,Win again\n"],
    ["pandas' counted columns", "0,1\na good film,1\na bad film,0\n"],
    ["names that a text repeats", "text,label\ntext,1\nlabel,0\n"],
    ["names that stand again where files were joined", "text,label\na b,1\ntext,label\nc d,0\n"],
  ])("names the columns: %s", async (_, content) => {
    expect((await rowsOfEither(content)).header).toBe(true);
  });

  it.each([
    ["prose beside numbers", "a good film from beginning to end,1\na bad film,0\n"],
    ["a label of the model's", "positive,good\nnegative,bad\n"],
    ["a word met again below", "ham,home\nham,work\nspam,prize\n"],
    ["a label y", "some good film,y\nno film at all,n\na film,y\n"],
    ["a long text alone", "It is the best film that I have seen in years\nIt is not\n"],
  ])("is a row: %s", async (_, content) => {
    expect((await rowsOfEither(content)).header).toBe(false);
  });

  it.each([
    ["short texts", "Loved it\nIt was a very good film\nNever again, I said\n"],
    ["a question over answers", "How was the film?\nIt was a very good film\nNever again, I said\n"],
    ["two columns of prose", "first,second\nIt was good,So it was\nIt was bad,So it was not\n"],
  ])("has to be asked for where it can be either, so that no text is lost: %s", async (_, content) => {
    expect(await question(content, "csv")).toEqual({ about: "header", wanted: [true, false] });
    const wanted = { text: "1", label: null, header: false };
    expect((await rowsOf(source(content, "csv"), binary, wanted)).length).toBe(3);
  });

  it("is a row where columns are asked for by number, also if it holds that number", async () => {
    const content = "a good film,1\na bad one,0\n";
    expect(await found(content, "csv", { text: "1", label: "2" })).toEqual({ text: "1", label: "2", header: false });
    expect(await found("film,story\ngood,fine\n", "csv", { text: "2", label: null })).toMatchObject({ header: false });
    await expect(found("text,label\na b,1\n", "csv", { text: "1" })).rejects.toThrow("file has no column “1”.");
  });

  it("is not the second one, where it cannot be read: the line is named", async () => {
    for (const [first, why] of [
      ['"text"x,label', "A closing quote"],
      [`${"a,".repeat(1001)}b`, "more than 1000 cells"],
    ] as const) {
      const content = `\n${first}\na good film,1\na bad one,0\n`;
      const table = detected(source(content, "csv"), binary, { delimiter: ",", quotes: true });
      await expect(table).rejects.toThrow(new RegExp(`^file, line 2: the table's first record.*${why}`));
    }
  });
});

/** The columns, whatever else would be asked. */
async function rowsOfEither(content: string) {
  const likely: Wanted = { label: null };
  const text = await question(content, "csv", likely).then(
    ({ about, wanted }) => (about === "text" ? { text: String(wanted[0]) } : {}),
    () => ({}),
  );
  return (await detected(source(content, "csv"), binary, { ...likely, ...text })).reading.columns;
}

describe("rows", () => {
  it("count from 1 without the malformed ones, which have their lines", async () => {
    const content =
      '{"text":"a","label":"Positive"}\n{"txt":1}\n{"text":["b"]}\n{"text":" "}\n{"text":"c","label":"pos"}\n{"text":"d\\u0000"}\n{"text":"e","label":{}}\n{"text":"f","label":null}\n';
    expect(await rowsOf(source(content, "jsonl"), binary, { label: "label" })).toEqual([
      { row: 1, line: 1, text: "a", label: 1, unknownLabel: null },
      { line: 2, endLine: 2, reason: "The row has no “text”." },
      { line: 3, endLine: 3, reason: "The row's “text” is no text." },
      { line: 4, endLine: 4, reason: "The text is empty." },
      { row: 2, line: 5, text: "c", label: null, unknownLabel: "pos" },
      { line: 6, endLine: 6, reason: "The text holds NUL characters." },
      { line: 7, endLine: 7, reason: "The row's “label” is {}, neither a name nor a number." },
      { row: 3, line: 8, text: "f", label: null, unknownLabel: null },
    ]);
  });

  it("have as many cells as the table has columns, but for empty ones that nothing names", async () => {
    expect(await rowsOf(source("text,label\na b,1\nc\nd,0,e\nf,0,,\ng,0\nh,1\n", "csv"))).toEqual([
      { row: 1, line: 2, text: "a b", label: 1, unknownLabel: null },
      { line: 3, endLine: 3, reason: "The row has 1 cell, and the table 2 columns." },
      { line: 4, endLine: 4, reason: "The row has 3 cells, and the table 2 columns." },
      { row: 2, line: 5, text: "f", label: 0, unknownLabel: null },
      { row: 3, line: 6, text: "g", label: 0, unknownLabel: null },
      { row: 4, line: 7, text: "h", label: 1, unknownLabel: null },
    ]);
    expect(await rowsOf(source("text,label,,\na b,1\nc d,0,,\n", "csv"))).toMatchObject([{ row: 1 }, { row: 2 }]);
  });

  it("of another table than the first line promises are asked about, not left out", async () => {
    const shifted = "text\tlabel\n1\ta b\t0\n2\tc d\t1\n";
    expect(await question(shifted, "tsv")).toEqual({ about: "header", wanted: [false, true, null] });
    const named = { header: false, text: "2", label: "3" };
    await expect(found(shifted, "tsv", named)).rejects.toThrow("file has no column “3”.");
    expect(await rowsOf(source(shifted, "tsv"), binary, { header: true })).toMatchObject([{ line: 2 }, { line: 3 }]);
  });
});

describe("keys of JSON that come after the first records", () => {
  const file = (key: string) => {
    const first = Array.from({ length: 250 }, (_, i) => JSON.stringify({ text: `a b ${i}` }));
    return source(`${[...first, JSON.stringify({ text: "c d", [key]: 1 })].join("\n")}\n`, "jsonl");
  };

  it("are said where nobody asked for them, and can be", async () => {
    const { said, reading } = await detected(file("stars"));
    expect(said).toContain("No labels. Not looked at, for the first 201 records do not have it: “stars”.");
    expect(reading.columns.names).toEqual(["text", "stars"]);
    const chosen = await detected(file("stars"), binary, { label: "stars", labels: "ids" });
    expect(chosen.said).toContain("Labels: column “stars” (chosen)");
    expect(chosen.said).not.toContain("Not looked at");
    expect(chosen.reading.labels?.values).toEqual([{ value: "1", label: 1 }]);
  });

  it("are none where no record has them", async () => {
    const wanted = { label: "gold", labels: "ids" } as const;
    const refused = detected(file("stars"), binary, wanted);
    await expect(refused).rejects.toThrow("file has no column “gold”. It has the columns “text”, “stars”.");
  });
});
