import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Serious and critical accessibility violations of the page as it stands. */
export async function serious(page: Page): Promise<{ id: string; nodes: string[] }[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  return page.evaluate(async () => {
    interface Found {
      violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
    }
    const { violations } = await (window as unknown as { axe: { run: (options: object) => Promise<Found> } }).axe.run({
      resultTypes: ["violations"], // of what is right it says nothing
    });
    return violations
      .filter((v) => v.impact === "serious" || v.impact === "critical")
      .map((v) => ({ id: v.id, nodes: v.nodes.slice(0, 3).map((n) => `${n.html} ${n.failureSummary}`) }));
  });
}
