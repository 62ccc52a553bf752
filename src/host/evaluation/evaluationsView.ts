import {
  EventEmitter,
  ThemeIcon,
  TreeItem,
  window,
  type Disposable,
  type TreeDataProvider,
  type TreeView,
  Uri,
} from "vscode";
import { counted } from "../../words/counted.js";
import { section } from "../config.js";
import { timeText } from "../history/historyView.js";
import { keyRows } from "../keyRows.js";
import { nameOf } from "../model/models.js";
import { plain } from "../plain.js";
import type { Kept } from "./evaluationFiles.js";
import type { Evaluations } from "./evaluations.js";

/** The evaluations of this workspace that came to their end, as VS Code's own tree: the newest first. */
export class EvaluationsView implements TreeDataProvider<Kept>, Disposable {
  readonly #tree: TreeView<Kept>;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscriptions: Disposable[];
  #state = "";

  constructor(private readonly evaluations: Evaluations) {
    this.#tree = window.createTreeView(`${section}.evaluations`, { treeDataProvider: this, canSelectMany: true });
    this.#subscriptions = [
      evaluations.onDidChange(() => {
        const { state } = evaluations.status;
        if (state !== this.#state) this.refresh();
        this.#state = state;
      }),
      this.#tree.onDidChangeVisibility(() => this.refresh()), // another window may have added some
    ];
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  /** Those that a key means, for it names none. */
  keyRows(): Promise<readonly Kept[]> {
    return keyRows(this.#tree, ({ id }) => id);
  }

  async getChildren(parent?: Kept): Promise<Kept[]> {
    return parent ? [] : this.evaluations.kept();
  }

  getTreeItem({ id, plan, told }: Kept): TreeItem {
    const file = nameOf(Uri.parse(plan.uri));
    const item = new TreeItem(plain(file));
    item.id = id;
    const several = plan.compared && counted(plan.compared.length, "policy", "policies");
    const at = several ?? (plan.exact === null ? counted(plan.thresholds.length, "setting") : "all settings");
    const precision = told.precision === "fp32" ? "" : ` ${told.precision}`;
    const description = plain(
      [counted(told.rows, "row"), at, `${told.model}${precision}`, timeText(told.ended)].join(" · "),
    );
    item.description = description;
    item.tooltip = plain(plan.said);
    item.iconPath = new ThemeIcon("graph");
    item.command = { command: `${section}.openEvaluation`, title: "Open Evaluation", arguments: [id] };
    item.accessibilityInformation = { label: `${plain(file)}, ${description}` };
    return item;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#tree.dispose();
    this.#changed.dispose();
  }
}

/** What the list hands to a command of its menus. */
export function isKept(given: unknown): given is Kept {
  return typeof given === "object" && given !== null && "id" in given && "told" in given;
}
