// Pictures of the walkthrough, from the real thing: part of `npm run screenshots`, into media/walkthrough/. Look at them before committing.
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { installServer } from "./serverInstall.js";
import { openWorkbench, webviewFrame } from "./workbench.js";

/** As package.json names a step's pictures. */
const themes = {
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  hc: "Default High Contrast",
  hcLight: "Default High Contrast Light",
};
const folder = "media/walkthrough";
const patience = { timeout: 120_000 };

const install = installServer("current");
for (const [theme, name] of Object.entries(themes)) {
  const workbench = await openWorkbench(install, {
    home: resolve(".vscode-test/walkthrough"),
    developmentPath: process.cwd(),
    firstRun: true,
    env: { TRANSKIMMER_THEME: name },
    size: { width: 1600, height: 1100 },
  });
  const { page } = workbench;
  try {
    await page.locator("iframe.webview.ready").waitFor(patience);
    const frame = await webviewFrame(page);
    await frame.locator(".result .winner").waitFor(patience);
    await frame.click("[data-sweep=start]");
    await frame.locator(".sweep .hint", { hasText: /^Complete: every distinct run/ }).waitFor(patience);
    await frame.locator(".sweep").screenshot({ path: `${folder}/thresholds-${theme}.png` });
    await frame.locator(".run .crosshair").focus();
    const press = async (keys: Record<string, number>): Promise<void> => {
      for (const [key, times] of Object.entries(keys))
        for (let i = 0; i < times; i++) {
          await page.keyboard.press(key);
          await page.waitForTimeout(100); // the skyline follows in the next frame
        }
    };
    await press({ ArrowRight: 6, s: 1 });
    await frame.locator(".by-hand .skimmed").waitFor(patience);
    await press({ ArrowRight: 2, ArrowDown: 5, k: 1 });
    await frame.locator(".by-hand .kept").waitFor(patience);
    await frame.locator(".threshold:not([data-pending])").waitFor(patience);
    await frame.locator(".axis-slider").focus(); // the story of the word gives way
    await frame.locator("h1").scrollIntoViewIfNeeded();
    await page.waitForTimeout(500); // the scroll and the last bars have settled
    const [top, bottom] = [await frame.locator(".result").boundingBox(), await frame.locator(".scale").boundingBox()];
    if (!top || !bottom) throw new Error("the view is not there");
    const clip = { x: top.x - 8, y: top.y - 4, width: top.width + 16, height: bottom.y + bottom.height - top.y + 8 };
    await page.screenshot({ path: `${folder}/by-hand-${theme}.png`, clip });
    console.log(`${folder}/{thresholds,by-hand}-${theme}.png`);
  } catch (error) {
    mkdirSync("test-results", { recursive: true });
    await page.screenshot({ path: "test-results/walkthrough.png" });
    throw error;
  } finally {
    await workbench.close();
  }
}
