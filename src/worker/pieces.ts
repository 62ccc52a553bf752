import { open } from "node:fs/promises";
import { SameFile } from "../dataset/sameFile.js";
import { SkimError } from "../protocol/errors.js";

/** Bytes read at once. */
const most = 256 * 1024;

/**
 * Reads a file of this machine's disk in pieces, from its beginning each time it is asked. Rejects with SkimError "data-set" where it
 * is another by then. What another file takes the place of while it is open is read to its end as it was.
 */
export function readPieces(path: string, name: string): () => AsyncGenerator<Uint8Array> {
  const same = new SameFile(name);
  return async function* () {
    const handle = await open(path).catch((cause: unknown) => {
      throw new SkimError("data-set", `${name} cannot be read: ${(cause as Error).message}`, { cause, file: name });
    });
    try {
      for (;;) {
        const { bytesRead, buffer } = await handle.read(new Uint8Array(most), 0, most);
        const { dev, ino, size, mtimeNs } = await handle.stat({ bigint: true }); // after the bytes, which are thus no newer
        same.check([dev, ino, size, mtimeNs].join(" "));
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  };
}
