import { ConfigurationTarget, QuickPickItemKind, Uri, window, workspace, type LogOutputChannel } from "vscode";
import type { Engine } from "../../protocol/engine.js";
import { SkimError, toFailure } from "../../protocol/errors.js";
import { shorten } from "../../words/text.js";
import { config, section, trustNote } from "../config.js";
import type { KnownModels } from "./knownModels.js";
import { logError } from "../log.js";
import { wantsLong } from "../run/askLong.js";
import type { Classifier } from "../run/classify.js";
import type { Runs } from "../run/runs.js";
import { pick, sayProgress, type Choice } from "../say.js";
import type { SkimPanel } from "../view/panel.js";
import type { SaidSemantics } from "./semantics.js";
import { cancelled, unlessAborted } from "../../worker/cancelled.js";
import { EngineClient } from "../../worker/engineClient.js";
import { signalOf } from "../signalOf.js";
import {
  bundledModels,
  labelsOf,
  nameOf,
  settingFor,
  sourceOf,
  stampOf,
  workspaceModels,
  type ModelFolder,
} from "./models.js";

export interface ChooseParts {
  extensionUri: Uri;
  /** Starts an engine that computes on WASM. */
  engine: () => Promise<Engine>;
  said: SaidSemantics;
  /** Folders that were opened. */
  known: KnownModels;
  classifier: Classifier;
  runs: Runs;
  panel: SkimPanel;
  log: LogOutputChannel;
}

/** Asks which model reads from now on, or takes the given folder. It is tried first: one that does not load is not written into the settings. */
export async function chooseModel(parts: ChooseParts, given: unknown): Promise<undefined> {
  const { extensionUri, classifier, runs, panel } = parts;
  const folder = given instanceof Uri ? await askModelFolder(given) : await askFolder(parts);
  if (!folder || !(await loads(folder, parts))) return;
  await writeModel(folder, extensionUri);
  const passages = runs.current ? [runs.current.passage] : [];
  if (panel.visible && (await wantsLong(passages, runs))) await classifier.again();
}

/** Into the settings: it reads from now on. */
export async function writeModel(folder: ModelFolder, extensionUri: Uri): Promise<void> {
  const setting = settingFor(folder, extensionUri);
  await workspace.getConfiguration(section).update("model", setting, targetOf(folder));
}

/** Loads the folder in an engine of its own, which ends with it: the model that works stays loaded; and asks what it does not say itself. False = cancelled. Throws SkimError. */
async function loads(folder: ModelFolder, { extensionUri, engine, said, known, log }: ChooseParts): Promise<boolean> {
  if (bundledModels(extensionUri).some(({ uri }) => uri.toString() === folder.uri.toString())) return true;
  const client = new EngineClient(engine, (line) => log.warn(line));
  try {
    const { precision } = config;
    const source = () => sourceOf(folder, "wasm");
    const stamp = await stampOf(folder);
    const plan = { key: "trial", backend: "wasm", precision, threads: 1, source } as const;
    const title = `Transkimmer: trying the model ${folder.name}`;
    const loaded = await sayProgress(title, true, (report, stop) =>
      unlessAborted(
        client.load(plan, ({ step }) => report(step)),
        signalOf(stop),
      ),
    );
    if (loaded === cancelled || (loaded.asksSemantics && !(await said.ask(folder)))) return false;
    await known.learn(folder.uri, stamp, loaded);
    await known.opened(folder.uri);
    return true;
  } catch (error) {
    const { code, message, file } = toFailure(error);
    const why = `${folder.name} was not chosen, and ${config.model} stays the model: ${message}`;
    throw new SkimError(code, why, { cause: error, ...(file === undefined ? {} : { file }) });
  } finally {
    client.terminate();
  }
}

async function askFolder({ extensionUri, log }: ChooseParts): Promise<ModelFolder | undefined> {
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
  return picked?.browse ? askModelFolder() : picked?.folder;
}

/** The folder that a person picks on the disk; `given` by a caller, it is that one. */
export async function askModelFolder(given?: unknown): Promise<ModelFolder | undefined> {
  if (given instanceof Uri) return { name: nameOf(given), uri: given };
  const [uri] =
    (await window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: "Use This Model",
      title: "A folder with config.json, tokenizer.json (or vocab.txt) and model.safetensors or pytorch_model.bin",
    })) ?? [];
  return uri && { name: nameOf(uri), uri };
}

/** Where the choice is written: a folder of the workspace, or a workspace that has its own setting, is the workspace's business. */
function targetOf(folder: ModelFolder): ConfigurationTarget {
  if (!workspace.isTrusted) return ConfigurationTarget.Global;
  const own = workspace.getConfiguration(section).inspect("model")?.workspaceValue !== undefined;
  return own || workspace.getWorkspaceFolder(folder.uri) ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
}
