import { commands, Disposable } from "vscode";
import { section } from "../config.js";
import type { ModelLoader } from "../model/loadModel.js";
import type { Runs } from "./runs.js";
import type { Sweeps } from "./sweeps.js";

/** Tells VS Code whether there is something that Cancel could end: else it is no command of the palette. */
export function whileRunning({
  runs,
  loader,
  sweeps,
}: {
  runs: Runs;
  loader: ModelLoader;
  sweeps: Sweeps;
}): Disposable {
  let said = false;
  const follow = (): void => {
    const running =
      [runs.current?.state, sweeps.current?.state].includes("running") || loader.status.state === "loading";
    if (running === said) return;
    said = running;
    void commands.executeCommand("setContext", `${section}.running`, running);
  };
  return Disposable.from(runs.onDidChange(follow), loader.onDidChange(follow), sweeps.onDidChange(follow));
}
