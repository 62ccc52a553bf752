import {
  EventEmitter,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  window,
  type TreeDataProvider,
  type TreeView,
} from "vscode";
import { mostKept, type Entry } from "../../saved/history.js";
import { byText, matches, rowText, type TextRows } from "../../saved/runRows.js";
import { counted } from "../../words/counted.js";
import { settingText } from "../../words/policy.js";
import { probabilityText } from "../../words/probability.js";
import { section } from "../config.js";
import { keyRows } from "../keyRows.js";
import { plain } from "../plain.js";
import type { Comparison } from "../run/comparison.js";
import type { Runs } from "../run/runs.js";
import type { History } from "./history.js";

const labelLength = 24;
/** Of a row that stands for a text, in front of its key: no run's id has a blank in it. */
const textRow = "text ";

/** The runs of this workspace as VS Code's own tree: a text that was read more than once, with its runs under it. */
export class HistoryView implements TreeDataProvider<string> {
  readonly #tree: TreeView<string>;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #chosen = new EventEmitter<readonly [string, string]>();
  /** Two runs are selected: first the one that was selected before. */
  readonly onDidChooseTwo = this.#chosen.event;
  readonly #subscriptions;
  #texts: TextRows[] = [];
  #filter = "";
  #shown: string | null = null;
  #selected: readonly string[] = [];
  /** The selection is turned over to find the focused row: see keyRows. */
  #asking = false;

  constructor(
    private readonly history: History,
    private readonly comparison: Comparison,
    runs: Runs,
  ) {
    this.#tree = window.createTreeView(`${section}.history`, { treeDataProvider: this, canSelectMany: true });
    this.#subscriptions = [
      history.onDidChange(() => this.#update()),
      comparison.onDidChange(() => this.#changed.fire(undefined)),
      runs.onDidChange(({ kind, run }) => {
        if (kind === "event" || this.#shown === run.id) return;
        this.#shown = run.id;
        this.#changed.fire(undefined);
      }),
      this.#tree.onDidChangeSelection(({ selection }) => this.#select(selection)),
    ];
    this.#update();
  }

  /** Rows that a key means, for it names none. */
  async keyRows(): Promise<readonly string[]> {
    this.#asking = true;
    try {
      return await keyRows(this.#tree, (id) => id);
    } finally {
      this.#asking = false;
    }
  }

  /** The runs of a row: of a text all that are in sight. */
  runsOf(row: string): readonly string[] {
    if (!row.startsWith(textRow)) return [row];
    return this.#rowsOf(row)?.entries.map(({ id }) => id) ?? [];
  }

  /** Words that a run must have in its row, its text, its document's or its model's name; empty = all are shown. */
  get filter(): string {
    return this.#filter;
  }

  set filter(wanted: string) {
    this.#filter = wanted.trim();
    this.#update();
  }

  getChildren(parent?: string): string[] {
    if (parent !== undefined) return [...this.runsOf(parent)];
    return this.#texts.map(({ key, entries: [only, ...more] }) =>
      only && more.length === 0 ? only.id : `${textRow}${key}`,
    );
  }

  getParent(row: string): string | undefined {
    const text = this.#texts.find(({ entries }) => entries.length > 1 && entries.some(({ id }) => id === row));
    return text && `${textRow}${text.key}`;
  }

  getTreeItem(row: string): TreeItem {
    if (row.startsWith(textRow)) return this.#textItem(row);
    const entry = this.history.entries.find((e) => e.id === row);
    if (!entry) return new TreeItem("");
    const { id, pinned, title, excerpt } = entry;
    const among = this.getParent(id) !== undefined;
    const said = rowText(entry);
    const name = plain(title ?? (among ? said : shortened(excerpt)));
    const letters = [this.comparison.a?.id === id ? "A" : "", this.comparison.b?.id === id ? "B" : ""]
      .filter(Boolean)
      .join(", ");
    const item = new TreeItem({
      label: letters === "" ? name : `${letters} · ${name}`,
      highlights: letters === "" ? [] : [[0, letters.length]],
    });
    item.id = id;
    const description = plain([...(title === null && among ? [] : [said]), circumstances(entry)].join(" · "));
    item.description = description;
    item.tooltip = tooltipOf(entry);
    item.iconPath = new ThemeIcon(pinned ? "pinned" : id === this.#shown ? "eye" : "list-filter");
    item.contextValue = ["run", pinned ? "pinned" : "loose", entry.uri === undefined ? "typed" : "placed"].join(" ");
    item.command = { command: `${section}.showRun`, title: "Open in Skim View", arguments: [id] };
    const states = [pinned ? "pinned" : "", id === this.#shown ? "shown" : "", letters].filter(Boolean);
    item.accessibilityInformation = {
      label: [plain(title ?? (among ? said : excerpt)), description, ...states].join(", "),
    };
    return item;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#tree.dispose();
    this.#changed.dispose();
    this.#chosen.dispose();
  }

  #rowsOf(row: string): TextRows | undefined {
    return this.#texts.find(({ key }) => row === `${textRow}${key}`);
  }

  #textItem(row: string): TreeItem {
    const entries = this.#rowsOf(row)?.entries ?? [];
    const [first] = entries;
    if (!first) return new TreeItem("");
    const item = new TreeItem(plain(shortened(first.excerpt)), TreeItemCollapsibleState.Expanded);
    item.id = row;
    const description = plain(`${counted(entries.length, "run")} · ${first.name}`);
    item.description = description;
    item.tooltip = plain(first.excerpt);
    item.iconPath = new ThemeIcon("quote");
    item.contextValue = "text";
    item.accessibilityInformation = { label: `${plain(first.excerpt)}, ${description}` };
    return item;
  }

  #select(selection: readonly string[]): void {
    if (this.#asking) return;
    const before = this.#selected;
    this.#selected = selection;
    const [first, second] = [...before, ...selection].filter(
      (row, i, all) => selection.includes(row) && all.indexOf(row) === i,
    );
    if (selection.length !== 2 || !first || !second || selection.some((row) => row.startsWith(textRow))) return;
    this.#chosen.fire([first, second]);
  }

  #update(): void {
    const { entries } = this.history;
    const found = this.#filter === "" ? entries : entries.filter((entry) => matches(entry, this.#filter));
    this.#texts = byText(found);
    const loose = entries.filter((e) => !e.pinned).length;
    const full = loose >= mostKept ? [`Of the runs that are not pinned, the newest ${mostKept} are kept.`] : [];
    const filtered =
      this.#filter === "" ? [] : [`${found.length} of ${counted(entries.length, "run")} with “${this.#filter}”.`];
    this.#tree.message = plain([...filtered, ...full].join(" "));
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

/** "sst2 int8 · 19:04" */
function circumstances({ model, policy, semantics, precision, started }: Entry): string {
  const by = [model, policy ?? "", semantics === "official" ? semantics : "", precision === "fp32" ? "" : precision];
  return `${by.filter(Boolean).join(" ")} · ${timeText(started)}`;
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
