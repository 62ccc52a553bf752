import { cpSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fileStore } from "../../src/terminal/fileStore.js";
import { stampOf } from "../../src/terminal/stamp.js";
import { readTexts, type TextLine } from "../../src/terminal/texts.js";

const folder = mkdtempSync(join(tmpdir(), "skim-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file with one byte that is not UTF-8. */
function written(name: string, before: string, after: string): string {
  const file = join(folder, name);
  writeFileSync(file, Buffer.concat([Buffer.from(before), Buffer.from([0xe9]), Buffer.from(after)]));
  return file;
}

describe("the terminal's files", () => {
  it("are cut at line ends alone, and say where they are no UTF-8", async () => {
    const file = written("texts.jsonl", '\uFEFF{"text":"a\u2028b"}\r\n\n{"text":"', '"}\n{"text":"c"}');
    const all: TextLine[] = [];
    for await (const line of readTexts(file, process.stdin)) all.push(line);
    expect(all).toEqual([
      { line: 1, text: "a\u2028b" },
      { line: 3, error: "the line is not UTF-8 text" },
      { line: 4, text: "c" },
    ]);
  });

  it("give a journal's lines, of one that cannot be read an empty one", async () => {
    const all: string[] = [];
    for await (const line of fileStore(written("journal", "a\u2029b\n", "\nc\n")).lines()) all.push(line);
    expect(all).toEqual(["a\u2029b", "", "c"]);
  });

  it("have a stamp that changes with any shard of a model", async () => {
    const model = join(folder, "sharded");
    cpSync("test/fixtures/tiny-sharded", model, { recursive: true });
    writeFileSync(join(model, "notes.txt"), "");
    const stamp = await stampOf(model);
    writeFileSync(join(model, "notes.txt"), "not of the bundle");
    expect(await stampOf(model)).toBe(stamp);
    for (const shard of ["model-00001-of-00003.safetensors", "model-00003-of-00003.safetensors"]) {
      const before = await stampOf(model);
      utimesSync(join(model, shard), 1, 1);
      expect(await stampOf(model), shard).not.toBe(before);
    }
  });
});
