/** What is measured: the trained bundles, and random weights of 12 layers × 384 and of the sizes that most people have. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBundle, type Bundle } from "../../src/engine/bundle/bundle.js";
import type { Tokenizer } from "../../src/engine/tokenizer/tokenizer.js";
import { splitWindows } from "../../src/engine/tokenizer/windows.js";
import { readFolder } from "../../src/worker/folder.js";
import { runPython } from "../parity/python.js";
import { smallBundle } from "../unit/smallBundle.js";

export const trained = ["sst2", "issues"] as const;
/** Written by models/train/base_size.py where they are asked for. */
export const baseSized = ["roberta", "distilbert", "bert"] as const;
export type BaseSized = (typeof baseSized)[number];
export type BundleName = (typeof trained)[number] | "random" | BaseSized;

const opened = new Map<string, Promise<Bundle>>();

/** A bundle by name, opened once, with its own policy or another. "random" is 12 × 384, 12 heads, I = 1536, as the trained models' big sister would be. */
export function bundle(name: BundleName, policy?: string): Promise<Bundle> {
  const key = `${name} ${policy}`;
  let promise = opened.get(key);
  if (!promise) {
    const sizes = { layers: 12, hidden: 384, heads: 12, intermediate: 1536, maxTokens: 512 };
    const asked = policy === undefined ? {} : { policy };
    promise = name === "random" ? smallBundle({ ...sizes, ...asked }) : openBundle(readFolder(folderOf(name)), asked);
    opened.set(key, promise);
  }
  return promise;
}

const written = new Map<BaseSized, string>();
process.on("exit", () => {
  for (const folder of written.values()) rmSync(folder, { recursive: true, force: true });
});

/** Where a bundle lies; throws where Python is needed and lacks what it needs. */
export function folderOf(name: Exclude<BundleName, "random">): string {
  if (name === "sst2" || name === "issues") return `models/${name}`;
  let folder = written.get(name);
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), `transkimmer-${name}-`));
    written.set(name, folder);
    runPython("base_size.py", [name, folder]);
  }
  return folder;
}

/** A text of exactly `tokens` tokens, [CLS] and [SEP] counted: the beginning of the bundle's own sample, "random": of its words. */
export async function textOf(name: BundleName, tokens: number): Promise<string> {
  const { tokenizer, plan } = await bundle(name);
  const text = cut(sampleOf(name), tokenizer, tokens);
  const found = splitWindows(text, tokenizer, plan.blueprint.shape.maxTokens).tokens.length;
  if (found !== tokens) throw new Error(`${name}: no text of ${tokens} tokens, but one of ${found}`);
  return text;
}

/** The whole of the bundle's own sample as texts of `tokens` tokens, one after the other; what is left over is left out. */
export async function textsOf(name: BundleName, tokens: number): Promise<string[]> {
  const { tokenizer } = await bundle(name);
  const texts: string[] = [];
  for (let left = sampleOf(name); tokenizer.encode(left).length >= tokens - 2;) {
    const text = cut(left, tokenizer, tokens);
    texts.push(text);
    left = left.slice(text.length).trimStart();
  }
  return texts;
}

function sampleOf(name: BundleName): string {
  if (name === "random") return "the movie was bad long time a good . ".repeat(60);
  return readFileSync(`test/bench/texts/${name === "issues" ? name : "sst2"}.txt`, "utf8");
}

function cut(sample: string, tokenizer: Tokenizer, tokens: number): string {
  return sample.slice(0, tokenizer.encode(sample)[tokens - 3]?.end ?? 0);
}
