import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { SkimError, toFailure } from "../../src/protocol/errors.js";
import { duration, named, scoreText, shorten } from "../../src/words/text.js";

describe("duration", () => {
  it.each([
    [0, "0.0 ms"],
    [276.96, "277.0 ms"],
    [999.94, "999.9 ms"],
    [999.96, "1.00 s"],
    [4732.3, "4.73 s"],
    [9994, "9.99 s"],
    [9996, "10.0 s"],
    [123_456, "123.5 s"],
  ])("%d is %s", (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});

it("names what turns the order of what follows", () => {
  expect(named("\u202eevil\u202c, \u0639\u0631\u0628\u064a")).toBe("[U+202E]evil[U+202C], \u0639\u0631\u0628\u064a");
});

describe("a score", () => {
  it("has three decimals, and more where three would put it on the other side of its threshold", () => {
    expect(scoreText(0.5, 0.5)).toBe("0.500");
    expect(scoreText(0.9698, 0.97)).toBe("0.9698");
    expect(scoreText(Math.fround(0.9996), 1)).toBe("0.9996");
    const float = fc.float({ min: 0, max: 1, noNaN: true });
    const near = fc
      .tuple(float, fc.constantFrom(1e-4, 1e-6, -1e-6, 0))
      .map(([p, by]) => [p, Math.min(1, Math.max(0, p + by))] as const);
    fc.assert(
      fc.property(fc.oneof(near, fc.tuple(float, float)), ([p, threshold]) => {
        const said = scoreText(p, threshold);
        expect(Number(said) >= threshold || Number(said) >= Math.fround(threshold)).toBe(p >= Math.fround(threshold));
        expect(said.length).toBeGreaterThanOrEqual(Math.min(5, String(p).length));
      }),
    );
  });
});

describe("words of any length", () => {
  it("are cut between characters, and steer nothing", () => {
    expect(shorten("a film", 6)).toBe("a film");
    expect(shorten("a film that", 7)).toBe("a film…");
    expect(shorten("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 2)).toBe("👨‍👩‍👧‍👦…");
    expect(shorten(`e${"\u0301".repeat(5000)}`, 3).length).toBeLessThan(50);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), fc.integer({ min: 1, max: 60 }), (text, length) => {
        const said = shorten(text, length);
        expect(said.length).toBeLessThanOrEqual(16 * length + 1);
        expect(said).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
        if (text.length <= length) expect(said.length).toBe(text.length);
      }),
    );
  });

  it("are cut in every error that goes to the window", () => {
    const long = `\u202e${"A".repeat(20_000_000)}`;
    for (const error of [
      new SkimError("bundle-config", long, { file: long, cause: new Error(long) }),
      new Error(long),
      long,
    ]) {
      const { message, file = "", detail = "" } = toFailure(error);
      expect(message.length).toBeLessThanOrEqual(600);
      expect(file.length).toBeLessThanOrEqual(600);
      expect(message).not.toContain("\u202e");
      expect(detail.length).toBeLessThan(50_000);
    }
  });
});
