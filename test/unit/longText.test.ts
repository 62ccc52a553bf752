import { describe, expect, it } from "vitest";
import { longQuestion } from "../../src/protocol/longText.js";
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

  it("several selections are counted together", () => {
    expect(longQuestion([passage(150_000), passage(150_000)], null)).toContain("all of 2 selections?");
  });

  it("a name that steers what shows it is plain", () => {
    expect(longQuestion([passage(1_000_000, "a\u202eb\n")], null)).toContain("all of a\ufffdb\ufffd?");
  });
});
