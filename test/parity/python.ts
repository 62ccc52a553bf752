import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The JSON lines that `models/train/SCRIPT FOLDER INPUT OUT` writes. PYTHON names the Python to take. `input`: a path, or lines for a file of their own. */
export function answersOf<T>(script: string, folder: string, input: string | readonly unknown[]): T[] {
  const home = mkdtempSync(join(tmpdir(), "transkimmer-parity-"));
  try {
    const given = typeof input === "string" ? input : join(home, "given.jsonl");
    if (typeof input !== "string") writeFileSync(given, input.map((line) => JSON.stringify(line) + "\n").join(""));
    const out = join(home, "answers.jsonl");
    runPython(script, [folder, given, out]);
    const lines = readFileSync(out, "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line) as T);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Runs models/train/SCRIPT. Throws where it fails. */
export function runPython(script: string, args: readonly string[]): void {
  const python = process.env["PYTHON"] ?? "python3";
  const path = `models/train/${script}`;
  const { status, error } = spawnSync(python, [path, ...args], { stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0)
    throw new Error(
      `${python} could not run ${path}${error ? ` (${error.message})` : ""}; set PYTHON to one that has models/train/requirements.txt`,
    );
}
