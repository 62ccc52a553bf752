import { createReadStream } from "node:fs";
import { appendFile, stat } from "node:fs/promises";
import type { JournalStore } from "../dataset/journal.js";
import { readLines } from "../dataset/lines.js";
import { decodeUtf8 } from "../dataset/utf8.js";

/** The longest line read, bytes: a row of a million distinct runs has 60 MB. */
const maxLine = 256 * 1024 * 1024;

/** A journal in one file, which need not be there yet. A line that cannot be read is an empty one: its row is run again. */
export function fileStore(file: string): JournalStore {
  return {
    name: file,
    async *lines() {
      if (!(await stat(file).catch(() => null))) return;
      for await (const { content } of readLines(createReadStream(file), maxLine))
        yield (content && decodeUtf8(content)) ?? "";
    },
    append: (lines) => appendFile(file, lines),
  };
}
