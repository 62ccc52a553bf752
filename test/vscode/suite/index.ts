// Entry that VS Code's extension host calls: mocha on every suite of this folder that is for this window.
import { resultMark } from "./mark.js";
import { createMocha } from "./mocha.js";
import { packaged } from "./packaged.js";
import { grep, window } from "./place.js";
import * as suites from "./suites.js";

/** Then a test hangs; it is no bound on speed. */
const timeout = 300_000;

export async function run(): Promise<void> {
  const say = (format: unknown = "", ...rest: unknown[]) => console.log(resultMark + String(format), ...rest);
  const only = (await grep()) ?? (window === "packaged" ? `^(${packaged.join("|")})` : undefined);
  const options = { ui: "tdd", color: false, timeout, slow: 1000, ...(only ? { grep: only } : {}) } as const;
  const mocha = createMocha(options, say);
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await suites[window]();
  if (window === "packaged") needsAll(mocha.suite, packaged);
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      say(`${passes} passing, ${failures} failing, ${pending} pending`);
      if (failures > 0) reject(new Error(`${failures} tests failed`));
      else if (passes + pending === 0) reject(new Error(`no test has “${only ?? ""}” in its name`));
      else resolve();
    });
  });
}

/** A test that was renamed would run no more, and nothing would say so. */
function needsAll(root: Mocha.Suite, beginnings: readonly string[]): void {
  const titles: string[] = [];
  root.eachTest((test) => titles.push(test.fullTitle()));
  const missing = beginnings.find((beginning) => !titles.some((title) => title.startsWith(beginning)));
  if (missing !== undefined) throw new Error(`no test begins with “${missing}” (suite/packaged.ts)`);
}
