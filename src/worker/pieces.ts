import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { SameFile } from "../dataset/read/sameFile.js";
import { SkimError } from "../protocol/errors.js";

/** Bytes read at once. */
const most = 256 * 1024;
/** Without the second, opening a pipe waits until somebody writes into it. Windows has none, and no pipes among its files. */
const flags = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);

/**
 * Reads a file of this machine's disk in pieces, from its beginning each time it is asked. Rejects with SkimError "data-set" where it
 * is another by then. What another file takes the place of while it is open is read to its end as it was.
 */
export function readPieces(path: string, name: string): () => AsyncGenerator<Uint8Array> {
  const same = new SameFile(name);
  return async function* () {
    const handle = await open(path, flags).catch((cause: unknown) => {
      throw new SkimError("data-set", `${name} cannot be read: ${(cause as Error).message}`, { cause, file: name });
    });
    try {
      if (!(await handle.stat()).isFile())
        throw new SkimError("data-set", `${name} is no file: choose one that holds the texts.`, { file: name });
      for (;;) {
        const { bytesRead, buffer } = await handle.read(new Uint8Array(most), 0, most);
        const { dev, ino, size, mtimeNs, ctimeNs } = await handle.stat({ bigint: true }); // after the bytes, which are thus no newer
        same.check([dev, ino, size, mtimeNs, ctimeNs].join(" ")); // whoever writes can set the one time back, but not the other
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  };
}
