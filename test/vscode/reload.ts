// The window is reloaded in the middle of a run: what had been computed is shown as interrupted, and the next run works. A suite inside
// VS Code would be reloaded with it, so this drives the window from outside: on the server from npm, where it can run.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Frame, Page } from "playwright-core";
import type { Run } from "../../src/run/run.js";
import type { HistoryIndex } from "../../src/saved/historyIndex.js";
import { installServer, serverRunsHere } from "./serverInstall.js";
import { noted, openWorkbench, webviewFrame, type Workbench } from "./workbench.js";

/** Long enough to be caught in the middle: four windows of the model. */
const sentence =
  "What a strange, generous, badly behaved little picture this is: it forgets its plot twice, and I would see it again. ";
const text = sentence.repeat(400); // a minute or so of one thread: the reload comes after three to eight seconds
const patience = 240_000;

/** Layers that the bars on screen have passed, summed up. */
const passed = (view: Frame): Promise<number> =>
  view.$$eval("g.bar", (bars) => bars.reduce((sum, bar) => sum + Number(bar.getAttribute("data-depth")), 0));

/** The view, once it shows what `selector` finds. A reload replaces the frame while it is looked at: then it is looked for again. */
async function viewWith(page: Page, selector: string): Promise<Frame> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      const frame = await webviewFrame(page);
      await frame.locator(selector).first().waitFor({ timeout: 5000 });
      return frame;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

/** What the extension has written to a file of this name holds. */
function onDisk(name: string, holds: (content: unknown) => boolean): boolean {
  const files = readdirSync(home, { recursive: true, encoding: "utf8" }).filter((file) => basename(file) === name);
  return files.some((file) => {
    try {
      return holds(JSON.parse(readFileSync(join(home, file), "utf8")));
    } catch {
      return false; // it is being written, or is another's
    }
  });
}
const layersOnDisk = (): boolean => onDisk("interrupted.json", (run) => (run as Run).done.some((layers) => layers > 0));
const runOnDisk = (): boolean => onDisk("index.json", (index) => (index as HistoryIndex).entries.length > 0);

/** The run is under way, and has been written to disk. */
async function written(page: Page): Promise<void> {
  const running = await viewWith(page, "g.bar");
  // Nothing on the screen says when it is written. A run that ends meanwhile fails the test.
  const end = Date.now() + patience;
  while (!((await passed(running)) > 0 && layersOnDisk())) {
    if (Date.now() > end) throw new Error("no layer of the run under way was written to disk");
    await page.waitForTimeout(100); // before it is looked at again
  }
  await noted(page, "transkimmer.skim");
  if ((await running.locator(".result .winner").count()) > 0) throw new Error("the run was over before the reload");
}

async function isInterrupted(page: Page): Promise<void> {
  const view = await viewWith(page, '.notice:has-text("Interrupted")'); // the view says that there is no run until it is read from disk
  const computed = view.locator("g.bar:not([data-depth='0'])").first();
  await computed.waitFor({ state: "attached", timeout: patience }); // drawn in a frame of its own; else the layers are gone
  const status = await page.locator(".statusbar").innerText();
  if (!status.includes("interrupted")) throw new Error(`the status bar says: ${status}`);
}

async function inFolder({ page, address }: Workbench): Promise<void> {
  await written(page);
  await page.reload();
  await isInterrupted(page);
  await page.screenshot({ path: "test-results/interrupted.png" });

  // The next run is of a short text: a minute is only what an interruption needs.
  await page.locator(".editor-instance .view-line").first().click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("Slow, and yet never dull.");
  await page.keyboard.press("ControlOrMeta+S"); // or it would be asked about at the reload
  await page.locator(".tab.active:not(.dirty)").first().waitFor({ timeout: patience });
  const view = await viewWith(page, "[data-command=classifyAgain]");
  await view.click("[data-command=classifyAgain]");
  const again = await viewWith(page, ".result .winner");
  if ((await again.locator(".notice").count()) > 0)
    throw new Error(`after the next run the view says: ${await again.locator(".notices").innerText()}`);
  for (const end = Date.now() + patience; !runOnDisk();) {
    if (Date.now() > end) throw new Error("the finished run was not written to disk");
    await page.waitForTimeout(100); // nothing on the screen says when it is: the disk is looked at again
  }
  await page.reload();
  await viewWith(page, ".result .winner"); // done, and not interrupted: the finished run is back

  // The tab is closed and another opened: the server keeps the old extension host, which still holds VS Code's own storage.
  await noted(page, "transkimmer.skim");
  const context = page.context();
  await page.close({ runBeforeUnload: false });
  const anew = await context.newPage();
  await anew.goto(address);
  await viewWith(anew, ".result .winner");
  await anew.screenshot({ path: "test-results/opened-again.png" });
}

/** Another window, with a state of its own, as each has on the desktop, on the same user's storage. */
async function withoutFolder({ page, browser, address }: Workbench): Promise<void> {
  await written(page);
  const other = await (await browser.newContext()).newPage();
  await other.goto(address);
  const item = other.locator("[id='transkimmer.transkimmer.transkimmer']");
  await item.waitFor({ timeout: patience });
  await other.waitForTimeout(2000); // what it would find it finds at once; nothing on the screen says that it has found nothing
  const status = await item.innerText();
  if (status.includes("interrupted")) throw new Error(`the other window took the run; its status bar says: ${status}`);
  await page.reload();
  await isInterrupted(page);
}

if (!serverRunsHere) {
  console.log("A reload in mid-run: not tested here, for it needs the VS Code server from npm (Linux on x64).");
  process.exit(0); // said above, and in CONTRIBUTING: the desktop's window cannot be reloaded from outside
}
const home = resolve(".vscode-test/reload");
const folder = resolve("test-results/reload");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "long.txt"), text);
// The other window's start takes seconds, and the run must outlast it on an idle machine. Some 82 windows: from 100 on a question comes first.
writeFileSync(join(folder, "longer.txt"), text.repeat(4));
const tests: [string, string | undefined, (workbench: Workbench) => Promise<void>][] = [
  ["the window reloaded in the middle of a run", folder, inFolder],
  ["the same without a folder, another such window being open", undefined, withoutFolder],
];
let failing = 0;
for (const [name, open, test] of tests) {
  const workbench = await openWorkbench(installServer("current"), {
    home,
    ...(open === undefined ? {} : { folder: open }),
    developmentPath: process.cwd(),
    firstRun: true,
    env: { TRANSKIMMER_FIRST_FILE: join(folder, open === undefined ? "longer.txt" : "long.txt") },
  });
  let failed = false;
  try {
    await test(workbench);
  } catch (error) {
    failed = true;
    failing++;
    await workbench.page
      .screenshot({ path: `test-results/reload-${tests.length - failing}.png` })
      .catch(() => undefined);
    console.error(error);
  } finally {
    await workbench.close();
  }
  console.log(`${failed ? "FAIL" : "ok  "} ${name}`);
}
console.log(`${tests.length - failing} passing, ${failing} failing`);
process.exitCode = failing > 0 ? 1 : 0;
