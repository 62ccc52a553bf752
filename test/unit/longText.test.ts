import { describe, expect, it } from "vitest";
import { longQuestion } from "../../src/words/longText.js";
import { sentence, wholeRun } from "../view/synthetic.js";

const passage = (characters: number, name = "novel.txt") => ({ text: "a".repeat(characters), name });

describe("before a long text is read", () => {
  it("nothing is asked of a hundred windows", () => {
    expect(longQuestion([passage(0)], null)).toBe(null);
    expect(longQuestion([passage(100 * 510 * 4.5)], null)).toBe(null);
  });

  it("the number of windows is said, and no time where none is known", () => {
    expect(longQuestion([passage(1_000_000)], null)).toBe(
      "Classify all of novel.txt? The model reads it in about 436 windows of 512 tokens, one after another.",
    );
  });

  it("the windows of the model at hand are counted, and its pace gives the time", () => {
    const last = wholeRun("r", sentence, 6);
    const result = { label: 0, logits: [1, 0], probabilities: [0.7, 0.3], ms: last.tokens.length }; // 1 ms a token
    const run = { ...last, model: { ...last.model, maxTokens: 130 }, result };
    const asked = longQuestion([passage(1_000_000)], run);
    expect(asked).toContain("in about 1737 windows of 130 tokens");
    expect(asked).toMatch(/By the pace of the last run that takes about 4 minutes\.$/);
    expect(longQuestion([passage(1_000_000)], { ...run, result: { ...result, reused: 3 } })).not.toContain("pace");
    expect(longQuestion([passage(1_000_000)], { ...run, result: { ...result, ms: null } })).not.toContain("pace");
  });

  it("a Chinese text has a token a character, a Korean or Thai one too; one in part by its part", () => {
    const windows = (text: string) => /about (\d+) windows/.exec(longQuestion([{ text, name: "x" }], null) ?? "")?.[1];
    expect(windows("\u6587".repeat(229_000))).toBe("450");
    expect(windows("\ud55c".repeat(102_000))).toBe("200");
    expect(windows("\u0e01".repeat(102_000))).toBe("200");
    expect(Number(windows("\u{20000}".repeat(102_000)))).toBeCloseTo(200, -1); // of two UTF-16 units
    expect(Number(windows("\u6587".repeat(51_000) + "a".repeat(450_000)))).toBeCloseTo(296, -1);
  });

  it("several selections are counted together", () => {
    expect(longQuestion([passage(150_000), passage(150_000)], null)).toContain("all of 2 selections?");
  });

  it("a name that steers what shows it is plain", () => {
    expect(longQuestion([passage(1_000_000, "a\u202eb\n")], null)).toContain("all of a\ufffdb\ufffd?");
  });
});
