import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isBundleFile } from "../protocol/bundle.js";

/** Changes when the bundle on the disk does, any shard of it. Where there is none the engine says so. */
export async function stampOf(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  const stamps = names
    .filter(isBundleFile)
    .sort()
    .map(async (file) => {
      const found = await stat(join(folder, file)).catch(() => null);
      return `${file} ${found ? `${found.mtimeMs}/${found.size}` : "-"}`;
    });
  return (await Promise.all(stamps)).join(" ");
}
