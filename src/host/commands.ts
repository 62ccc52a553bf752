import {
  commands,
  ConfigurationTarget,
  QuickPickItemKind,
  Uri,
  window,
  workspace,
  type Disposable,
  type LogOutputChannel,
} from "vscode";
import { wantsLong } from "./run/askLong.js";
import type { Classifier } from "./run/classify.js";
import { registerTable } from "./commandTable.js";
import { config, section, trustNote } from "./config.js";
import { logError } from "./log.js";
import type { Decorator } from "./editor/decorate.js";
import { bundledModels, labelsOf, settingFor, workspaceModels, type ModelFolder } from "./model/models.js";
import type { SkimPanel } from "./view/panel.js";
import { commandEditor, documentPassage, selectedPassages, type Passages } from "./editor/passage.js";
import type { Pins } from "./run/pins.js";
import type { Runs } from "./run/runs.js";
import { askText, pick, type Choice } from "./say.js";
import type { Tracker } from "./editor/track.js";
import type { Sweeps } from "./run/sweeps.js";
import { shorten } from "../protocol/text.js";

export interface Parts {
  extensionUri: Uri;
  classifier: Classifier;
  tracker: Tracker;
  runs: Runs;
  pins: Pins;
  sweeps: Sweeps;
  panel: SkimPanel;
  decorator: Decorator;
  log: LogOutputChannel;
}

/** A command answers with a sentence where it could not do what it says: why, and what to do. */
type Command = (parts: Parts) => Promise<string | undefined> | string | undefined;

/** Every command of package.json, and `menu`, which the status bar item opens. */
const table: Record<string, Command> = {
  classifySelection: (parts) => classify(parts, selectedPassages(commandEditor())),
  classifyDocument: (parts) => classify(parts, documentPassage(commandEditor())),
  classifyText: async (parts) => {
    const text = await askText({
      title: "Classify Text",
      prompt: "Text for the model to read",
      placeHolder: "A film that never once surprises, and yet I could not look away.",
      validateInput: (value) => (value !== "" && value.trim() === "" ? "There are only blanks here." : null),
    });
    if (text === undefined || text.trim() === "") return undefined;
    return classify(parts, { passages: [{ text, name: "typed text" }] });
  },
  classifyAgain: async ({ classifier, tracker, runs, panel }) => {
    const run = runs.current;
    if (!run) return "Nothing has been classified yet, so there is nothing to classify again.";
    const passage = await tracker.present();
    if (!passage)
      return `The text of ${run.passage.name} was edited or closed, and where it was is not known any more. Select it and classify it.`;
    if (!(await wantsLong([passage], runs))) return undefined;
    panel.show(true);
    await classifier.classifyAgain(run, passage);
    return undefined;
  },
  openSkimView: ({ panel }) => {
    panel.show(false);
    return undefined;
  },
  cancel({ classifier, sweeps, panel }) {
    const stopped = [classifier.cancel(), sweeps.cancel()];
    // A run that was asked for and had not begun never says that it ended.
    void classifier.whenIdle().then(() => panel.refresh());
    return stopped.includes(true) ? undefined : "Nothing is running, so there is nothing to cancel.";
  },
  chooseModel,
  clearDecorations: ({ decorator }) =>
    decorator.clear() ? undefined : "There are no marks on any text. They come back with the next run.",
  showLog: ({ log }) => {
    log.show(true);
    return undefined;
  },
  openSettings: async () => {
    await commands.executeCommand("workbench.action.openSettings", "@ext:transkimmer.transkimmer");
    return undefined;
  },
  openSample: async ({ extensionUri }) => {
    const bytes = await workspace.fs.readFile(Uri.joinPath(extensionUri, "media", "sample.txt"));
    // A copy, so that it can be edited and the extension's own file stays as it is.
    const document = await workspace.openTextDocument({
      language: "plaintext",
      content: new TextDecoder().decode(bytes),
    });
    await window.showTextDocument(document);
    return undefined;
  },
  sweepThresholds({ sweeps, panel }) {
    panel.show(true);
    return sweeps.start() ? undefined : "There is no finished run to sweep. Classify a text first.";
  },
  pinA: (parts) => pin(parts, "a"),
  pinB: (parts) => pin(parts, "b"),
  clearPins: ({ pins }) => (pins.clear() ? undefined : "No run is pinned as A or as B."),
  menu: async () => {
    const items = [
      { icon: "selection", label: "Classify Selection", id: "classifySelection" },
      { icon: "file-text", label: "Classify Document", id: "classifyDocument" },
      { icon: "edit", label: "Classify Text…", id: "classifyText" },
      { icon: "debug-restart", label: "Classify Again", id: "classifyAgain" },
      { icon: "graph", label: "Open Skim View", id: "openSkimView" },
      { icon: "stop-circle", label: "Cancel", id: "cancel" },
      { icon: "package", label: "Choose Model…", description: config.model, id: "chooseModel" },
      { icon: "clear-all", label: "Clear Decorations", id: "clearDecorations" },
      { icon: "gear", label: "Open Settings", id: "openSettings" },
      { icon: "output", label: "Show Log", id: "showLog" },
    ];
    const picked = await pick(items, { title: "Transkimmer" });
    if (picked) await commands.executeCommand(`${section}.${picked.id}`);
    return undefined;
  },
};

export function registerCommands(parts: Parts): Disposable[] {
  const bound = Object.entries(table).map(([id, command]) => [id, () => command(parts)] as const);
  return registerTable(Object.fromEntries(bound), parts.log);
}

async function classify({ classifier, runs, panel }: Parts, found: Passages): Promise<string | undefined> {
  if ("reason" in found) return found.reason;
  if (!(await wantsLong(found.passages, runs))) return undefined;
  panel.show(true);
  await classifier.classify(found);
  const { length } = found.passages;
  const last = runs.current?.state === "done" && runs.current.passage.text === found.passages.at(-1)?.text;
  if (length === 1 || !last) return undefined;
  return `${length} selections were classified, one after another. The skim view shows the last; all are in the view Runs (activity bar, Transkimmer).`;
}

/** The shown run; any other run is pinned through `Pins` itself. */
function pin({ runs, pins, panel }: Parts, side: "a" | "b"): string | undefined {
  const run = runs.current;
  if (run?.state !== "done")
    return "There is no finished run to pin. Classify a text first; its run can then be pinned as A or B.";
  pins.pin(side, run);
  panel.show(true);
  return undefined;
}

async function chooseModel({ extensionUri, classifier, panel, log }: Parts): Promise<string | undefined> {
  type Item = Choice & { folder?: ModelFolder; browse?: true };
  const browse: Item = {
    icon: "folder-opened",
    label: "Browse…",
    description: "a folder in Hugging Face's form",
    browse: true,
  };
  const items = async (): Promise<Item[]> => {
    const bundled = bundledModels(extensionUri);
    // The search runs a program of VS Code's own, which may fail; the other models can be chosen all the same.
    const found = await workspaceModels().catch((error: unknown) => {
      logError(log, "Looking for models in the workspace", error);
      return null;
    });
    const chosen = config.model;
    const item = async (folder: ModelFolder): Promise<Item> => {
      const now = settingFor(folder, extensionUri) === chosen ? ["chosen now"] : [];
      const labels = shorten((await labelsOf(folder)).join(", "), 60);
      return { label: folder.name, folder, description: [...now, labels].filter(Boolean).join(" · ") };
    };
    const there: Item[] = [];
    // One by one: what lies in a workspace may be large.
    for (const folder of found ?? []) there.push(await item(folder));
    const heading = (label: string): Item => ({ label, kind: QuickPickItemKind.Separator });
    return [
      ...(bundled.length > 0 ? [heading("with the extension"), ...(await Promise.all(bundled.map(item)))] : []),
      ...(there.length > 0 ? [heading("in this workspace"), ...there] : []),
      heading(found ? "elsewhere" : "elsewhere (this workspace could not be searched; the log says why)"),
      browse,
    ];
  };
  const picked = await pick(items(), {
    title: "Choose Model",
    placeHolder: `The model that reads the text. ${trustNote()}`.trim(),
  });
  if (!picked) return undefined;
  let folder = picked.folder;
  if (picked.browse) {
    const [uri] =
      (await window.showOpenDialog({
        canSelectFolders: true,
        canSelectFiles: false,
        openLabel: "Use This Model",
        title: "A folder with config.json, tokenizer.json and model.safetensors",
      })) ?? [];
    folder = uri && { name: uri.path, uri };
  }
  if (!folder) return undefined;
  const setting = settingFor(folder, extensionUri);
  await workspace.getConfiguration(section).update("model", setting, targetOf(folder));
  if (panel.visible) await classifier.again();
  return undefined;
}

/** Where the choice is written: a folder of the workspace, or a workspace that has its own setting, is the workspace's business. */
function targetOf(folder: ModelFolder): ConfigurationTarget {
  if (!workspace.isTrusted) return ConfigurationTarget.Global;
  const own = workspace.getConfiguration(section).inspect("model")?.workspaceValue !== undefined;
  return own || workspace.getWorkspaceFolder(folder.uri) ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
}
