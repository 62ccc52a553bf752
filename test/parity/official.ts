/** The tiny model as the published code means it, and what plain PyTorch computes of it (models/train/official.py). */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readFolder } from "../../src/worker/folder.js";
import type { Source } from "./inBrowser.js";
import type { Answer } from "./pytorch.js";

const home = "test/fixtures/tiny";

export const officialCases = JSON.parse(readFileSync("test/fixtures/parity/tiny-official.json", "utf8")) as {
  text: string;
  runs: Answer[];
}[];

/** Writes its folder anew: config.json says the semantics. */
export function officialTiny(): { name: string; folder: string; cases: typeof officialCases } {
  const folder = "out/parity/official";
  mkdirSync(folder, { recursive: true });
  const config = JSON.parse(readFileSync(join(home, "config.json"), "utf8")) as { skim: Record<string, unknown> };
  config.skim["semantics"] = "official";
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  for (const file of ["tokenizer.json", "model.safetensors"]) copyFileSync(join(home, file), join(folder, file));
  return { name: "the official semantics", folder, cases: officialCases };
}

export function official(): Source {
  const { folder, cases } = officialTiny();
  return {
    oracle: "plain PyTorch",
    folder,
    files: () => readFolder(folder),
    cases: () => Promise.resolve(cases),
    every: 1,
    shares: {},
  };
}
