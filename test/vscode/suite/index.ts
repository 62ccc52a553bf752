// Entry that VS Code's extension host calls: mocha on every test file of this folder.
import { resultMark } from "./mark.js";
import { createMocha } from "./mocha.js";
import { grep, importHostsOwn, untrusted } from "./place.js";

export async function run(): Promise<void> {
  const say = (format: unknown = "", ...rest: unknown[]) => console.log(resultMark + String(format), ...rest);
  const only = await grep();
  const options = { ui: "tdd", color: false, timeout: 60_000, slow: 5000, ...(only ? { grep: only } : {}) } as const;
  const mocha = createMocha(options, say);
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  if (untrusted) await import("./untrusted.test.js");
  else await importAll();
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

async function importAll(): Promise<void> {
  await import("./activation.test.js");
  await import("./classify.test.js");
  await import("./oddText.test.js");
  await import("./trouble.test.js");
  await import("./edited.test.js");
  await import("./brokenModel.test.js");
  await import("./changedModel.test.js");
  await import("./settingFor.test.js");
  await import("./around.test.js");
  await import("./editors.test.js");
  await import("./view.test.js");
  await import("./history.test.js");
  await importHostsOwn();
  await import("./sweep.test.js");
  await import("./byHand.test.js");
}
