import { FileType, Uri, workspace } from "vscode";
import { checkSize, isBundleFile, shardsOf, tokenizerFiles, weightForms } from "../../protocol/bundle.js";
import type { BundleSource } from "../../protocol/engine.js";
import { SkimError } from "../../protocol/errors.js";
import { labelsIn } from "../../run/labels.js";
import type { Backend } from "../../run/run.js";
import { orNull } from "../orNull.js";

/** A folder that holds a bundle, or should. */
export interface ModelFolder {
  name: string;
  uri: Uri;
}

/** How many model folders are looked for in a workspace. */
const mostFound = 50;

/** What lies under models/. In a browser an extension's own folder can neither be listed, nor asked whether a file is there. */
const bundled = ["sst2", "issues"];

const bundleFiles = ["config.json", "tokenizer.json", weightForms[0].whole];
/** What is listed is not yet chosen, and there may be many: of a larger config.json no labels are shown. */
const mostListed = 4_000_000;

/** The bundles that came with the extension. */
export function bundledModels(extensionUri: Uri): ModelFolder[] {
  return bundled.map((name) => ({ name, uri: Uri.joinPath(extensionUri, "models", name) }));
}

/** Folders of the workspace that hold config.json beside weights (or the index of their shards). */
export async function workspaceModels(): Promise<ModelFolder[]> {
  const found = await workspace.findFiles(
    `**/{${weightForms.flatMap(({ whole, index }) => [whole, index]).join(",")}}`,
    "**/{node_modules,.git}/**",
    mostFound,
  );
  const uris = new Map(found.map((file) => Uri.joinPath(file, "..")).map((uri) => [uri.toString(), uri]));
  const folders = [...uris.values()].map((uri) => ({ name: workspace.asRelativePath(uri), uri }));
  const there = await Promise.all(folders.map((folder) => isBundle(folder.uri)));
  return folders.filter((_, i) => there[i]).sort((a, b) => a.name.localeCompare(b.name));
}

/** Finds the folder that the setting names: a bundled model, a path, or a URI. Throws SkimError "bundle-missing". */
export async function findModel(setting: string, extensionUri: Uri): Promise<ModelFolder> {
  const candidates = candidateUris(setting, extensionUri);
  for (const uri of candidates) if (await isBundle(uri)) return { name: nameOf(uri), uri };
  // A folder is there but lacks a file: the engine says which one.
  for (const uri of candidates) if (await isFolder(uri)) return { name: nameOf(uri), uri };
  throw new SkimError(
    "bundle-missing",
    `There is no model folder “${setting}” (setting transkimmer.model). Use Transkimmer: Choose Model… to pick another.`,
    { file: setting },
  );
}

/** What the setting must say for this folder to be found again. */
export function settingFor({ uri }: ModelFolder, extensionUri: Uri): string {
  const own = bundledModels(extensionUri).find((model) => model.uri.toString() === uri.toString());
  if (own) return own.name;
  // an untrusted workspace cannot set the model: the user's own settings do, and these are for all workspaces
  if (workspace.isTrusted && workspace.getWorkspaceFolder(uri)) {
    const relative = workspace.asRelativePath(uri, false);
    // a bundled model, or another folder of the workspace, may be found first by the same words
    if (candidateUris(relative, extensionUri)[0]?.toString() === uri.toString()) return relative;
  }
  return uri.scheme === "file" ? uri.fsPath : uri.toString();
}

/** What the worker is given: a folder that it reads itself, or, where it is in a browser or only VS Code can read it, the bytes. */
export async function sourceOf({ uri, name }: ModelFolder, backend: Backend): Promise<BundleSource> {
  if (uri.scheme === "file" && backend === "wasm") return { folder: uri.fsPath };
  const files: Record<string, Uint8Array> = {};
  const read = async (wanted: string[]): Promise<void> => {
    await Promise.all(
      wanted.map(async (file) => {
        const bytes = await readFile(uri, file);
        // On Node these are Buffers, which VS Code sends to a page as numbers in JSON; Uint8Arrays it sends as they are.
        if (bytes) files[file] = new Uint8Array(bytes);
      }),
    );
  };
  await read(["config.json", ...tokenizerFiles]);
  for (const { whole, index } of weightForms) {
    await read([whole]);
    if (!files[whole]) await read([index]);
    await read(shardsOf(parsed(files[index])));
    if (files[whole] || files[index]) break;
  }
  const listed = await orNull(workspace.fs.readDirectory(uri));
  return { name, files, beside: (listed ?? []).map(([file]) => file) };
}

/** A file of a bundle; null = there is none, or it has more than `most` bytes. Throws SkimError where it is larger than such a file is. */
async function readFile(uri: Uri, file: string, most = Infinity): Promise<Uint8Array | null> {
  const path = Uri.joinPath(uri, file);
  const stat = await orNull(workspace.fs.stat(path));
  // Where nothing can be asked (the extension's own folder in a browser) what is there is the extension's own.
  if (stat) {
    if ((stat.type & FileType.File) === 0 || stat.size > most) return null;
    checkSize(file, stat.size);
  }
  return orNull(workspace.fs.readFile(path));
}

/** JSON, or null where it is none: the engine says what is wrong with it when it opens the bundle. */
function parsed(bytes: Uint8Array | null | undefined): unknown {
  if (!bytes) return null;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/** What the model says of a text, by its configuration alone; empty = that does not say, or the engine cannot read it. */
export async function labelsOf({ uri }: ModelFolder): Promise<string[]> {
  const config = parsed(await readFile(uri, "config.json", mostListed));
  try {
    return labelsIn(config as Record<string, unknown>, Error);
  } catch {
    return [];
  }
}

/** Changes when the bundle on the disk does: a model trained anew is loaded anew. */
export async function stampOf({ uri }: ModelFolder): Promise<string> {
  const stamp = async (file: string) => {
    const stat = await orNull(workspace.fs.stat(Uri.joinPath(uri, file)));
    return `${file} ${stat ? `${stat.mtime}/${stat.size}` : "-"}`;
  };
  return (await Promise.all((await filesOf(uri)).map(stamp))).join(" ");
}

/** The bundle's files, shards included, by name. */
async function filesOf(uri: Uri): Promise<string[]> {
  const entries = await orNull(workspace.fs.readDirectory(uri));
  if (!entries) return bundleFiles; // the extension's own folder in a browser
  const names = entries.map(([file]) => file);
  return names.filter(isBundleFile).sort();
}

function candidateUris(setting: string, extensionUri: Uri): Uri[] {
  if (/^[a-z][a-z0-9+.-]+:/i.test(setting)) return [Uri.parse(setting)];
  if (/^([/\\]|[a-z]:[/\\])/i.test(setting)) return [Uri.file(setting)];
  const inWorkspace = (workspace.workspaceFolders ?? []).map((folder) => Uri.joinPath(folder.uri, setting));
  const own = bundledModels(extensionUri).filter(({ name }) => name === setting);
  return [...own.map(({ uri }) => uri), ...inWorkspace];
}

async function isBundle(uri: Uri): Promise<boolean> {
  const files = ["config.json", ...weightForms.flatMap(({ whole, index }) => [whole, index])];
  const stats = files.map((file) => orNull(workspace.fs.stat(Uri.joinPath(uri, file))));
  const [config, ...weights] = await Promise.all(stats); // at once: each is a round trip to the window
  return config !== null && weights.some((stat) => stat !== null);
}

export async function isFolder(uri: Uri): Promise<boolean> {
  const stat = await orNull(workspace.fs.stat(uri));
  return stat !== null && (stat.type & FileType.Directory) !== 0;
}

/** The folder that the setting names, whether or not it is there; null = it can name none. */
export async function chosenFolder(setting: string, extensionUri: Uri): Promise<ModelFolder | null> {
  const found = await findModel(setting, extensionUri).catch(() => null);
  const [uri] = candidateUris(setting, extensionUri);
  return found ?? (uri ? { name: nameOf(uri), uri } : null);
}

/** Of a workspace that is not trusted nothing is opened that nobody asked for. */
export function liesInUntrusted(uri: Uri): boolean {
  return !workspace.isTrusted && workspace.getWorkspaceFolder(uri) !== undefined;
}

/** For people: the folder that the setting names, whether or not it is there. */
export function chosenName(setting: string, extensionUri: Uri): string {
  const [uri] = candidateUris(setting, extensionUri);
  return uri ? nameOf(uri) : setting;
}

/** The last part of a path, for people. */
export function nameOf(uri: Uri): string {
  return uri.path.split("/").filter(Boolean).pop() ?? uri.toString();
}
