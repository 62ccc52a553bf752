import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findBrowser } from "../browser/find.js";

const folder = mkdtempSync(join(tmpdir(), "transkimmer-browser-"));

/** A program of this name, alone in a folder. */
function program(name: string, script: string): string {
  const dir = mkdtempSync(join(folder, "bin-"));
  const file = join(dir, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

beforeEach(() => void mkdirSync(folder, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const linux = test.skipIf(process.platform !== "linux"); // elsewhere none is asked whether it starts

linux("a browser that is there but does not start is passed over", () => {
  const snap = program("chromium", "echo 'this requires the chromium snap' >&2; exit 1");
  const good = program("google-chrome", "echo Google Chrome 1");
  vi.stubEnv("CHROME_PATH", "");
  vi.stubEnv("PATH", [join(snap, ".."), join(good, ".."), process.env["PATH"] ?? ""].join(delimiter));
  expect(findBrowser()).toBe(good);
});

linux("CHROME_PATH: what does not start is said with its own words, and what is not there", () => {
  const libraries = "error while loading shared libraries: libnss3.so";
  vi.stubEnv("CHROME_PATH", program("chrome", `echo 'chrome: ${libraries}' >&2; exit 127`));
  expect(() => findBrowser()).toThrow(libraries);
  vi.stubEnv("CHROME_PATH", join(folder, "nowhere"));
  expect(() => findBrowser()).toThrow("it is not there");
});
