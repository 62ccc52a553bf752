/** What is measured: the trained bundles, and random weights of 12 layers × 384. */
import { readFileSync } from "node:fs";
import { openBundle, type Bundle } from "../../src/engine/bundle.js";
import { splitWindows } from "../../src/engine/windows.js";
import { readFolder } from "../../src/worker/folder.js";
import { smallBundle } from "../unit/smallBundle.js";

export const trained = ["sst2", "issues"] as const;
export type BundleName = (typeof trained)[number] | "random";

const opened = new Map<BundleName, Promise<Bundle>>();

/** A bundle by name, opened once. "random" is 12 × 384, 12 heads, I = 1536, as the trained models' big sister would be. */
export function bundle(name: BundleName): Promise<Bundle> {
  let promise = opened.get(name);
  if (!promise) {
    const sizes = { layers: 12, hidden: 384, heads: 12, intermediate: 1536, maxTokens: 512 };
    promise = name === "random" ? smallBundle(sizes) : openBundle(readFolder(`models/${name}`));
    opened.set(name, promise);
  }
  return promise;
}

/** A text of exactly `tokens` tokens, [CLS] and [SEP] counted: the beginning of the bundle's own sample, "random": of its words. */
export async function textOf(name: BundleName, tokens: number): Promise<string> {
  const { tokenizer, config } = await bundle(name);
  const sample =
    name === "random"
      ? "the movie was bad long time a good . ".repeat(60)
      : readFileSync(`test/bench/texts/${name}.txt`, "utf8");
  const last = tokenizer.encode(sample)[tokens - 3];
  const text = sample.slice(0, last?.end ?? 0);
  const found = splitWindows(text, tokenizer, config.maxTokens).tokens.length;
  if (!last || found !== tokens) throw new Error(`${name}: no text of ${tokens} tokens, but one of ${found}`);
  return text;
}
