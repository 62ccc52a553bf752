/** How data sets write several labels a row, and numbers. */
import { describe, expect, it } from "vitest";
import { kindOf } from "../../src/dataset/measure/index.js";
import { readingKey, type Wanted } from "../../src/dataset/read/reading.js";
import { readRows } from "../../src/dataset/read/rows.js";
import { asError, parseReading } from "../../src/terminal/readingOptions.js";
import { asked, detected, rowsOf, source } from "./dataSetSource.js";

const labels = ["toxic", "insult", "threat"];
const { gold: several } = kindOf({ answer: "some" });
const { gold: numbers } = kindOf({ answer: "number" });

/** The label of each row, or what is said instead. */
async function golds(content: string, format: "jsonl" | "csv", wanted: Wanted = {}, of = labels, kind = several) {
  const rows = await rowsOf(source(content, format), of, wanted, kind);
  return rows.map((row) => ("reason" in row ? row.reason : (row.unknownLabel ?? row.label)));
}
const said = async (content: string, format: "jsonl" | "csv", of = labels, kind = several) =>
  (await detected(source(content, format), of, {}, kind)).said;
const jsonl = (...lists: unknown[]) => lists.map((list) => JSON.stringify({ text: "a b", labels: list })).join("\n");
const csv = (...cells: string[]) =>
  `text,labels\n${cells.map((cell) => `a b,"${cell.replaceAll('"', '""')}"\n`).join("")}`;

describe("several labels of a row", () => {
  it("are a list of names, or of ids; an empty one is none of them, and no list is no answer", async () => {
    const names = jsonl(["toxic", "Threat"], [], ["insult"], null);
    expect(await golds(names, "jsonl")).toEqual([[0, 2], [], [1], null]);
    expect(await said(names, "jsonl")).toContain(
      "Labels: column “labels” (detected), several a row, a list, by name: ",
    );
    expect(await golds(jsonl([0, 2], [1], []), "jsonl")).toEqual([[0, 2], [1], []]);
    expect(await golds(jsonl(["toxic", "rude"], ["toxic"]), "jsonl")).toEqual(["rude", [0]]);
    expect(await golds(jsonl(["toxic"], [["toxic"]]), "jsonl")).toEqual([
      [0],
      'The row\'s “labels” holds ["toxic"], neither a name nor a number.',
    ]);
    expect(await golds(jsonl(["toxic"], { toxic: 1 }), "jsonl")).toEqual([
      [0],
      'The row\'s “labels” is {"toxic":1}, no list of labels.',
    ]);
  });

  it("are a list in a cell, as JSON or Python write it", async () => {
    expect(await golds(csv('["toxic", "insult"]', "['threat']", "[]"), "csv")).toEqual([[0, 1], [2], []]);
  });

  it("are a 0 or a 1 for each: a list, or a column of each label's own as in Jigsaw's comments", async () => {
    expect(await golds(jsonl([0, 1, 1], [0, 0, 0], [1.0, 0, 0]), "jsonl")).toEqual([[1, 2], [], [0]]);
    const jigsaw = "id,comment_text,threat,Toxic,insult\nx1,a b,0,1,1\nx2,c d,0,0,0\nx3,e f,-1,-1,-1\n";
    expect(await golds(jigsaw, "csv")).toEqual([[0, 1], [], "-1"]);
    const { reading, said } = await detected(source(jigsaw, "csv"), labels, {}, several);
    expect(reading.columns).toMatchObject({ label: null, each: ["Toxic", "insult", "threat"] });
    expect(said).toContain("Labels: columns “Toxic”, “insult”, “threat” (detected), a 0 or a 1 for each");
    for (const meant of ["ids", { toxic: "insult" }] as const)
      await expect(detected(source(jigsaw, "csv"), labels, { labels: meant }, several)).rejects.toThrow(
        /^Each of the model's labels has a column of 0 and 1 in .*: .* says nothing of them\. Leave it out/,
      );
    expect((await detected(source(jigsaw, "csv"), labels, { labels: "marks" }, several)).said).toBe(said);
  });

  it("are not known where one of the marks is not there", async () => {
    const rows = [{ toxic: 1, insult: 0, threat: 1 }, { toxic: 1 }, { toxic: 1, insult: null, threat: 0 }];
    const content = rows.map((row) => JSON.stringify({ text: "a b", ...row })).join("\n");
    expect(await golds(content, "jsonl")).toEqual([[0, 2], "no mark", "no mark"]);
  });

  it("are no columns where a label of the model's has none, which is said", async () => {
    const two = "text,toxic,insult\na b,1,0\nc d,0,1\n";
    expect(await golds(two, "csv")).toEqual([null, null]);
    expect(await said(two, "csv")).toContain(
      "No labels: the columns called as labels of the model's (“toxic”, “insult”) are not taken, for “threat” has none.",
    );
    expect(await said("text,toxic,insult,threat\na b,1,0,0\nc d,1,x,0\n", "csv")).toContain(
      "(“toxic”, “insult”, “threat”) are not taken, for they do not hold a 0 or a 1 alone.",
    );
  });

  it("have any character between them that is asked for", async () => {
    expect(await golds(csv("toxic:insult", "threat"), "csv", { separator: ":" })).toEqual([[0, 1], [2]]);
  });

  it("are names with one character between them, which is said; else it asks", async () => {
    const comma = csv("toxic, insult", "threat", "insult,threat,toxic", "");
    const empty = await asked(source(comma, "csv"), labels, {}, several);
    expect(empty.said).toContain("1 row of file has nothing in column “labels”.");
    expect(asError(empty, "f").message).toContain("--empty none (none of the labels), or --empty unknown (");
    expect(await golds(comma, "csv", { empty: "none" })).toEqual([[0, 1], [2], [0, 1, 2], []]);
    expect(await golds(comma, "csv", { empty: "unknown" })).toEqual([[0, 1], [2], [0, 1, 2], null]);
    expect((await detected(source(comma, "csv"), labels, { empty: "none" }, several)).said).toContain(
      "several a row, comma between them, an empty cell is none of them, by name",
    );
    expect(await golds(csv("toxic", "threat"), "csv")).toEqual([[0], [2]]);
    const question = await asked(source(csv("toxic|rude", "insult|toxic"), "csv"), labels, {}, several);
    expect(question.about).toBe("separator");
    expect(asError(question, "f").message).toContain("--separator pipe (pipe)");
    expect(await golds(csv("toxic|rude", "insult|toxic"), "csv", { separator: "|" })).toEqual(["rude", [0, 1]]);
    const none = {
      "no-second": false,
      "no-labels": false,
      quotes: false,
      "no-quotes": false,
      header: false,
      "no-header": false,
    };
    expect(parseReading({ ...none, separator: "semicolon", labels: "marks" }, true)).toEqual({
      separator: ";",
      labels: "marks",
    });
  });

  it("are refused a separator by a model of one label, and are no labels where there are more than a model has", async () => {
    const one = kindOf({ answer: "one" }).gold;
    await expect(detected(source(csv("toxic", "threat"), "csv"), labels, { separator: ";" }, one)).rejects.toThrow(
      "nothing stands between the labels of a row",
    );
    const many = csv(...Array.from({ length: 600 }, (_, i) => `a${i};b${i}`));
    const question = await asked(source(many, "csv"), labels, { separator: ";" }, several);
    expect(question.said).toContain("has more than 1000 different labels");
  });

  it("ask where a list of two may be ids or marks, and where a column and columns hold labels", async () => {
    const two = jsonl([0, 1], [1, 0]);
    const question = await asked(source(two, "jsonl"), ["no", "yes"], {}, several);
    expect(question.choices.map(({ wanted }) => wanted)).toEqual([
      { labels: "marks" },
      { labels: "ids" },
      { label: null },
    ]);
    expect(await golds(two, "jsonl", { labels: "marks" }, ["no", "yes"])).toEqual([[1], [0]]);
    expect(await golds(two, "jsonl", { labels: "ids" }, ["no", "yes"])).toEqual([
      [0, 1],
      [0, 1],
    ]);
    const both = 'text,labels,toxic,insult,threat\na b,"toxic;threat",1,0,1\n';
    const which = await asked(source(both, "csv"), labels, { delimiter: "," }, several);
    expect(which.choices.map(({ wanted }) => wanted)).toEqual([
      { labels: "marks" },
      { label: "labels" },
      { label: null },
    ]);
    expect(await golds(both, "csv", { labels: "marks", delimiter: "," })).toEqual([[0, 2]]);
    expect(await golds(both, "csv", { label: "labels", delimiter: "," })).toEqual([[0, 2]]);
  });

  it("are part of what a journal is kept under; one that comes later ends the evaluation", async () => {
    const key = async (content: string, format: "csv" | "jsonl", wanted: Wanted) =>
      readingKey((await detected(source(content, format), labels.slice(0, 2), wanted, several)).reading);
    const two = jsonl([0, 1], [1, 0]);
    expect(await key(two, "jsonl", { labels: "marks" })).not.toBe(await key(two, "jsonl", { labels: "ids" }));
    const gap = csv("toxic", "");
    expect(await key(gap, "csv", { empty: "none" })).not.toBe(await key(gap, "csv", { empty: "unknown" }));
    const single = csv("toxic", "insult");
    expect(await key(single, "csv", { separator: "|" })).not.toBe(await key(single, "csv", { separator: ";" }));
    const { reading } = await detected(source(jsonl(["toxic"]), "jsonl"), labels, {}, several);
    const rows = readRows(source(jsonl(["rude"]), "jsonl"), reading);
    await expect(rows.next()).rejects.toThrow('line 1: the label “["rude"]” was not there when the evaluation began');
  });
});

describe("the number of a row", () => {
  const stsb = [
    "index\tgenre\tyear\tsource1\tsource2\tsentence1\tsentence2\tscore",
    "0\tmain\t2012\tMSR\tMSR\tA plane is taking off.\tAn air plane is taking off.\t5.000",
    "1\tmain\t2012\tMSR\tMSR\tA man is smoking.\tA man is skating.\t0.500",
  ].join("\n");

  it("is the column of that name, as STS-B has it beside a pair", async () => {
    const found = await detected(source(stsb, "tsv"), ["score"], {}, numbers);
    expect(found.reading.columns).toMatchObject({ text: "sentence1", second: "sentence2", label: "score" });
    expect(found.said).toContain("Labels: column “score” (detected), numbers from 0.5 to 5.");
    const rows = await rowsOf(source(stsb, "tsv"), ["score"], {}, numbers);
    expect(rows.map((row) => "label" in row && row.label)).toEqual([5, 0.5]);
  });

  it("is asked for among columns of other names, and a row without one has none", async () => {
    const other = "text,year,mark\na b,2012,-1.5\nc d,2013,\ne f,2014,2e-1\n";
    const question = await asked(source(other, "csv"), ["score"], {}, numbers);
    expect(question.choices.map(({ wanted }) => wanted)).toEqual([
      { label: "year" },
      { label: "mark" },
      { label: null },
    ]);
    expect(await golds(other, "csv", { label: "mark" }, ["score"], numbers)).toEqual([-1.5, null, 0.2]);
  });

  it("is none where the column holds words", async () => {
    const mixed = "text,score\na b,3\nc d,NA\ne f,1e999\ng h,2\n";
    expect(await golds(mixed, "csv", {}, ["score"], numbers)).toEqual([3, "NA", "1e999", 2]);
    const asks = async (content: string, wanted: Wanted) =>
      (await asked(source(content, "csv"), ["score"], wanted, numbers)).said;
    const words = "text,score\na b,good\n";
    expect(await asks(words, { label: "score" })).toContain("holds no numbers");
    expect(await asks(words, {})).toContain("holds no numbers");
    const commas = "text;score\na b;3,5\nc d;2,5\ne f;4\n";
    expect(await asks(commas, {})).toContain("holds a number in 1 row, and in 2 none (“3,5”)");
    expect(await golds(commas, "csv", { label: "score" }, ["score"], numbers)).toEqual(["3,5", "2,5", 4]);
  });
});
