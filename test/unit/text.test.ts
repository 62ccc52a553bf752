import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { duration, scoreText } from "../../src/protocol/text.js";

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
