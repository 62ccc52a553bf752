import {
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  window,
  workspace,
  type Disposable,
  type LogOutputChannel,
  type TreeDataProvider,
  type TreeView,
  type Uri,
} from "vscode";
import { toFailure } from "../../protocol/errors.js";
import type { Found } from "../../saved/knownModels.js";
import { foundParts, reportLines, type ReportLine } from "../../words/checkReport.js";
import { config, section } from "../config.js";
import { keyRows } from "../keyRows.js";
import { logError } from "../log.js";
import { plain } from "../plain.js";
import type { Inspector } from "./inspector.js";
import type { KnownModels } from "./knownModels.js";
import { bundledModels, chosenFolder, isFolder, liesInUntrusted, nameOf, stampOf, type ModelFolder } from "./models.js";

/** A model folder of the list. */
export interface ModelRow {
  kind: "model";
  folder: ModelFolder;
  isBundled: boolean;
  isChosen: boolean;
  state: RowState;
}
type RowState =
  | { is: "looking" | "missing" | "untrusted" }
  | { is: "found"; found: Found }
  | { is: "broken"; message: string };

/** A line of what was found in it, and the lines below that. */
export interface ModelLine {
  kind: "line";
  row: ModelRow;
  parent: Node;
  about: ReportLine["about"] | "broken";
  text: string;
  rows: readonly string[];
}

type Node = ModelRow | ModelLine;

const icons: Record<ModelLine["about"], string> = {
  labels: "tag",
  read: "file",
  factored: "split-horizontal",
  assumed: "info",
  passedOver: "circle-slash",
  broken: "warning",
};

/** The models that came with the extension, the chosen one, and the folders opened before, as VS Code's own tree; below each what was found in it. */
export class ModelsView implements TreeDataProvider<Node>, Disposable {
  readonly #tree: TreeView<Node>;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscriptions: Disposable[];
  /** Why a folder cannot be opened, by its URI and stamp. */
  readonly #broken = new Map<string, string>();
  readonly #looking = new Set<string>();
  /** The rows that VS Code asked for last. */
  #drawn: Promise<ModelRow[]> = Promise.resolve([]);

  constructor(
    private readonly extensionUri: Uri,
    private readonly known: KnownModels,
    private readonly inspector: Inspector,
    private readonly log: LogOutputChannel,
  ) {
    this.#tree = window.createTreeView(`${section}.models`, { treeDataProvider: this, canSelectMany: true });
    const refresh = () => this.#changed.fire(undefined);
    this.#subscriptions = [
      known.onDidChange(refresh),
      workspace.onDidChangeConfiguration((e) => {
        if (e.affectsConfiguration(section)) refresh();
      }),
      workspace.onDidGrantWorkspaceTrust(refresh),
      this.#tree.onDidChangeVisibility(({ visible }) => {
        if (visible) refresh(); // folders come and go meanwhile
      }),
    ];
  }

  /** What a key means, for it names none. */
  keyRows(): Promise<readonly Node[]> {
    return keyRows(
      this.#tree,
      (node) => (node.kind === "line" ? `${node.row.folder.uri.toString()} ${node.text}` : node.folder.uri.toString()),
      () => this.#drawn,
    );
  }

  async getChildren(parent?: Node): Promise<Node[]> {
    if (!parent) return (this.#drawn = this.rows());
    const { row } = parent.kind === "line" ? parent : { row: parent };
    const line = (about: ModelLine["about"], text: string, rows: readonly string[] = []): ModelLine => {
      return { kind: "line", row, parent, about, text, rows };
    };
    if (parent.kind === "line") return parent.rows.map((text) => line(parent.about, text));
    const { state } = parent;
    if (state.is === "broken") return [line("broken", state.message)];
    return state.is === "found" ? reportLines(state.found).map(({ about, text, rows }) => line(about, text, rows)) : [];
  }

  getParent(node: Node): Node | undefined {
    return node.kind === "line" ? node.parent : undefined;
  }

  getTreeItem(node: Node): TreeItem {
    return node.kind === "line" ? itemOfLine(node) : itemOfRow(node);
  }

  /** All rows as they are now; what was not looked into yet is, and the list is drawn again then. */
  async rows(): Promise<ModelRow[]> {
    const bundled = bundledModels(this.extensionUri);
    const chosen = await chosenFolder(config.model, this.extensionUri);
    const all = [
      ...bundled,
      ...(chosen ? [chosen] : []),
      ...this.known.folders.map((uri) => ({ name: nameOf(uri), uri })),
    ];
    const distinct = [...new Map(all.map((folder) => [folder.uri.toString(), folder])).values()];
    return Promise.all(
      distinct.map(async (folder, i): Promise<ModelRow> => {
        const isBundled = i < bundled.length;
        const isChosen = folder.uri.toString() === chosen?.uri.toString();
        const twice = distinct.filter(({ name }) => name === folder.name).length > 1;
        const named =
          twice && !isBundled ? { ...folder, name: folder.uri.path.split("/").slice(-2).join("/") } : folder;
        return { kind: "model", folder: named, isBundled, isChosen, state: await this.#stateOf(folder, isBundled) };
      }),
    );
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#tree.dispose();
    this.#changed.dispose();
  }

  async #stateOf(folder: ModelFolder, isBundled: boolean): Promise<RowState> {
    if (!isBundled && liesInUntrusted(folder.uri)) return { is: "untrusted" };
    // In a browser nobody can ask whether the extension's own folder is there.
    if (!isBundled && !(await isFolder(folder.uri))) return { is: "missing" };
    const stamp = await stampOf(folder);
    const found = this.known.found(folder.uri, stamp);
    if (found) return { is: "found", found };
    const key = `${folder.uri.toString()} ${stamp}`;
    const message = this.#broken.get(key);
    if (message !== undefined) return { is: "broken", message };
    void this.#look(folder, key);
    return { is: "looking" };
  }

  async #look(folder: ModelFolder, key: string): Promise<void> {
    if (this.#looking.has(key)) return;
    this.#looking.add(key);
    try {
      const { inspected, stamp } = await this.inspector.inspect(folder);
      await this.known.learn(folder.uri, stamp, inspected);
    } catch (error) {
      logError(this.log, `Looking into the model ${folder.name}`, error);
      this.#broken.set(key, toFailure(error).message);
      this.#changed.fire(undefined);
    } finally {
      this.#looking.delete(key);
    }
  }
}

/** What a row says beside its name. */
export function rowParts({ state }: ModelRow): string[] {
  switch (state.is) {
    case "looking":
      return ["looking into it…"];
    case "missing":
      return ["missing"];
    case "untrusted":
      return ["not looked into: this workspace is not trusted"];
    case "broken":
      return ["cannot be opened"];
    case "found":
      return foundParts(state.found, config.precision === "auto" ? state.found.auto : config.precision);
  }
}

function itemOfRow(row: ModelRow): TreeItem {
  const { folder, isBundled, isChosen, state } = row;
  const hasLines = state.is === "found" || state.is === "broken";
  const item = new TreeItem(
    plain(folder.name),
    hasLines ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  const parts = rowParts(row);
  item.id = folder.uri.toString();
  item.description = plain(parts.join(" · "));
  const chosen = isChosen ? ["chosen"] : [];
  item.accessibilityInformation = { label: plain([folder.name, ...chosen, ...parts].join(", ")) };
  const report = state.is === "found" ? reportLines(state.found).map(({ text }) => text) : [];
  const why = state.is === "broken" ? [state.message] : [];
  item.tooltip = [placeOf(folder.uri), [...chosen, ...parts].join(" · "), ...why, ...report]
    .map((line) => plain(line))
    .join("\n");
  const isWrong = state.is === "broken" || state.is === "missing";
  item.iconPath = isWrong
    ? new ThemeIcon("warning", new ThemeColor("list.warningForeground"))
    : new ThemeIcon(isChosen ? "pass-filled" : "package");
  item.contextValue = ["model", isBundled ? "bundled" : "added", isChosen ? "chosen" : "other", state.is].join(" ");
  return item;
}

function itemOfLine({ about, text, rows }: ModelLine): TreeItem {
  const { Collapsed, None } = TreeItemCollapsibleState;
  const item = new TreeItem(plain(text), rows.length > 0 ? Collapsed : None);
  item.tooltip = plain(text);
  item.iconPath = new ThemeIcon(icons[about]);
  item.contextValue = "line";
  return item;
}

/** Where a folder is, for people. */
export const placeOf = (uri: Uri): string => (uri.scheme === "file" ? uri.fsPath : uri.toString(true));
