import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { VscodeMarks } from "./suite.js";

const launches = 3;
let opened: Promise<VscodeMarks[]> | null = null;

/** What the real VS Code showed, each time in a fresh window on a fresh server; opened once for all figures. */
export function vscodeMarks(): Promise<VscodeMarks[]> {
  return (opened ??= (async () => {
    const all: VscodeMarks[] = [];
    for (let i = 0; i < launches; i++) all.push(await open());
    return all;
  })());
}

async function open(): Promise<VscodeMarks> {
  const args = [
    "out/vscode/launch.mjs",
    `--extensionDevelopmentPath=${process.cwd()}`,
    `--extensionTestsPath=${resolve("out/bench/vscodeSuite.cjs")}`,
    resolve("test/vscode/workspace"),
  ];
  const env = { ...process.env, TRANSKIMMER_ROOT: process.cwd(), TRANSKIMMER_WATCH: "firstLayer" };
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  let marks: VscodeMarks | null = null;
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith("{")) marks = JSON.parse(line) as VscodeMarks;
  if (!marks) throw new Error("VS Code ended without a measurement; see test-results/vscode.log");
  return marks;
}
