import { describe, expect, it } from "vitest";
import { alternativesOf, wantedInstead } from "../../src/dataset/read/alternatives.js";
import { exampleOf, examplesOf } from "../../src/dataset/read/example.js";
import { asError } from "../../src/terminal/readingOptions.js";
import { asked, binary, detected, source } from "./dataSetSource.js";

describe("another way to read a data set", () => {
  it("is offered for all that was taken for something, with what it was", async () => {
    const file = source("text;label;id\na b;1;\nc d;0;y\n", "csv");
    const { reading } = await detected(file);
    const offered = alternativesOf(reading, await examplesOf(file, reading));
    expect(offered.map(({ about, said }) => [about, said])).toEqual([
      ["text", "column “text”"],
      ["second", "none"],
      ["label", "column “label”"],
      ["labels", "the model's ids"],
      ["delimiter", "semicolon"],
      ["quotes", "enclose cells"],
      ["header", "the first line names the columns"],
      ["encoding", "UTF-8"],
    ]);
    expect(offered[2]?.choices.map(({ wanted }) => wanted.label)).toEqual(["text", "label", "id", null]);
    expect(offered[0]?.choices.map(({ example }) => example)).toEqual(["a b", "1", "y"]);
    expect(offered[3]?.values).toEqual([{ value: "0" }, { value: "1" }]);
    const json = (await detected(source('{"text":"a b","note":"c"}\n', "jsonl"))).reading;
    expect(alternativesOf(json, new Map()).map(({ about }) => about)).toEqual(["text", "second", "label", "encoding"]);
    expect(alternativesOf(json, new Map())[0]?.choices.map(({ wanted }) => wanted.text)).toEqual(["text", "note"]);
  });

  it("each is one that the file can be read in, or refuses by name", async () => {
    const from = source("text;label;id\na b;1;x\nc d;0;y\n", "csv");
    const { reading } = await detected(from);
    for (const { about, choices } of alternativesOf(reading, new Map()))
      for (const { said, wanted } of choices) {
        const error = await detected(from, binary, wanted).then(
          () => null,
          (error: unknown) => String(error),
        );
        if (error !== null) expect(error, `${about}: ${said}`).toMatch(/asked: |“|is not UTF-16/);
      }
  });

  it("keeps what was said before, but for columns and labels that may be no more", () => {
    const before = { quotes: false, text: "a", label: "b", labels: "ids" } as const;
    expect(wantedInstead(before, "labels", { labels: "from-1" })).toEqual({ ...before, labels: "from-1" });
    expect(wantedInstead(before, "label", { label: "c" })).toEqual({ quotes: false, text: "a", label: "c" });
    expect(wantedInstead({ ...before, second: "d" }, "text", { text: "c" })).toEqual({ ...before, text: "c" });
    expect(wantedInstead(before, "delimiter", { delimiter: "|" })).toEqual({ quotes: false, delimiter: "|" });
  });
});

describe("what stands in a column", () => {
  it("is its first cell with anything in it, short and plain", () => {
    expect(exampleOf([null, undefined, "  ", " a\tb\n"])).toBe("a b");
    expect(exampleOf([3])).toBe("3");
    expect(exampleOf([["x"], 1])).toBe('["x"]');
    expect(exampleOf(["x".repeat(1_000_000)])).toBe(`${"x".repeat(39)}…`);
    expect(exampleOf([])).toBeNull();
    expect(exampleOf([null, ""])).toBeNull();
  });

  it("is said with a question about columns, in the terminal too", async () => {
    const question = await asked(source("title,story,n\nA quiet film,It ends well,\nOne more,It is long,7\n", "csv"));
    expect(question.choices.map(({ example }) => example)).toEqual([
      "A quiet film",
      "It ends well",
      "7",
      "A quiet film",
    ]);
    expect(asError(question, "x.csv").message).toContain("--text story (column “story”, e.g. “It ends well”)");
  });
});
