import { spawnSync } from "node:child_process";
import { quickWasm } from "../quickWasm.mjs";

/** Arguments of Node that run the built terminal command, which `npm run build` makes. */
export const skimCommand = [quickWasm, "dist/skim.mjs"];

/** Runs it to its end. */
export function runSkim(args: string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...skimCommand, ...args], {
    input,
    encoding: "utf8",
    timeout: 240_000,
  });
  return { status, stdout, stderr };
}
