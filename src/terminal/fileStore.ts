import { createReadStream } from "node:fs";
import { appendFile, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { JournalStore } from "../dataset/journal.js";

/** A journal in one file, which need not be there yet. */
export function fileStore(file: string): JournalStore {
  return {
    name: file,
    async *lines() {
      if (!(await stat(file).catch(() => null))) return;
      yield* createInterface({ input: createReadStream(file), crlfDelay: Infinity });
    },
    append: (lines) => appendFile(file, lines),
  };
}
