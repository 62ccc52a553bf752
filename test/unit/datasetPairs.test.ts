/** Data sets whose rows are pairs of texts: GLUE's own files, and others. */
import { describe, expect, it } from "vitest";
import { readingKey, type Wanted } from "../../src/dataset/read/reading.js";
import type { Format } from "../../src/dataset/read/record.js";
import { asError } from "../../src/terminal/readingOptions.js";
import { asked, binary, detected, rowsOf, source } from "./dataSetSource.js";

const columnsOf = async (content: string, format: Format, wanted: Wanted = {}) => {
  const { text, second, label } = (await detected(source(content, format), binary, wanted)).reading.columns;
  return [text, second, label];
};
const said = async (content: string, format: Format, wanted: Wanted = {}) =>
  (await detected(source(content, format), binary, wanted)).said;

// The header lines are those of GLUE's files, the rows invented.
const mrpc = [
  "\ufeffQuality\t#1 ID\t#2 ID\t#1 String\t#2 String",
  '1\t702876\t702977\tHe said "yes , of course .\tOf course , " he said .',
  "0\t2108705\t2108831\tShares rose .\tThe shares of it fell .",
  '1\t1330381\t1330521\t" It is a start .\tIt is a start , " she said .',
].join("\n");
const qqp =
  "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n7\t1\t2\tHow is it?\tHow are things?\t1\n8\t3\t4\tWhy?\tWhen is it?\t0\n";
const mnli = [
  "index\tpromptID\tpairID\tgenre\tsentence1_binary_parse\tsentence2_binary_parse\tsentence1_parse\tsentence2_parse\tsentence1\tsentence2\tlabel1\tgold_label",
  "0\t31193\t31193n\tgovernment\t( a b )\t( c d )\t(ROOT (a b))\t(ROOT (c d))\tA film runs .\tIt runs .\tpositive\tpositive",
  "1\t101457\t101457e\ttelephone\t( a b )\t( c d )\t(ROOT (a b))\t(ROOT (c d))\tA film ends .\tIt runs .\tnegative\tnegative",
].join("\n");

describe("a pair of columns", () => {
  it.each([
    ["MRPC", mrpc, "tsv", ["#1 String", "#2 String", "Quality"]],
    ["QQP", qqp, "tsv", ["question1", "question2", "is_duplicate"]],
    ["MNLI", mnli, "tsv", ["sentence1", "sentence2", "gold_label"]],
    [
      "QNLI",
      "index\tquestion\tsentence\tlabel\n0\tWho is it?\tIt is he .\tpositive\n",
      "tsv",
      ["question", "sentence", "label"],
    ],
    [
      "RTE as JSON",
      '{"premise":"A film runs.","hypothesis":"It runs.","label":0,"idx":0}',
      "jsonl",
      ["premise", "hypothesis", "label"],
    ],
    ["the terminal's own", '{"text":"A film runs.","pair":"It runs.","label":0}', "jsonl", ["text", "pair", "label"]],
    ["text_a", "text_a,text_b\nA film runs,It runs\n", "csv", ["text_a", "text_b", null]],
    [
      "Sentence A",
      "Sentence A;Sentence B;label\nfilm;films;1\ncar;cars;0\n",
      "csv",
      ["Sentence A", "Sentence B", "label"],
    ],
  ] as const)("is known by its names: %s", async (_, content, format, columns) => {
    expect(await columnsOf(content, format)).toEqual(columns);
  });

  it("gives rows of two texts, a quote in which is a character", async () => {
    expect(await rowsOf(source(mrpc, "tsv"))).toMatchObject([
      { row: 1, line: 2, text: 'He said "yes , of course .', pair: 'Of course , " he said .', label: 1 },
      { text: "Shares rose .", pair: "The shares of it fell .", label: 0 },
      { text: '" It is a start .', pair: 'It is a start , " she said .', label: 1 },
    ]);
  });

  it("is said, and a row that lacks its second text is left out by line", async () => {
    const file = 'text,pair,label\na film,the film,0\none film,,1\na car," ",1\na bus,no bus,0\n';
    expect(await said(file, "csv")).toContain(
      "Texts: column “text” (detected), each with the second text of column “pair” (detected). Labels: column “label” (detected), by the model's ids",
    );
    expect(await rowsOf(source(file, "csv"))).toMatchObject([
      { text: "a film", pair: "the film" },
      { line: 3, reason: "The second text is empty." },
      { line: 4, reason: "The second text is empty." },
      { pair: "no bus" },
    ]);
    const json = '{"text":"a b","pair":"c d"}\n{"text":"a b"}\n{"text":"a b","pair":7}\n{"text":"a b","pair":"e f"}\n';
    expect(await rowsOf(source(json, "jsonl"))).toMatchObject([
      { pair: "c d" },
      { reason: "The row has no “pair”." },
      { reason: "The row's “pair” is no text." },
      { pair: "e f" },
    ]);
  });

  it("is not taken where the second column holds numbers or names of labels", async () => {
    const numbers = '{"text":"a film","pair":"17","label":0}\n{"text":"a car","pair":"18","label":1}\n';
    expect(await columnsOf(numbers, "jsonl")).toEqual(["text", null, "label"]);
    expect(await said(numbers, "jsonl")).toContain("Texts: column “text” (detected). ");
  });

  it("can be refused, chosen, and is part of what a journal is kept under", async () => {
    const other = "text,title,label\nIt runs on,A film,0\nIt ends at last,One film,1\n";
    expect(await columnsOf(other, "csv")).toEqual(["text", null, "label"]);
    expect(await said(other, "csv")).toContain(
      "Texts: column “text” (detected), alone: column “title” holds texts too, not taken as second texts.",
    );
    expect((await detected(source(other, "csv"))).passedOver).toEqual([{ second: "title" }]);
    expect(await columnsOf(other, "csv", { second: "title" })).toEqual(["text", "title", "label"]);
    expect(await said(other, "csv", { second: "title" })).toContain("the second text of column “title” (chosen)");
    expect(await said(other, "csv", { second: null })).toContain("Texts: column “text” (detected). ");
    expect(await columnsOf(mnli, "tsv", { text: "sentence1", second: null })).toEqual([
      "sentence1",
      null,
      "gold_label",
    ]);
    const key = async (wanted: Wanted) => readingKey((await detected(source(other, "csv"), binary, wanted)).reading);
    expect(await key({ second: "title" })).not.toBe(await key({ second: null }));
    await expect(columnsOf(other, "csv", { text: "text", second: "text" })).rejects.toThrow(
      "Column “text” of file cannot hold both texts of a pair.",
    );
    await expect(columnsOf(other, "csv", { second: "story" })).rejects.toThrow("file has no column “story”.");
  });
});

describe("where two readings are as good", () => {
  it.each([
    [
      "a text beside a pair",
      "text,question1,question2\na b c,d e,f g\n",
      ["--text question1 --second question2", "--text text"],
    ],
    [
      "two pairs",
      "question,sentence,passage\na b c,d e,f g\n",
      ["--text question --second sentence", "--text question --second passage"],
    ],
    [
      "no names",
      "headline,story,label\na b c,d e,1\nf g h,i j,0\n",
      ["--text headline", "--text story", "--text label", "--text headline --second story"],
    ],
  ])("a question names them: %s", async (_, content, options) => {
    const question = await asked(source(content, "csv"));
    expect(question.about).toBe("text");
    expect(
      [...asError(question, "f").message.matchAll(/(--text \w+(?: --second \w+)?) \(/g)].map(([, option]) => option),
    ).toEqual(options);
  });

  it("most rows have no second text: pairs, of which these rows are left out, or single texts", async () => {
    const few = '{"text":"a b","pair":"c d"}\n{"text":"a b"}\n{"text":"e f"}\n';
    const { choices } = await asked(source(few, "jsonl"));
    expect(choices.map(({ wanted }) => wanted)).toEqual([
      { text: "text", second: "pair" },
      { text: "text", second: null },
    ]);
    expect((await asked(source(few, "jsonl"), binary, { text: "text" })).about).toBe("second");
    expect(await rowsOf(source(few, "jsonl"), binary, { second: null })).toHaveLength(3);
  });

  it("the texts are chosen, and their second ones are not: that alone is asked", async () => {
    const two = "question,sentence,passage\na b c,d e,f g\n";
    const { about, choices } = await asked(source(two, "csv"), binary, { text: "question" });
    expect([about, choices.map(({ wanted }) => wanted)]).toEqual([
      "second",
      [{ second: "sentence" }, { second: "passage" }, { second: null }],
    ]);
    for (const { wanted } of choices)
      expect((await columnsOf(two, "csv", { text: "question", ...wanted }))[1]).toBe(wanted.second);
  });
});
