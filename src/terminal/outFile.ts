import { access, constants, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { SkimError } from "../protocol/errors.js";
import { cannotWrite } from "./cannotWrite.js";

/** Looks, before hours of work, whether a table can be written to `out`, and nothing gets lost by it. Rejects with SkimError "data-set". */
export async function refuseOut(out: string, dataSet: string): Promise<void> {
  const refuse = (why: string) => new SkimError("data-set", `--out ${out} ${why}`, { file: out });
  const [source, target] = await Promise.all(
    [dataSet, out].map((path) => stat(path, { bigint: true }).catch(() => null)),
  );
  if (source && source.dev === target?.dev && source.ino === target.ino)
    throw refuse("is the data set itself: write to another file.");
  if (target?.isDirectory()) throw refuse("is a folder: name a file.");
  if (target && !target.isFile()) throw refuse("is no file: name another.");
  const path = target ? await realpath(out) : out;
  try {
    if (target) await access(path, constants.W_OK);
    await access(dirname(path), constants.W_OK);
  } catch (error) {
    throw cannotWrite(out, error);
  }
}

/** Writes a file whole: until it is, what was there stays. Rejects with SkimError "data-set". */
export async function writeWhole(file: string, content: string): Promise<void> {
  const target = await realpath(file).catch(() => file); // a link stays one
  const unfinished = `${target}.${process.pid}.unfinished`;
  try {
    const mode = (await stat(target).catch(() => null))?.mode;
    await writeFile(unfinished, content, { flag: "wx", ...(mode === undefined ? {} : { mode }) });
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw cannotWrite(file, error);
  }
}
