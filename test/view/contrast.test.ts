// Lines and the edges of what can be pressed, in every theme that VS Code ships: seen, and no louder than what they part.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { appendSweep, startSweep } from "../../src/run/shownSweep.js";
import { viewBench } from "./bench.js";
import { savedSweep } from "./engineRuns.js";
import { changeTheme, send, show } from "./page.js";
import { recorded } from "./recorded.js";
import { serverFolder, serverThemes, shippedThemes } from "./shippedThemes.js";

const bench = viewBench();
const themes = shippedThemes();

/** 1 … 21, as WCAG counts it: of these elements' colours, over what lies behind them. */
function contrasts(page: Page, selector: string, properties: string[]): Promise<number[]> {
  return page.$$eval(
    selector,
    (nodes, properties) => {
      const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
      if (!pen) throw new Error("no canvas");
      const back = getComputedStyle(document.body).backgroundColor;
      const luminance = (colours: string[]): number => {
        for (const colour of colours) {
          pen.fillStyle = colour;
          pen.fillRect(0, 0, 1, 1);
        }
        const [r = 0, g = 0, b = 0] = [...pen.getImageData(0, 0, 1, 1).data].map((byte) => {
          const c = byte / 255;
          return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
      };
      return nodes
        .filter((node) => node.getClientRects().length > 0)
        .map((node) => {
          const style = getComputedStyle(node);
          const of = properties.map((property) => {
            const [a, b] = [luminance([back, style.getPropertyValue(property)]), luminance([back])];
            return Math.max(a, b) / Math.min(a, b);
          });
          return Math.max(...of);
        });
    },
    properties,
  );
}

it.runIf(serverFolder())("the recorded colours are those of the VS Code server that is fetched", () => {
  expect(themes).toEqual(serverThemes());
});

it("in every theme that is put on, lines are seen and quiet, fields and buttons have an edge, and a second button's is no accent", async () => {
  const { page, problems } = await bench.open({ width: 690, height: 1300 });
  const film = savedSweep("slow-film");
  await show(page, recorded("issues-long"));
  await send(page, {
    type: "sweepSnapshot",
    sweep: film.events.reduce(appendSweep, startSweep("s", { from: 0, to: 1 })),
  });
  for (const [name, theme] of Object.entries(themes)) {
    await page.uncheck(".toolbar input[value=table]");
    await changeTheme(page, theme);
    const lines = await contrasts(page, ".layer-margin line, .sweep line.rule, .sweep .axis line", ["stroke"]);
    expect(lines.length).toBeGreaterThan(8);
    expect(Math.min(...lines), name).toBeGreaterThan(1.3);
    expect(Math.max(...lines), name).toBeLessThan(3);
    const [frame = 0] = await contrasts(page, ".overview canvas", ["outline-color"]);
    expect(frame, name).toBeGreaterThan(1.3);
    const fields = await contrasts(page, ".threshold input, .each input", ["border-top-color"]);
    expect(fields.length).toBeGreaterThan(6);
    expect(Math.min(...fields), name).toBeGreaterThan(1.5);
    const icons = await contrasts(page, ".tool", ["color"]);
    expect(Math.min(...icons), name).toBeGreaterThan(3);
    await page.$eval(".more", (details: HTMLDetailsElement) => (details.open = true));
    const buttons = await contrasts(page, "button:not(.tool)", ["border-top-color", "background-color"]);
    expect(Math.min(...buttons), name).toBeGreaterThan(1.15);
    const edges = await contrasts(page, "button:not(.tool)", ["border-top-color"]);
    if (!theme.body.includes("contrast")) expect(Math.max(...edges), name).toBeLessThan(2.5);
    await page.check(".toolbar input[value=table]");
    const cells = await contrasts(page, ".run figure .table td", ["border-bottom-color"]);
    expect(cells.length).toBeGreaterThan(20);
    expect(Math.min(...cells), name).toBeGreaterThan(1.3);
  }
  expect(Object.keys(themes).length).toBeGreaterThan(8);
  expect(problems).toEqual([]);
});
