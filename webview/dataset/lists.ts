import { group } from "d3-array";
import { changedAt, labelAt } from "../../src/run/changed.js";
import { controlOf, type Bounded, type Evaluation, type Flip, type Said } from "../../src/run/evaluation.js";
import { saidText } from "../../src/words/said.js";
import { flipsTitle } from "../../src/words/flips.js";
import type { DatasetToHost } from "../../src/protocol/evaluationView.js";
import { button, element } from "../elements.js";
import { boundText } from "../../src/words/boundText.js";

/** Rows drawn at once; the rest on demand. */
const step = 100;

type ListName = "lost" | "gained" | "flips" | "malformed" | "unknown";

/** Texts that the chosen threshold loses, or gains, those whose label flips anywhere, malformed rows, and labels that the model does not know. */
export class Lists {
  readonly root = element("div");
  readonly #shown: Record<ListName, number> = { lost: step, gained: step, flips: step, malformed: step, unknown: step };

  #drawn: { table: Evaluation; threshold: number | null } | null = null;

  constructor(private readonly post: (message: DatasetToHost) => void) {}

  /** `threshold`: the chosen one; null = there is none. */
  update(table: Evaluation, threshold: number | null): void {
    this.#drawn = { table, threshold };
    const held = document.activeElement?.getAttribute("data-key");
    const { flips, malformed, unknownLabels, model } = table;
    const name = (said: Said | null) => saidText(model.labels, said);
    const title = flipsTitle(table);
    this.root.replaceChildren(
      ...(title === null || threshold === null ? [] : this.#changed(table, threshold)),
      ...(title === null || table.rows === 0
        ? []
        : [
            this.#list(
              "flips",
              title,
              ["Line", "Text", "In the data", "Unskimmed", table.exact ? "Flips above" : "Flips at"],
              flips,
              (f) => [
                this.#reveal(f.line, `${f.line}`),
                textsOf(f),
                name(f.gold),
                this.#open(f.row, table.at[0]?.threshold ?? 0, name(f.labels[0] ?? null)),
                element(
                  "span",
                  { class: "flips" },
                  ...flipsOf(f, table.at).map(({ said, at, label }) =>
                    this.#open(f.row, at, `${said}: ${name(label)}`),
                  ),
                ),
              ],
            ),
          ]),
      ...this.#unlessEmpty(
        "malformed",
        "Malformed rows, left out",
        ["Lines", "Why"],
        malformed,
        ({ line, endLine, reason }) => [
          this.#reveal(line, line === endLine ? `${line}` : `${line} to ${endLine}`),
          reason,
        ],
      ),
      ...this.#unlessEmpty("unknown", "Labels that the model does not know", ["Label", "Rows"], unknownLabels, (u) => [
        u.label,
        String(u.rows),
      ]),
    );
    if (held) this.root.querySelector<HTMLElement>(`[data-key="${CSS.escape(held)}"]`)?.focus();
  }

  /** What the chosen threshold does to single texts, by label. */
  #changed(table: Evaluation, threshold: number): HTMLElement[] {
    const { model, flips, labelled } = table;
    const { lost, gained } = changedAt(table, threshold);
    const at = `${controlOf(model)} ${threshold}`;
    const name = (said: Said | null) => saidText(model.labels, said);
    const was = ({ gold, labels }: Flip) => (labelled > 0 ? gold : (labels[0] ?? null));
    const list = (kind: ListName, title: string, texts: Flip[]) => {
      const byLabel = group(texts, (flip) => name(was(flip)));
      const items = [...byLabel.values()].flat();
      const each = Array.from(byLabel, ([label, of]) => `${of.length} ${label}`);
      const section = this.#list(
        kind,
        title,
        ["Line", "Text", ...(labelled > 0 ? ["In the data"] : []), "Unskimmed", `At ${threshold}`],
        { items, more: 0 },
        (f) => [
          this.#reveal(f.line, `${f.line}`),
          textsOf(f),
          ...(labelled > 0 ? [name(f.gold)] : []),
          this.#open(f.row, table.at[0]?.threshold ?? 0, name(f.labels[0] ?? null)),
          this.#open(f.row, threshold, name(labelAt(f, table, threshold))),
        ],
      );
      if (byLabel.size > 1)
        section.firstElementChild?.after(
          element("p", { class: "hint" }, `${labelled > 0 ? "In the data" : "Unskimmed"}: ${each.join(", ")}.`),
        );
      return section;
    };
    const lists =
      labelled === 0
        ? [list("lost", `Texts whose ${table.flipping} at ${at} is not the unskimmed one`, lost)]
        : [
            list("lost", `Lost at ${at}: right unskimmed, wrong there`, lost),
            list("gained", `Gained at ${at}: wrong unskimmed, right there`, gained),
          ];
    if (flips.more > 0)
      lists[0]?.append(element("p", { class: "hint" }, `Of the ${flips.items.length} texts that are listed below.`));
    return lists;
  }

  /** Of what is a fault of the file: where there is none, nothing is said. */
  #unlessEmpty<T>(
    kind: ListName,
    title: string,
    header: string[],
    bounded: Bounded<T>,
    cells: (item: T) => (Node | string)[],
  ): HTMLElement[] {
    return bounded.items.length + bounded.more === 0 ? [] : [this.#list(kind, title, header, bounded, cells)];
  }

  #list<T>(
    kind: ListName,
    title: string,
    header: string[],
    { items, more }: Bounded<T>,
    cells: (item: T) => (Node | string)[],
  ): HTMLElement {
    const all = items.length + more;
    const shown = items.slice(0, this.#shown[kind]);
    const section = element("section", { class: kind }, element("h2", {}, `${title}: ${all}`));
    if (all === 0) return section;
    const rows = shown.map((item) => element("tr", {}, ...cells(item).map((c) => element("td", {}, c))));
    section.append(
      element(
        "table",
        { "aria-label": title },
        element("thead", {}, element("tr", {}, ...header.map((h) => element("th", { scope: "col" }, h)))),
        element("tbody", {}, ...rows),
      ),
    );
    if (shown.length < items.length)
      section.append(
        button(`Show ${Math.min(step, items.length - shown.length)} more`, () => {
          this.#shown[kind] += step;
          if (this.#drawn) this.update(this.#drawn.table, this.#drawn.threshold);
        }),
      );
    if (more > 0) section.append(element("p", { class: "hint" }, `${more} more are counted, not listed.`));
    return section;
  }

  #reveal(line: number, text: string): HTMLElement {
    const attributes = { class: "link", "aria-label": `Line ${text}: show it in the file`, "data-key": `l${line}` };
    return button(text, () => this.post({ type: "reveal", line }), attributes);
  }

  #open(row: number, threshold: number, text: string): HTMLElement {
    const attributes = {
      class: "link",
      title: `Open in the skim view at ${this.#drawn ? controlOf(this.#drawn.table.model) : ""} ${threshold}`,
      "data-key": `o${row}/${threshold}`,
    };
    return button(text, () => this.post({ type: "open", row, threshold }), attributes);
  }
}

function textsOf({ excerpt, pair }: Flip): Node | string {
  if (pair === undefined) return excerpt;
  return element("div", { class: "pair" }, ...[excerpt, pair].map((text) => element("p", {}, text)));
}

/** Where a text's label changes: what people read, and a threshold that gives the new label. */
function flipsOf(flip: Flip, all: Evaluation["at"]): { said: string; at: number; label: Said | null }[] {
  if (flip.exact)
    return flip.exact.map(({ below, above, at, label }) => {
      const gap = below < above ? `${boundText(below)} or up to ` : "";
      return { said: `${gap}${boundText(above)}`, at, label };
    });
  return flip.flipsAt.map((at) => {
    const label = flip.labels[all.findIndex(({ threshold }) => threshold === at)] ?? null;
    return { said: String(at), at, label };
  });
}
