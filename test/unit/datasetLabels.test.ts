import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { schemeOf } from "../../src/dataset/read/labels.js";
import type { Wanted } from "../../src/dataset/read/reading.js";
import { readRows } from "../../src/dataset/read/rows.js";
import { asked, binary, brief, detected, rowsOf, source } from "./dataSetSource.js";

const five = ["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3", "LABEL_4"];
const stars = ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"];

/** A JSONL file of rows with these labels. */
function labelled(values: unknown[]) {
  return source(values.map((label, i) => JSON.stringify({ text: `text ${i}`, label })).join("\n"), "jsonl");
}

/** The index that each row's label is taken for; null = none; "?" = a question. */
async function taken(values: unknown[], labels = binary, wanted: Wanted = {}) {
  const found = await rowsOf(labelled(values), labels, wanted).catch((error: unknown) => {
    if (error instanceof Error && error.message.startsWith("asked: What do the labels")) return null;
    throw error;
  });
  return found === null ? "?" : found.map((row) => ("reason" in row ? "malformed" : row.label));
}

describe("the values of a label column", () => {
  it("are names of the model's in any case, else rows of a label that it does not know", async () => {
    expect(await taken(["positive", "NEGATIVE", " Positive "])).toEqual([1, 0, 1]);
    expect(await taken(["positive", "meh", "nan", "negative"])).toEqual([1, null, null, 0]);
    expect(await taken(["1", "0"], ["1", "0"])).toEqual([0, 1]);
    expect(await taken(["A"], ["a", "A"])).toEqual([1]);
    expect(await taken(["4 stars", "1 Star"], stars)).toEqual([3, 0]);
  });

  it("are the model's ids where 0 occurs, however they are written", async () => {
    expect(await taken([0, 1, 1])).toEqual([0, 1, 1]);
    expect(await taken(["0", "1.0", "+1", 0])).toEqual([0, 1, 1, 0]);
    expect(await taken([4, 0, 2], five)).toEqual([4, 0, 2]);
    expect(await taken([0, "n/a", 1, null, ""])).toEqual([0, null, 1, null, null]);
    expect(await taken([0])).toEqual([0]);
  });

  it("count from 1 where 0 never occurs and N does", async () => {
    expect(await taken([1, 2])).toEqual([0, 1]);
    expect(await taken([2])).toEqual([1]);
    expect(await taken([5, 1, 3], five)).toEqual([4, 0, 2]);
    expect(await taken(["5.0", "1.0"], stars)).toEqual([4, 0]);
  });

  it.each([
    ["only 1 of 2", [1, 1]],
    ["neither 0 nor N", [1, 3], five],
    ["0 and N: there is one more than the model has", [0, 1, 2]],
    ["past N", [1, 2, 3]],
    ["-1 and 1", [-1, 1]],
    ["partly names, partly numbers", ["positive", "negative", 0, 1]],
    ["names that are numbers, and another number", [0, 1, 2, 3, 4], ["1", "2", "3", "4", "5"]],
    ["scores", [0.1, 0.9, 0, 1]],
    ["booleans", [true, false]],
    ["yes and no", ["yes", "no"]],
    ["another language", ["positiv", "negativ"]],
    ["stars", ["4-star", "1-star"], stars],
  ])("have to be asked for: %s", async (_, values, labels = binary) => {
    expect(await taken(values, labels)).toBe("?");
  });

  it("are decided on the whole file, not on its beginning", async () => {
    const many = (label: number) => Array.from({ length: 3000 }, () => label);
    expect((await taken([...many(1), 0])).at(-2)).toBe(1);
    expect((await taken([...many(1), 2])).at(0)).toBe(0);
    expect(await taken([...many(1), 0, 2])).toBe("?");
    expect(await taken([...many(0), "positive"])).toBe("?");
  });

  it("are not guessed where two labels of the model share the name", async () => {
    const twice = ["red", "red", "blue"];
    expect(await taken(["red", "blue"], twice)).toBe("?");
    expect(await taken(["Ab", "aB"], ["aB", "AB"])).toBe("?");
    expect(await taken(["blue", "Blue"], twice)).toEqual([2, 2]);
    expect(await taken([1, 0, 2], twice, { labels: "ids" })).toEqual([1, 0, 2]);
    await expect(taken(["red"], twice, { labels: { red: "red" } })).rejects.toThrow(
      "“red” is the name of 2 labels of the model, which has 0 = red, 1 = red, 2 = blue: give an id.",
    );
    const said = async (given: Record<string, string>) =>
      (await detected(labelled(["red", "blue"]), twice, { labels: given })).said.replace(/.*as given: /, "");
    expect(await said({ red: "0", blue: "2" })).toBe("red = red (0), blue.");
    expect(await said({ red: "1", blue: "2" })).toBe("red = red (1), blue.");
  });

  it("that are given and never occur are said", async () => {
    const { said } = await detected(labelled(["b", "1.0"]), binary, {
      labels: { B: "positive", "1": "negative", c: "negative", d: "0" },
    });
    expect(said).toContain("as given: 1.0 = negative, b = positive; given, and in no row: c, d.");
  });

  it("mean what a person says: a scheme, or each value's label by name or id", async () => {
    expect(await taken([1, 1], binary, { labels: "ids" })).toEqual([1, 1]);
    expect(await taken([1, 1], binary, { labels: "from-1" })).toEqual([0, 0]);
    expect(await taken(["positive", 0], binary, { labels: "names" })).toEqual([1, null]);
    expect(await taken([true, false], binary, { labels: { true: "Positive", false: "0" } })).toEqual([1, 0]);
    expect(await taken(["Yes", "no", 7], binary, { labels: { yes: "positive" } })).toEqual([1, null, null]);
    expect(await taken(["1.0", "2"], binary, { labels: { "1": "positive", "2": "negative" } })).toEqual([1, 0]);
    await expect(taken([1], binary, { labels: { "1": "neutral" } })).rejects.toThrow(
      "“neutral” is no label of the model, which has negative, positive.",
    );
    await expect(taken([3, 4], binary, { labels: { "1": "positive" } })).rejects.toThrow(
      "Column “label” of file holds none of these labels: it holds 3 (1 row), 4 (1 row).",
    );
  });

  it("are said, each with what it was taken for", async () => {
    const said = async (values: unknown[], labels?: string[], wanted?: Wanted) =>
      (await detected(labelled(values), labels, wanted)).said.replace(/.*Labels: column “label” \(detected\), /, "");
    expect(await said([2, 1])).toBe("counted from 1 (1 to 2; 0 never occurs): 1 = negative, 2 = positive.");
    expect(await said([1, 0])).toBe("by the model's ids: 0 = negative, 1 = positive.");
    expect(await said(["Positive", "meh"])).toBe("by name: Positive = positive; no label of the model's: meh.");
    expect(await said(["b", "a"], binary, { labels: { a: "positive" } })).toBe(
      "as given: a = positive; no label of the model's: b.",
    );
    expect(await said([null, ""])).toBe("no row has one.");
  });

  it("are asked for with what they are, how often, and the readings that all of them allow", async () => {
    const question = await asked(labelled([1, 1, 3]), five);
    expect(question.said).toContain(
      "Column “label” holds 1 (2 rows), 3 (1 row), but neither 0 nor 5, so they may be ids",
    );
    expect(question.choices.map(({ wanted }) => wanted)).toEqual([
      { labels: "ids" },
      { labels: "from-1" },
      { label: null },
    ]);
    expect(question.values).toEqual([
      { value: "1", rows: 2 },
      { value: "3", rows: 1 },
    ]);
    expect((await asked(labelled(["yes"]))).choices.map(({ wanted }) => wanted)).toEqual([{ label: null }]);
  });

  it("are no labels where there are more than a thousand of them, or long ones", async () => {
    const many = await asked(labelled(Array.from({ length: 1500 }, (_, i) => `word ${i}`)));
    expect(many.said).toContain("more than 1000 different values");
    expect((await asked(labelled(["x".repeat(300)]))).choices).toEqual([
      { said: "take no labels", wanted: { label: null } },
    ]);
  });

  it("that come later than the reading end the evaluation with an error", async () => {
    const { reading } = await detected(labelled([0, 1]));
    const reread = async () => {
      for await (const row of readRows(labelled([0, 1, 2]), reading)) expect(row).not.toHaveProperty("reason");
    };
    await expect(reread()).rejects.toThrow("file, line 3: the label “2” was not there when the evaluation began.");
  });

  it("of any file whatever are never taken in a way that one of them contradicts", () => {
    const value = fc.oneof(
      fc.integer({ min: -1, max: 4 }).map(String),
      fc.constantFrom("a", "B", "c", "x", "1.0", "0.5"),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(value, { minLength: 1 }),
        fc.constantFrom(["a", "b"], ["a", "b", "c"]),
        (values, labels) => {
          const scheme = schemeOf(values, labels);
          const n = labels.length;
          if (scheme === "names") expect(values.some((v) => Number.isFinite(Number(v)))).toBe(false);
          if (scheme === "ids")
            expect(values).toSatisfy((all: string[]) => all.includes("0") && !all.includes(String(n)));
          if (scheme === "from-1")
            expect(values).toSatisfy((all: string[]) => !all.includes("0") && all.includes(String(n)));
          if (scheme === "ids" || scheme === "from-1")
            for (const v of values)
              if (!Number.isNaN(Number(v)))
                expect(Number(v)).toSatisfy((x: number) => x >= 0 && x <= n && Number.isInteger(x));
        },
      ),
    );
  });

  it("stand in a CSV's column too", async () => {
    expect(await brief(source("label,text\n2,a b\n1,c d\n", "csv"))).toEqual(["a b → positive", "c d → negative"]);
  });
});
