// `npm run screenshots`: the first run of `npm start` in the four themes, into media/screenshots/. Look at them before committing.
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { installServer } from "./serverInstall.js";
import { openWorkbench, webviewFrame } from "./workbench.js";

const themes = {
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  "hc-dark": "Default High Contrast",
  "hc-light": "Default High Contrast Light",
};

const install = installServer("current");
mkdirSync("media/screenshots", { recursive: true });
for (const [name, theme] of Object.entries(themes)) {
  const workbench = await openWorkbench(install, {
    home: resolve(".vscode-test/screenshots"),
    developmentPath: process.cwd(),
    firstRun: true,
    env: { TRANSKIMMER_THEME: theme },
    size: { width: 1440, height: 960 },
  });
  try {
    const { page } = workbench;
    await page.locator("iframe.webview.ready").waitFor({ timeout: 60_000 });
    const frame = await webviewFrame(page);
    await frame.locator(".result .winner").waitFor({ timeout: 60_000 });
    await page.waitForTimeout(1500); // last bars have grown, the editor is painted
    const file = `media/screenshots/${name}.png`;
    await page.screenshot({ path: file });
    console.log(file);
  } catch (error) {
    mkdirSync("test-results", { recursive: true });
    await workbench.page.screenshot({ path: "test-results/screenshots.png" });
    throw error;
  } finally {
    await workbench.close();
  }
}
