// Which Chromium the tests use: CHROME_PATH, else an installed one, else Playwright's download, else the system's packages.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome"];
const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ...["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].map((name) =>
    join(process.env[name] ?? "", "Google/Chrome/Application/chrome.exe"),
  ),
];

/** Without these, Chromium does not start as root, in a container with a small /dev/shm, or without a display. */
export const browserArgs: readonly string[] = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--hide-scrollbars",
  "--force-color-profile=srgb",
];

function installed(): string | undefined {
  const onPath = (process.env["PATH"] ?? "").split(delimiter).flatMap((dir) => names.map((name) => join(dir, name)));
  return [...onPath, ...places, chromium.executablePath()].find((file) => existsSync(file));
}

function attempt(command: string, args: string[], minutes: number): void {
  console.log(`No Chrome or Chromium here; trying: ${command} ${args.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8", timeout: minutes * 60_000, env });
  if (status !== 0) console.log(`that failed: ${(stderr || "").trim().split("\n").at(-1) ?? ""}`);
}

function runs(file: string): boolean {
  try {
    execFileSync(file, ["--version"], { timeout: 20_000, stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}

/** Path of a Chrome or Chromium that starts; fetches one where it may. Throws with what to install. */
export function findBrowser(): string {
  const named = process.env["CHROME_PATH"];
  if (named !== undefined && named !== "") {
    if (existsSync(named)) return named;
    throw new Error(`CHROME_PATH names ${named}, which is not there.`);
  }
  let found = installed();
  if (found !== undefined && (process.platform !== "linux" || runs(found))) return found;
  const cli = join("node_modules", "playwright-core", "cli.js");
  attempt(process.execPath, [cli, "install", "chromium"], 4);
  found = installed();
  if (found !== undefined && runs(found)) return found;
  if (process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0) {
    attempt("apt-get", ["update", "-q"], 2);
    attempt("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], 5);
    found = installed();
    if (found !== undefined && runs(found)) return found;
  }
  throw new Error(
    "These tests need Google Chrome or Chromium, and none could be fetched. Install one (Debian: apt-get install chromium; " +
      "others: https://www.google.com/chrome), or set CHROME_PATH to its executable.",
  );
}
