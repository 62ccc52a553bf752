import { constants, createReadStream } from "node:fs";
import { appendFile, lstat, rm, stat, writeFile } from "node:fs/promises";
import type { JournalStore } from "../dataset/run/journal.js";
import { readLines } from "../dataset/read/lines.js";
import { decodeUtf8 } from "../dataset/read/utf8.js";
import { SkimError } from "../protocol/errors.js";
import { cannotWrite } from "./cannotWrite.js";

/** The longest line read, bytes: a row of a million distinct runs has 60 MB. */
const maxLine = 256 * 1024 * 1024;
/** Not made where it is not there: somebody has deleted it, and what was done is no longer whole. */
const appending = constants.O_WRONLY | constants.O_APPEND;

/** A journal in one file, which need not be there yet. A line that cannot be read is an empty one: its row is run again. */
export function fileStore(file: string): JournalStore {
  return {
    name: file,
    async *lines() {
      if (!(await stat(file).catch(() => null))) return;
      for await (const { content } of readLines(createReadStream(file), maxLine))
        yield (content && decodeUtf8(content)) ?? "";
    },
    async create(heading) {
      try {
        await writeFile(file, heading, { flag: "wx" });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") throw isTaken(file);
        await rm(file, { force: true }); // a disk that is full may have taken the name, and no word of it
        throw cannotWrite(file, error);
      }
    },
    append: (lines) =>
      appendFile(file, lines, { flag: appending }).catch((error: unknown) => {
        throw cannotWrite(file, error);
      }),
  };
}

/** Whether a journal lies there. Rejects with SkimError "data-set" where something else does. */
export async function journalIsThere(file: string): Promise<boolean> {
  const found = await lstat(file).catch(() => null);
  if (!found || found.isFile()) return found !== null;
  const what = found.isSymbolicLink() ? "a link" : "no file";
  throw new SkimError(
    "data-set",
    `${file} is ${what}, and what is done must be kept there: delete it, or name another --out.`,
    {
      file,
    },
  );
}

export function isTaken(file: string): SkimError {
  const what = `${file} holds what an evaluation has done that was stopped, or still runs`;
  return new SkimError("data-set", `${what}: go on from it with --resume, or delete it to start anew.`, { file });
}
