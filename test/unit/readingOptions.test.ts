import { describe, expect, it } from "vitest";
import { parseReading } from "../../src/terminal/readingOptions.js";

const none = {
  "no-second": false,
  "no-labels": false,
  quotes: false,
  "no-quotes": false,
  header: false,
  "no-header": false,
};

describe("the options of a reading", () => {
  it.each([
    ["latin1", "windows-1252"],
    ["Latin-1", "windows-1252"],
    ["ISO-8859-1", "windows-1252"],
    ["cp1252", "windows-1252"],
    ["utf8", "utf-8"],
    ["UTF-16LE", "utf-16le"],
  ])("take an encoding by any of its usual names: %s", (encoding, taken) => {
    expect(parseReading({ ...none, encoding }, true)).toEqual({ encoding: taken });
  });
});
