import type { BundleFiles } from "../engine/bundle/bundleFiles.js";

/** A bundle whose files are in memory: those of a virtual workspace, and all of them in a browser. */
export function inMemory(name: string, files: Record<string, Uint8Array>): BundleFiles {
  const bytesOf = (file: string) => (Object.hasOwn(files, file) ? files[file] : undefined);
  return {
    name,
    size: (file) => Promise.resolve(bytesOf(file)?.length ?? null),
    read: (file, begin, end) => Promise.resolve(bytesOf(file)?.subarray(begin, end) ?? new Uint8Array()),
  };
}
