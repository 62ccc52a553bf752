import { open } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { BundleFiles } from "../engine/bundle.js";
import { SkimError } from "../protocol/errors.js";

/** The largest file that a bundle may hold, bytes. A Uint8Array above 2^32 - 1 bytes is not to be had everywhere; split larger weights into shards. */
const maxFileBytes = 4 * 1024 ** 3 - 1;

/** A bundle's folder on this machine's disk. Names come from the engine or from a bundle's index: none may leave the folder. */
export function readFolder(folder: string): BundleFiles {
  return {
    name: basename(resolve(folder)),
    async read(file) {
      if (file !== basename(file))
        throw new SkimError("bundle-weights", `${file}: a bundle's files lie in its own folder.`, { file });
      const path = join(folder, file);
      try {
        const handle = await open(path, "r");
        try {
          const stat = await handle.stat();
          if (!stat.isFile())
            throw new SkimError("bundle-missing", `${path} is not a file: choose another model folder.`, { file });
          if (stat.size > maxFileBytes)
            throw new SkimError("bundle-weights", `${path} is larger than 4 GB: save the model in shards.`, { file });
          // Into memory that belongs to nobody else: Buffer's pool would make the bytes unaligned and shared.
          const bytes = new Uint8Array(stat.size);
          let filled = 0;
          while (filled < stat.size) {
            const { bytesRead } = await handle.read(bytes, filled, Math.min(stat.size - filled, 2 ** 30), filled);
            if (bytesRead === 0)
              throw new SkimError("bundle-weights", `${path} shrank while it was read: try again.`, { file });
            filled += bytesRead;
          }
          return bytes;
        } finally {
          await handle.close();
        }
      } catch (error) {
        if (SkimError.is(error)) throw error;
        const code = (error as NodeJS.ErrnoException).code;
        if (code === "ENOENT" || code === "ENOTDIR") return null;
        throw new SkimError(
          "bundle-missing",
          `${path} cannot be read (${code ?? String(error)}): check its permissions.`,
          { cause: error, file },
        );
      }
    },
  };
}
