import { commands, window, type Disposable } from "vscode";
import { section } from "./config.js";
import type { TextEditors } from "./editor/textEditors.js";
import type { History } from "./history/history.js";
import type { ModelLoader } from "./model/loadModel.js";
import type { Comparison } from "./run/comparison.js";
import type { Runs } from "./run/runs.js";
import type { Sweeps } from "./run/sweeps.js";

interface Parts {
  runs: Runs;
  loader: ModelLoader;
  sweeps: Sweeps;
  comparison: Comparison;
  history: History;
  textEditors: TextEditors;
}

/** What package.json's when-clauses ask, by name without "transkimmer.": commands that can do nothing are not offered. */
export function possible({ runs, loader, sweeps, comparison, history, textEditors }: Parts) {
  const run = runs.current;
  const hasRun = run?.state === "done";
  const { text } = textEditors;
  return {
    running: [run?.state, sweeps.current?.state].includes("running") || loader.status.state === "loading",
    ran: run !== null,
    hasRun,
    tookPart: hasRun && (run.passage.taken ?? run.passage.pairAt?.taken) !== undefined,
    decidedByHand: hasRun && run.forced.length > 0,
    canSweep: hasRun && run.model.policy.control !== null,
    comparing: comparison.a !== null || comparison.b !== null,
    keepsRuns: history.entries.length > 0,
    hasText: text !== null,
    hasSelection: text === "selection",
  };
}
export type Possible = ReturnType<typeof possible>;

/** Keeps VS Code's context keys at what is possible. */
export function tellPossible(parts: Parts): Disposable[] {
  const said: Record<string, boolean> = {};
  const tell = (): void => {
    for (const [key, is] of Object.entries(possible(parts))) {
      if (said[key] === is) continue;
      said[key] = is;
      void commands.executeCommand("setContext", `${section}.${key}`, is);
    }
  };
  tell();
  return [
    parts.runs.onDidChange(({ kind }) => kind !== "event" && tell()),
    parts.loader.onDidChange(tell),
    parts.sweeps.onDidChange(({ kind }) => kind !== "event" && tell()),
    parts.comparison.onDidChange(tell),
    parts.history.onDidChange(tell),
    window.onDidChangeTextEditorSelection(tell),
    window.onDidChangeActiveTextEditor(tell),
    window.onDidChangeVisibleTextEditors(tell),
    window.onDidChangeActiveNotebookEditor(tell),
  ];
}
