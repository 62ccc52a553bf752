import { constants, type Stats } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { BundleFiles } from "../engine/bundle/bundleFiles.js";
import { SkimError } from "../protocol/errors.js";
import { fromFile } from "../words/text.js";

/** Should a pipe come in a file's place after it was looked at: opening one waits for who writes to it. Windows has no such flag, and no such files. */
const withoutWaiting = constants.O_RDONLY | ((constants as { O_NONBLOCK?: number }).O_NONBLOCK ?? 0);

/** A bundle's folder on this machine's disk. Names come from the engine or from a bundle's index: none may leave the folder. */
export function readFolder(folder: string): BundleFiles {
  const name = basename(resolve(folder));
  const pathOf = (file: string): string => {
    if (file === basename(file)) return join(folder, file);
    throw new SkimError("bundle-weights", `${fromFile(file)}: a bundle's files lie in its own folder.`, { file });
  };
  const check = (found: Stats, file: string): number => {
    if (found.isFile()) return found.size;
    throw new SkimError("bundle-missing", `${fromFile(name)}/${file} is not a file: choose another model folder.`, {
      file,
    });
  };
  /** `work`, with the system's errors in words. */
  const said = async <T>(file: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (SkimError.is(error)) throw error;
      const why = `${fromFile(name)}/${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`;
      throw new SkimError("bundle-missing", `${why}: check its permissions.`, { cause: error, file });
    }
  };
  return {
    name,
    // What else lies there is only for words.
    names: () => readdir(folder).catch(() => []),
    size: (file) =>
      said(file, async () => {
        const found = await stat(pathOf(file)).catch((error: unknown) => {
          const { code } = error as NodeJS.ErrnoException;
          if (code === "ENOENT" || code === "ENOTDIR") return null;
          throw error;
        });
        return found && check(found, file);
      }),
    read: (file, begin, end) =>
      said(file, async () => {
        const handle = await open(pathOf(file), withoutWaiting);
        try {
          check(await handle.stat(), file);
          // Into memory that belongs to nobody else: Buffer's pool would make the bytes unaligned and shared.
          const bytes = new Uint8Array(end - begin);
          for (let filled = 0; filled < bytes.length;) {
            const wanted = Math.min(bytes.length - filled, 2 ** 30);
            const { bytesRead } = await handle.read(bytes, filled, wanted, begin + filled);
            if (bytesRead === 0)
              throw new SkimError("bundle-weights", `${fromFile(name)}/${file} shrank while it was read: try again.`, {
                file,
              });
            filled += bytesRead;
          }
          return bytes;
        } finally {
          await handle.close();
        }
      }),
  };
}
