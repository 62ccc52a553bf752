// Which Chromium the tests use: CHROME_PATH, else an installed one, else Playwright's download, else the system's packages.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";
import { quickWasm } from "../quickWasm.mjs";

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

/** The same with WebGPU: on the machine's GPU, or on SwiftShader, Chromium's own program for one. */
export const webgpuArgs: readonly string[] = [
  ...browserArgs.filter((arg) => arg !== "--disable-gpu"),
  "--enable-unsafe-webgpu",
];

/**
 * For tests, and not for what is measured. Shaders fill their workgroup memory with zeros in a loop: by the extension SwiftShader makes of
 * that a store for each element, and takes five times as long to compile ONNX Runtime's shaders.
 */
export const quickArgs: readonly string[] = [
  `--js-flags=${quickWasm}`,
  "--disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension",
];

/** What is there, best first. */
function candidates(): string[] {
  const onPath = (process.env["PATH"] ?? "").split(delimiter).flatMap((dir) => names.map((name) => join(dir, name)));
  return [...onPath, ...places, chromium.executablePath()].filter((file) => existsSync(file));
}

/** Null = it starts; else what it says. A file alone says little: Ubuntu's chromium-browser asks for a snap, a download for libraries. */
function fault(file: string): string | null {
  if (process.platform !== "linux") return null; // elsewhere a browser that is there starts, and on Windows the question opens a window
  const { status, stderr, error } = spawnSync(file, ["--version"], { encoding: "utf8", timeout: 20_000 });
  return status === 0 ? null : (error?.message ?? reason(stderr));
}

/** The line of a program's complaint that says what is wrong. */
function reason(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.trim());
  return lines.find((line) => /^E(rror)?: |error while|requires/.test(line)) ?? lines.find((line) => line !== "") ?? "";
}

/** Runs it; answers with what went wrong, or null. */
function attempt(command: string, args: string[], minutes: number): string | null {
  const line = [command, ...args].join(" ");
  console.log(`No Chrome or Chromium that starts; trying: ${line}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8", timeout: minutes * 60_000, env });
  return status === 0 ? null : `${line}: ${error?.message ?? reason(stderr)}`;
}

/** Path of a Chrome or Chromium that starts; fetches one where it may. Throws with what was tried, and what to install. */
export function findBrowser(): string {
  const named = process.env["CHROME_PATH"];
  if (named !== undefined && named !== "") {
    const wrong = existsSync(named) ? fault(named) : "it is not there";
    if (wrong === null) return named;
    throw new Error(`CHROME_PATH names ${named}, which does not start: ${wrong}`);
  }
  const failed: string[] = [];
  const starts = () => candidates().find((file) => fault(file) === null);
  let found = starts();
  if (found !== undefined) return found;
  const cli = join("node_modules", "playwright-core", "cli.js");
  failed.push(attempt(process.execPath, [cli, "install", "chromium", "--no-shell"], 4) ?? "");
  found = starts();
  if (found !== undefined) return found;
  if (spawnSync("apt-get", ["--version"]).status !== 0)
    failed.push("apt-get is not here, and no other installer is tried");
  else if (process.getuid?.() !== 0) failed.push("apt-get installs for root only");
  else {
    failed.push(attempt("apt-get", ["update", "-q"], 2) ?? "");
    failed.push(attempt("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], 5) ?? "");
    found = starts();
    if (found !== undefined) return found;
  }
  const broken = candidates().map((file) => `${file} does not start: ${fault(file) ?? ""}`);
  throw new Error(
    [
      "These tests need Google Chrome or Chromium.",
      ...[...broken, ...failed].filter((line) => line !== "").map((line) => `- ${line}`),
      "Install Chromium (Debian: apt-get install chromium; Fedora: dnf install chromium) or Google Chrome (Ubuntu, whose chromium is " +
        "a snap, and all others: https://www.google.com/chrome), or set CHROME_PATH to the executable of one.",
    ].join("\n"),
  );
}
