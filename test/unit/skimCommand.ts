import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, watch } from "node:fs";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { runCommand } from "../../src/terminal/command.js";
import { readFolder } from "../../src/worker/folder.js";
import { quickWasm } from "../quickWasm.mjs";
import { startEngineHere } from "./portEngine.js";

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command line of the terminal to its end, here and with the engine on this thread. `interrupted`: is given what Ctrl+C does, once it does it. */
export async function runSkim(
  args: string[],
  interrupted: (press: () => void) => void = () => undefined,
): Promise<Ended> {
  const said = { stdout: "", stderr: "" };
  const output = (name: keyof typeof said) => ({ write: (text: string) => (said[name] += text) });
  const status = await runCommand(args, {
    stdin: Readable.from([]),
    stdout: output("stdout"),
    stderr: output("stderr"),
    onInterrupt(stop) {
      interrupted(stop);
      return () => undefined;
    },
    startEngine: () =>
      startEngineHere((source) => {
        if ("folder" in source) return readFolder(source.folder);
        throw new TypeError("the terminal reads folders");
      }),
  });
  return { status, ...said };
}

/** Arguments of Node that run the built command, which `npm run build` makes, as a process: for what is a process's own. */
export const skimProcess = [quickWasm, "dist/skim.mjs"];

/** Runs it to its end. */
export function spawnSkim(args: string[], input = ""): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...skimProcess, ...args], {
    input,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

/** Rows that a journal holds. */
export const rowsIn = (journal: string): number =>
  existsSync(journal)
    ? readFileSync(journal, "utf8")
        .split("\n")
        .filter((line) => line.endsWith("}}")).length
    : 0;

/** Resolves once a journal, whoever writes it, holds a row. */
export async function hasRow(journal: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const watcher = watch(dirname(journal), look);
    function look(): void {
      if (rowsIn(journal) === 0) return;
      watcher.close();
      resolve();
    }
    look();
  });
}
