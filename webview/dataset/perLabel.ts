import { confusionAt, f1Of, labelFiguresAt } from "../../src/run/changed.js";
import { controlOf, type Evaluation } from "../../src/run/evaluation.js";
import { distinctLabels } from "../../src/words/labels.js";
import { element } from "../elements.js";
import { percent } from "./words.js";

/** Labels of which a confusion can still be read. */
const mostLabels = 12;

/** How each label is found unskimmed and at the chosen one, and what is taken for what. */
export class PerLabel {
  readonly root = element("section", { class: "per-label", "aria-label": "By label" });
  readonly #body = element("div", {
    class: "wide",
    tabindex: "0",
    role: "region",
    "aria-label": "Precision and recall, confusion",
  });

  constructor() {
    this.root.append(element("h2", {}, "By label"), this.#body);
  }

  update(table: Evaluation, threshold: number): void {
    const dense = table.at[0]?.threshold ?? 0;
    const [before, now] = [labelFiguresAt(table, dense), labelFiguresAt(table, threshold)];
    this.root.hidden = before === null;
    if (!before) return;
    const names = distinctLabels(table.model.labels);
    const change = (a: string, b: string | undefined) => (b === undefined || a === b ? a : `${a} → ${b}`);
    const rows = before.map((was, label) => {
      const is = now?.[label];
      return [
        names[label] ?? "",
        String(was.rows),
        change(percent(was.precision), is && percent(is.precision)),
        change(percent(was.recall), is && percent(is.recall)),
        change(percent(f1Of(was)), is && percent(f1Of(is))),
      ];
    });
    const then = now ? ` → at ${controlOf(table.model)} ${threshold}` : `; what it is at ${threshold} is not known`;
    const told = `Unskimmed${then}. Rows: those to which the data set gives the label.`;
    this.#body.replaceChildren(grid(told, ["Label", "Rows", "Precision", "Recall", "F1"], rows));

    const [taken, takenNow] = [confusionAt(table, dense), confusionAt(table, threshold)];
    if (!taken || taken.length > mostLabels) return;
    const counts = taken.map((row, gold) => [
      names[gold] ?? "",
      ...row.map((n, label) => change(String(n), takenNow?.[gold]?.[label]?.toString())),
    ]);
    const said = `Rows: labels of the data set. Columns: what the model says, unskimmed${now ? ` → at ${controlOf(table.model)} ${threshold}` : ""}.`;
    this.#body.append(grid(said, ["In the data", ...taken.map((_, label) => names[label] ?? "")], counts));
  }
}

function grid(caption: string, header: string[], rows: string[][]): HTMLElement {
  return element(
    "table",
    {},
    element("caption", { class: "hint" }, caption),
    element("thead", {}, element("tr", {}, ...header.map((h) => element("th", { scope: "col" }, h)))),
    element(
      "tbody",
      {},
      ...rows.map(([name = "", ...cells]) =>
        element("tr", {}, element("th", { scope: "row" }, name), ...cells.map((cell) => element("td", {}, cell))),
      ),
    ),
  );
}
