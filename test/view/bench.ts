import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { ViewBench } from "./page.js";

/** Leaves a picture in test-results/view, where PICTURES=1 asks for them: they are to look at, and nothing compares them. */
export async function picture(page: Page, name: string, fullPage = false): Promise<void> {
  if (process.env["PICTURES"]) await page.screenshot({ path: `test-results/view/${name}.png`, fullPage });
}

/** One of our pages for the tests of one file: there before the first test, gone after the last. */
export function viewBench(...page: ConstructorParameters<typeof ViewBench>): ViewBench {
  const bench = new ViewBench(...page);
  beforeAll(() => bench.start());
  afterEach(() => bench.takeBack());
  afterAll(() => bench.stop());
  return bench;
}
