import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { linesOf, plain } from "../../src/host/plain.js";

/** VS Code's own, of vs/base/common/linkedText.ts and vs/base/common/iconLabels.ts (1.139.1). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
const icon = /(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/g;
/** What VS Code does to a message before it looks for links. */
const asMessage = (text: string) =>
  text
    .slice(0, 1000)
    .replace(/\r\n|\n|\r/g, " ")
    .trim();

const linked = (text: string) => asMessage(text).match(link) ?? [];
const drawn = (text: string) => text.match(icon) ?? [];

describe("words that VS Code draws", () => {
  it.each([
    [
      "a field of a saved run",
      (words: string) =>
        `evil.skimrun.json cannot be opened as a run: stale: Expected boolean but received "${words}".`,
    ],
    ["a model's folder", (words: string) => `Transkimmer: loading the model ${words}`],
    ["a data set's file", (words: string) => `${words}.jsonl is being evaluated: cancel that first.`],
  ])("are no link in the name of %s", (_, message) => {
    for (const href of [
      "command:workbench.action.terminal.new",
      "https://example.org",
      "file:///etc/passwd",
      "COMMAND:x?%5B%5D 'why'",
    ]) {
      const said = message(`[Repair it](${href})`);
      expect(linked(said)).toHaveLength(1);
      expect(linked(plain(said))).toEqual([]);
      expect(plain(said)).toContain("[Repair it] (");
    }
  });

  it("are no link and no icon, whatever stands around brackets, schemes and quotes", () => {
    const parts = [
      "[",
      "]",
      "(",
      ")",
      "](",
      "$(",
      "$",
      "\\",
      "command:",
      "https://",
      "file:",
      "x",
      "é",
      " ",
      "\n",
      "\r",
      "\0",
      "\u200b",
      "\u202e",
      "\ufffd",
      "'",
      '"',
      "~spin",
      "warning",
    ];
    const text = fc
      .array(
        fc.oneof(
          { weight: 9, arbitrary: fc.constantFrom(...parts) },
          { weight: 1, arbitrary: fc.string({ unit: "grapheme" }) },
        ),
        { maxLength: 40 },
      )
      .map((all) => all.join(""));
    let links = 0;
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 80 }), (words, length) => {
        links += linked(`[${words}](command:${words})`).length;
        for (const given of [words, `[${words}](command:x)`, `$(${words})`])
          for (const said of [plain(given), plain(given, length)]) {
            expect(linked(said)).toEqual([]);
            expect(drawn(said)).toEqual([]);
            // beside other words, that are plain too
            expect(linked(`[a]${said}(command:x)`.replaceAll("](", "] ("))).toEqual([]);
          }
      }),
      { numRuns: 3000, seed: 20 },
    );
    expect(links).toBeGreaterThan(100); // the regular expression does see links
  });

  it("steer nothing, and end, however long they are", () => {
    const said = plain(`a\u202egnp.exe\u0007\n${"AAAA".repeat(5_000_000)}`);
    expect(said.startsWith("a gnp.exe  AAAA")).toBe(true);
    expect(said.length).toBe(600);
    expect(plain("👨‍👩‍👧‍👦 film", 80)).toBe("👨‍👩‍👧‍👦 film"); // a joiner is part of a character
  });
});

it("cuts a question into lines at blanks, and loses no word of it", () => {
  expect(linesOf("What do the labels mean?", 10)).toEqual(["What do", "the labels", "mean?"]);
  expect(linesOf("a verylongword b", 4)).toEqual(["a", "verylongword", "b"]);
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[^\s]{1,12}$/), { maxLength: 30 }), (words) => {
      const lines = linesOf(words.join(" "), 20);
      expect(lines.join(" ")).toBe(words.join(" "));
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(20);
    }),
  );
});
