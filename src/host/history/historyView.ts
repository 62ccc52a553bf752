import { EventEmitter, ThemeIcon, TreeItem, window, type TreeDataProvider, type TreeView } from "vscode";
import { mostKept, type Entry } from "../../saved/history.js";
import { controlText, settingText } from "../../words/policy.js";
import { section } from "../config.js";
import { keyRows } from "../keyRows.js";
import { plain } from "../plain.js";
import type { History } from "./history.js";
import type { Runs } from "../run/runs.js";
import { percentText, probabilityText } from "../../words/probability.js";

const labelLength = 24;

/** The runs of this workspace as VS Code's own tree: pinned ones first, then the newest. */
export class HistoryView implements TreeDataProvider<string> {
  readonly #tree: TreeView<string>;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscriptions;
  #shown: string | null = null;

  constructor(
    private readonly history: History,
    runs: Runs,
  ) {
    this.#tree = window.createTreeView(`${section}.history`, { treeDataProvider: this, canSelectMany: true });
    this.#subscriptions = [
      history.onDidChange(() => this.#update()),
      runs.onDidChange(({ kind, run }) => {
        if (kind === "event" || this.#shown === run.id) return;
        this.#shown = run.id;
        this.#changed.fire(undefined);
      }),
    ];
    this.#update();
  }

  /** Ids of the runs that a key means, for it names none. */
  keyRows(): Promise<readonly string[]> {
    return keyRows(this.#tree, (id) => id);
  }

  getChildren(parent?: string): string[] {
    if (parent !== undefined) return [];
    const { entries } = this.history;
    return [...entries.filter((e) => e.pinned), ...entries.filter((e) => !e.pinned)].map((e) => e.id);
  }

  getParent(): undefined {
    return undefined;
  }

  getTreeItem(id: string): TreeItem {
    const entry = this.history.entries.find((e) => e.id === id);
    if (!entry) return new TreeItem("");
    const item = new TreeItem(plain(entry.title ?? shortened(entry.excerpt)));
    item.id = id;
    const description = plain(descriptionOf(entry));
    item.description = description;
    item.tooltip = tooltipOf(entry);
    item.iconPath = new ThemeIcon(entry.pinned ? "pinned" : id === this.#shown ? "eye" : "list-filter");
    item.contextValue = ["run", entry.pinned ? "pinned" : "loose", entry.uri === undefined ? "typed" : "placed"].join(
      " ",
    );
    item.command = { command: `${section}.showRun`, title: "Open in Skim View", arguments: [id] };
    const state = [entry.pinned ? "pinned" : "", id === this.#shown ? "shown" : ""].filter(Boolean).join(", ");
    item.accessibilityInformation = {
      label: `${plain(entry.title ?? entry.excerpt)}, ${description}${state === "" ? "" : `, ${state}`}`,
    };
    return item;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#tree.dispose();
    this.#changed.dispose();
  }

  #update(): void {
    const loose = this.history.entries.filter((e) => !e.pinned).length;
    this.#tree.message = loose >= mostKept ? `Of the runs that are not pinned, the newest ${mostKept} are kept.` : "";
    this.#changed.fire(undefined);
  }
}

/** Short enough that what it came to is read beside it in a narrow side bar; the tooltip has more. */
function shortened(excerpt: string): string {
  const characters = Array.from(excerpt);
  return characters.length <= labelLength
    ? excerpt
    : `${characters
        .slice(0, labelLength - 1)
        .join("")
        .trimEnd()}…`;
}

/** "positive 96 % at 0.5 · sst2 · 19:04": what tells runs of one text apart comes first, for a narrow side bar cuts the rest. */
function descriptionOf(entry: Entry): string {
  const at = entry.control ? ` at ${controlText(entry.control.at)}` : "";
  const parts = [
    `${entry.label}${entry.probability === null ? "" : ` ${percentText(entry.probability)}`}${at}`,
    ...(entry.forced === "" ? [] : [`${entry.forced} by hand`]),
    [
      entry.model,
      entry.policy ?? "",
      entry.semantics === "official" ? entry.semantics : "",
      entry.precision === "fp32" ? "" : entry.precision,
    ]
      .filter(Boolean)
      .join(" "),
    timeText(entry.started),
  ];
  return parts.join(" · ");
}

/** The time of today's runs, the date of older ones. */
export function timeText(started: string): string {
  const at = new Date(started);
  return at.toDateString() === new Date().toDateString()
    ? at.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" })
    : at.toLocaleDateString();
}

/** Plain: a document's words are no markup. */
function tooltipOf(entry: Entry): string {
  const setting = settingText(entry.control, entry.control?.at ?? []);
  const lines = [
    entry.excerpt,
    entry.probability === null ? entry.label : `${entry.label}, p = ${probabilityText(entry.probability)}`,
    `${[entry.model, ...(entry.policy === undefined ? [] : [entry.policy])].join(", ")}, ${entry.semantics ?? "dropped"} semantics, ${entry.precision}, ${setting}`,
    `${entry.tokens} tokens, FLOPs gain ${entry.gain.toFixed(2)}× (unpadded)`,
    ...(entry.forced === "" ? [] : [`${entry.forced} kept or skimmed by hand`]),
    `${entry.name}, ${new Date(entry.started).toLocaleString()}`,
  ];
  return lines.map((line) => plain(line)).join("\n");
}
