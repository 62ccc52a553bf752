import { describe, expect, it } from "vitest";
import { duration } from "../../src/protocol/text.js";

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
