import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readPieces } from "../../src/worker/pieces.js";

const folder = mkdtempSync(join(tmpdir(), "skim-pieces-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString();
}

describe("a data set's file in pieces", () => {
  it("is told from another of the same length that was given its time", async () => {
    const path = join(folder, "a.csv");
    writeFileSync(path, "one");
    const { atime, mtime } = statSync(path);
    utimesSync(path, atime, mtime); // to the precision that can be set again
    const pieces = readPieces(path, "a.csv");
    expect(await read(pieces())).toBe("one");
    writeFileSync(path, "two");
    utimesSync(path, atime, mtime);
    await expect(read(pieces())).rejects.toThrow("a.csv was changed while it was evaluated");
  });

  it.skipIf(process.platform === "win32")("is no pipe, and no folder; a pipe is not waited for", async () => {
    const pipe = join(folder, "pipe.csv");
    execFileSync("mkfifo", [pipe]);
    await expect(read(readPieces(pipe, "pipe.csv")())).rejects.toThrow("pipe.csv is no file");
    await expect(read(readPieces(folder, "folder.csv")())).rejects.toThrow("folder.csv is no file");
  });
});
