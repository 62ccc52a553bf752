// `npm run screenshots`: what `npm start` shows, then its thresholds and A against B, a data set, and a RoBERTa folder, in the four themes. The whole window
// and the light pictures of the README go to media/screenshots/, the others to test-results/screenshots/. Look at them before committing.
// `node out/vscode/screenshots.mjs light dark`: only these themes.
import { copyFileSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Frame, Page } from "playwright-core";
import { installServer } from "./serverInstall.js";
import { openWorkbench, webviewFrame } from "./workbench.js";

const themes = {
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  "hc-dark": "Default High Contrast",
  "hc-light": "Default High Contrast Light",
};
const out = "test-results/screenshots";
const kept = "media/screenshots";
const patience = { timeout: 120_000 };
type Take = (name: string, of: { screenshot(to: { path: string }): Promise<unknown> }) => Promise<void>;

/** The skim view: the first run, its thresholds, and two of its runs side by side. */
async function skim(page: Page, take: Take): Promise<void> {
  const frame = await view(page);
  await frame.locator(".result .winner").waitFor(patience);
  await page.waitForTimeout(3000); // the engine has warmed up: the first run's times are those of code not yet compiled
  await page.keyboard.press("F1");
  await page.keyboard.type("Transkimmer: Classify Text at Cursor");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(2000); // last bars have grown, the editor is painted
  await take("", page);
  await frame.click("[data-sweep=start]");
  await frame.locator(".sweep .curve:not(.between, .sample)").first().waitFor(patience);
  await frame.locator("[data-sweep=cancel]").waitFor({ ...patience, state: "hidden" });
  await take("thresholds", frame.locator(".sweep"));
  await frame.click(".more > summary");
  await frame.click("[data-command=showImportance]");
  await page.locator(".quick-input-list .monaco-list-row").first().waitFor(patience);
  await page.keyboard.press("Enter");
  await frame.locator("p.mark", { hasText: "rank correlation" }).waitFor(patience);
  await take("worth", frame.locator(".run > figure"));
  await frame.click(".more > summary");
  await frame.click("[data-command=compareA]");
  await frame.fill('.threshold input[aria-label="Threshold, as a number"]', "0.97");
  await frame.press('.threshold input[aria-label="Threshold, as a number"]', "Enter");
  await frame.locator(".threshold:not([data-pending])").waitFor(patience);
  await page.waitForTimeout(500); // the run is done a little after its result is drawn
  await frame.click("[data-command=compareB]");
  await frame.locator(".compare .in-b").first().waitFor(patience);
  await take("compare", frame.locator(".compare"));
  await page.locator('.activitybar [aria-label^="Transkimmer"]').first().click();
  await page.locator(".pane-body .monaco-list-row").first().waitFor(patience);
  await take("history", page);
  await page.keyboard.press("F1");
  await page.keyboard.type("Transkimmer: Choose Policy");
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-list .monaco-list-row").nth(2).waitFor(patience);
  await page.keyboard.type("merge");
  await page.keyboard.press("Enter");
  await frame.locator(".unit").first().waitFor(patience);
  await frame.locator(".sentence", { hasText: "by the last layer" }).waitFor(patience);
  await take("merges", frame.locator(".run > figure"));
}

/** The data set's page, at all thresholds. */
async function dataSet(page: Page, take: Take): Promise<void> {
  const frame = await view(page);
  await frame.locator(".steps .band").first().waitFor(patience);
  await frame.getByRole("button", { name: "Export CSV" }).waitFor(patience);
  await frame.locator("progress").waitFor({ ...patience, state: "hidden" });
  await take("dataset", page);
  await take("curves", frame.locator(".steps"));
  await frame.locator(".lists, .flips").first().scrollIntoViewIfNeeded();
  await take("flips", page);
}

/** A folder of another family: the model is a tiny random one, so what it says means nothing. */
async function folder(page: Page, take: Take): Promise<void> {
  const frame = await view(page);
  await frame.locator(".result .winner").waitFor(patience);
  await page.locator('.activitybar [aria-label^="Transkimmer"]').first().click();
  for (const row of ["roberta-skim, chosen, roberta", "sst2, bert", "issues, bert"])
    await page.locator(`.pane-body .monaco-list-row[aria-label^="${row}"]`).waitFor(patience);
  await take("folder", page);
}

async function view(page: Page): Promise<Frame> {
  await page.locator("iframe.webview.ready").waitFor(patience);
  return webviewFrame(page);
}

const install = installServer("current");
mkdirSync(out, { recursive: true });
mkdirSync(kept, { recursive: true });
const wanted = process.argv.slice(2);
for (const [theme, name] of Object.entries(themes).filter(([t]) => wanted.length === 0 || wanted.includes(t)))
  for (const [scene, env] of [
    [skim, {}],
    [dataSet, { TRANSKIMMER_FIRST_CURVES: resolve("test/fixtures/dataset/reviews.csv") }],
    [folder, { TRANSKIMMER_FIRST_MODEL: resolve("test/fixtures/families/roberta-skim") }],
  ] as const) {
    const workbench = await openWorkbench(install, {
      home: resolve(".vscode-test/screenshots"),
      developmentPath: process.cwd(),
      firstRun: true,
      env: { TRANSKIMMER_THEME: name, ...env },
      size: { width: 1440, height: 960 },
    });
    try {
      await scene(workbench.page, async (what, of) => {
        const file = `${what === "" ? "" : `${what}-`}${theme}.png`;
        await of.screenshot({ path: `${out}/${file}` });
        const forReadme =
          what === "" || (theme === "light" && ["thresholds", "compare", "curves", "worth", "merges"].includes(what));
        if (forReadme) copyFileSync(`${out}/${file}`, `${kept}/${file}`);
        console.log(`${forReadme ? kept : out}/${file}`);
      });
    } catch (error) {
      await workbench.page.screenshot({ path: "test-results/screenshots.png" });
      throw error;
    } finally {
      await workbench.close();
    }
  }
