import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isBundleFile } from "../protocol/engine.js";

/** Changes when the bundle on the disk does, any shard of it. */
export async function stampOf(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter(isBundleFile).sort();
  const stats = await Promise.all(files.map((file) => stat(join(folder, file))));
  return stats.map(({ mtimeMs, size }, i) => `${files[i] ?? ""} ${mtimeMs}/${size}`).join(" ");
}
