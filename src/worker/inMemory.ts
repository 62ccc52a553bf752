import type { BundleFiles } from "../engine/bundle.js";

/** A bundle whose files the host has read: those of a virtual workspace, and all of them in a browser. */
export function inMemory(name: string, files: Record<string, Uint8Array>): BundleFiles {
  return { name, read: (file) => Promise.resolve(Object.hasOwn(files, file) ? (files[file] ?? null) : null) };
}
