import { mkdirSync } from "node:fs";
import { afterAll, beforeAll } from "vitest";
import { ViewBench } from "./page.js";

/** Where the tests leave pictures to look at. */
export const pictures = "test-results/view";

/** A browser for the tests of one file, on one of our pages: there before the first test, gone after the last. */
export function viewBench(...page: ConstructorParameters<typeof ViewBench>): ViewBench {
  const bench = new ViewBench(...page);
  beforeAll(() => {
    mkdirSync(pictures, { recursive: true });
    return bench.start();
  });
  afterAll(() => bench.stop());
  return bench;
}
