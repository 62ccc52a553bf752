/** What the engine is compared with is a package of its own, test/bench/package.json, which `npm run bench` fetches. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

const home = resolve("test/bench");

/** Requires as a script of that package would. */
export const requireCompared = createRequire(join(home, "package.json"));

export function comparedVersion(name: string): string {
  const file = join(home, "node_modules", name, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

/** Where that package keeps its own ONNX Runtime for the web, which Transformers.js pins. */
export const comparedRuntime = (): string =>
  dirname(createRequire(requireCompared.resolve("@huggingface/transformers")).resolve("onnxruntime-web"));
