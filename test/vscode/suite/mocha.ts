import Mocha from "mocha";

/** Mocha for VS Code's extension host on Node; lines go to `say`. In a browser: mocha.web.ts. */
export function createMocha(options: Mocha.MochaOptions, say: (...args: unknown[]) => void): Mocha {
  Mocha.reporters.Base.consoleLog = say;
  return new Mocha(options);
}
