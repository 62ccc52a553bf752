// Entry that VS Code's extension host calls: mocha on every suite of this folder that is for this window.
import { resultMark } from "./mark.js";
import { createMocha } from "./mocha.js";
import { grep, untrusted } from "./place.js";
import * as suites from "./suites.js";

export async function run(): Promise<void> {
  const say = (format: unknown = "", ...rest: unknown[]) => console.log(resultMark + String(format), ...rest);
  const only = await grep();
  const options = { ui: "tdd", color: false, timeout: 60_000, slow: 5000, ...(only ? { grep: only } : {}) } as const;
  const mocha = createMocha(options, say);
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await (untrusted ? suites.untrusted() : suites.trusted());
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
