// The tiny bundles of test/fixtures as the fuzzers damage them.
import { readdirSync, readFileSync } from "node:fs";
import { inMemory } from "../../src/worker/inMemory.js";
import type { BundleFiles } from "../../src/engine/bundle/bundleFiles.js";

export type Files = Record<string, Uint8Array>;

const read = (folder: string): Files =>
  Object.fromEntries(
    readdirSync(`test/fixtures/${folder}`).map((name) => [
      name,
      new Uint8Array(readFileSync(`test/fixtures/${folder}/${name}`)),
    ]),
  );
export const tiny = read("tiny");
export const sharded = read("tiny-sharded");

export const jsonOf = (files: Files, name: string): unknown => JSON.parse(new TextDecoder().decode(files[name]));
export const bytesOf = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json));
export const bundle = (files: Files): BundleFiles => inMemory("tiny", files);
