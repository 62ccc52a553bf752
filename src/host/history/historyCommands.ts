import { counted } from "../../words/counted.js";
import { Range, Selection, Uri, window, workspace, type Disposable, type LogOutputChannel } from "vscode";
import type { Run } from "../../run/run.js";
import type { Passage } from "../../run/passage.js";
import type { Classifier } from "../run/classify.js";
import { registerTable, type CommandTable } from "../commandTable.js";
import { logError } from "../log.js";
import { askText, sayError, sure } from "../say.js";
import type { History } from "./history.js";
import type { HistoryView } from "./historyView.js";
import type { SkimPanel } from "../view/panel.js";
import type { Comparison } from "../run/comparison.js";
import type { Runs } from "../run/runs.js";

export interface HistoryParts {
  history: History;
  view: HistoryView;
  runs: Runs;
  comparison: Comparison;
  classifier: Classifier;
  panel: SkimPanel;
  log: LogOutputChannel;
}

const choose = "Choose a run in the Transkimmer view first.";

/** The commands of the tree of runs. From its menus they get the run's id, and the ids of all selected runs; from a key, nothing. */
export function registerHistoryCommands(parts: HistoryParts): Disposable[] {
  const { history, view, log } = parts;
  /** The runs that a command is about. */
  const idsOf = async (args: unknown[]): Promise<string[]> => {
    const [one, many] = args;
    const ids: readonly unknown[] =
      Array.isArray(many) && many.length > 0 ? many : typeof one === "string" ? [one] : await view.keyRows();
    const runs = ids.flatMap((row) => (typeof row === "string" ? view.runsOf(row) : []));
    return [...new Set(runs)].filter((id) => history.entries.some((e) => e.id === id));
  };
  const withOne =
    (work: (id: string) => Promise<string | undefined> | string | undefined) =>
    async (...args: unknown[]) => {
      const [id] = await idsOf(args.slice(0, 1));
      return id === undefined ? choose : work(id);
    };
  const chosen = view.onDidChooseTwo(async ([a, b]) => {
    try {
      const two = [await history.read(a), await history.read(b)] as const;
      parts.comparison.putBoth(...two);
      parts.panel.show(true);
    } catch (error) {
      logError(log, "Comparing two runs", error);
      sayError(error, log);
    }
  });
  const table: CommandTable = {
    filterRuns: async () => {
      const wanted = await askText({
        title: "Filter Runs",
        prompt: "Words of a run’s text, label, setting, model or document; none shows all runs",
        value: view.filter,
        placeHolder: "negative 0.3",
      });
      if (wanted !== undefined) view.filter = wanted;
      return undefined;
    },
    showRun: withOne(async (id) => {
      await showRun(parts, await history.read(id));
      return undefined;
    }),
    renameRun: withOne(async (id) => {
      const entry = history.entries.find((e) => e.id === id);
      const title = await askText({
        title: "Rename Run",
        prompt: `A name for ${entry ? `the run “${entry.title ?? entry.excerpt}”` : "this run"}; none shows its text again`,
        value: entry?.title ?? "",
        placeHolder: entry?.excerpt ?? "",
      });
      if (title !== undefined) history.rename(id, title);
      return undefined;
    }),
    keepRun: (...args) => pin(args, true),
    unkeepRun: (...args) => pin(args, false),
    deleteRun: async (...args) => {
      const ids = await idsOf(args);
      if (ids.length === 0) return choose;
      const pinned = history.entries.filter((e) => e.pinned && ids.includes(e.id)).length;
      const question = `Delete ${counted(ids.length, "run")}, ${pinned} of them pinned?`;
      if (pinned > 0 && !(await sure(question, "Delete"))) return undefined;
      history.delete(ids);
      return undefined;
    },
    revealRun: withOne(async (id) => revealPassage((await history.read(id)).passage)),
    clearHistory: async () => {
      const loose = history.entries.filter((e) => !e.pinned).length;
      const pinned = history.entries.length - loose;
      if (loose === 0)
        return `There are no runs to clear${pinned > 0 ? "; the pinned ones stay until they are deleted" : ""}.`;
      const stay = pinned > 0 ? ` The ${pinned} pinned ${pinned === 1 ? "one stays" : "ones stay"}.` : "";
      if (await sure(`Delete ${counted(loose, "run")} of this workspace?${stay}`, "Clear")) history.clear();
      return undefined;
    },
  };
  async function pin(args: unknown[], pinned: boolean): Promise<string | undefined> {
    const ids = await idsOf(args);
    if (ids.length === 0) return choose;
    for (const id of ids) history.pin(id, pinned);
    return undefined;
  }
  return [chosen, ...registerTable(table, log)];
}

/** Shows a run that was computed before, in the skim view and on its text; what runs now is cancelled. */
async function showRun({ classifier, runs, panel }: HistoryParts, run: Run): Promise<void> {
  classifier.cancel();
  await classifier.whenIdle();
  runs.show(run);
  panel.show(true);
}

/** Selects the passage in its document. Answers with why not. */
async function revealPassage({ uri, offset = 0, taken, text: read, name }: Passage): Promise<string | undefined> {
  if (uri === undefined) return `“${name}” is in no document.`;
  const text = taken?.source ?? read;
  let document = workspace.textDocuments.find((d) => d.uri.toString() === uri);
  const at = Uri.parse(uri, true);
  if (!document) {
    if (at.scheme === "untitled") return `${name} was closed without being saved.`;
    try {
      document = await workspace.openTextDocument(at);
    } catch {
      return `${name} cannot be opened any more: was it moved or deleted?`;
    }
  }
  const all = document.getText();
  const found = all.startsWith(text, offset) ? offset : all.indexOf(text);
  if (found < 0) return `The text of this run is no longer in ${name}: it was edited since.`;
  const range = new Range(document.positionAt(found), document.positionAt(found + text.length));
  const editor = await window.showTextDocument(document, { selection: range });
  editor.selection = new Selection(range.start, range.end);
  return undefined;
}
