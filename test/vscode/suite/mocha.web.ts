// mocha.ts for the suite in a browser: mocha's own build for browsers, which puts itself on the global object.
import "mocha/mocha.js";

declare const mocha: BrowserMocha;

export function createMocha(options: Mocha.MochaOptions, say: (...args: unknown[]) => void): BrowserMocha {
  Mocha.reporters.Base.consoleLog = say;
  return mocha.setup({ ...options, reporter: "spec" });
}
