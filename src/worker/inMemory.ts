import type { BundleFiles } from "../engine/bundle/bundleFiles.js";

/** A bundle whose files are in memory: those of a virtual workspace, and all of them in a browser. `beside`: what else lies in its folder. */
export function inMemory(name: string, files: Record<string, Uint8Array>, beside: readonly string[] = []): BundleFiles {
  const bytesOf = (file: string) => (Object.hasOwn(files, file) ? files[file] : undefined);
  return {
    name,
    names: () => Promise.resolve([...Object.keys(files), ...beside]),
    size: (file) => Promise.resolve(bytesOf(file)?.length ?? null),
    read: (file, begin, end) => Promise.resolve(bytesOf(file)?.subarray(begin, end) ?? new Uint8Array()),
  };
}
