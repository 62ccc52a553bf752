// `npm start` without a display: the address that it prints opens a window with the extension, the sample and its first run, in which
// VS Code says what it has to say. Driven from outside, as reload.ts is, on the server from npm.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { chromium, type Page } from "playwright-core";
import { browserArgs, findBrowser } from "../browser/find.js";
import { serverRunsHere } from "./serverInstall.js";
import { webviewFrame } from "./workbench.js";

const patience = { timeout: 240_000 };

/** A first run on the screen, its marks on the sample, and a message where a command can do nothing. */
async function test(page: Page): Promise<void> {
  await page.locator("iframe.webview.ready").waitFor(patience);
  const view = await webviewFrame(page);
  await view.locator(".result .winner").waitFor(patience);
  await page.locator(".view-lines").getByText("quiet family drama").first().waitFor(patience);
  await page.keyboard.press("F1");
  await page.keyboard.type("Transkimmer: Keep Only These Words");
  await page.locator('.quick-input-list [aria-label^="Transkimmer: Keep Only These Words"]').first().waitFor(patience);
  await page.keyboard.press("Enter");
  await page.locator(".notifications-toasts").getByText("No words are chosen").waitFor(patience);
}

if (!serverRunsHere) {
  console.log("npm start in a browser: not tested here, for it needs the VS Code server from npm (Linux on x64).");
  process.exit(0); // said above; elsewhere npm start opens the desktop, which nothing can drive from outside
}
const env = { ...process.env, TRANSKIMMER_VSCODE: "server", DISPLAY: undefined, WAYLAND_DISPLAY: undefined };
const child = spawn(process.execPath, ["out/vscode/start.mjs"], { env, stdio: ["ignore", "pipe", "inherit"] });
const ended = new Promise<number | null>((done) => child.once("exit", done));
let failing = 0;
const browser = await chromium.launch({ executablePath: findBrowser(), args: [...browserArgs] });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
try {
  const address = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const [found] = /http:\S+/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => reject(new Error(`npm start ended. It said: ${said}`)));
  });
  await page.goto(address, patience);
  await test(page);
} catch (error) {
  failing = 1;
  console.error(error);
} finally {
  mkdirSync("test-results", { recursive: true });
  await page.screenshot({ path: "test-results/started.png" }).catch(() => undefined);
  await browser.close();
  child.kill();
  await ended;
}
console.log(`${failing > 0 ? "FAIL" : "ok  "} npm start opens a window with a first run, and its messages are seen`);
console.log(`${1 - failing} passing, ${failing} failing`);
process.exitCode = failing;
