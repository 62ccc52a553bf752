import { mkdirSync } from "node:fs";
import { afterAll, afterEach, beforeAll } from "vitest";
import { ViewBench } from "./page.js";

/** Where the tests leave pictures to look at. */
export const pictures = "test-results/view";

/** One of our pages for the tests of one file: there before the first test, gone after the last. */
export function viewBench(...page: ConstructorParameters<typeof ViewBench>): ViewBench {
  const bench = new ViewBench(...page);
  beforeAll(() => {
    mkdirSync(pictures, { recursive: true });
    return bench.start();
  });
  afterEach(() => bench.takeBack());
  afterAll(() => bench.stop());
  return bench;
}
