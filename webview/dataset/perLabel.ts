import { figuresOf, type Evaluation } from "../../src/run/evaluation.js";
import { distinctLabels } from "../../src/words/labels.js";
import { element } from "../elements.js";
import { percent } from "./words.js";

/** How each label of several is found, by threshold; hidden where a text has one label, or none is known. */
export class PerLabel {
  readonly root = element("section", { class: "per-label", "aria-label": "By label" });
  readonly #body = element("div", {
    class: "wide",
    tabindex: "0",
    role: "region",
    "aria-label": "Precision and recall",
  });

  constructor() {
    this.root.append(element("h2", {}, "By label"), this.#body);
  }

  update(table: Evaluation): void {
    const { at, model } = table;
    const ofLabels = figuresOf(table).some(({ against }) => against === "labels");
    this.root.hidden = !ofLabels || !at.some(({ perLabel }) => perLabel !== undefined);
    if (this.root.hidden) return;
    const rows = distinctLabels(model.labels).map((name, label) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, name),
        element("td", {}, String(at[0]?.perLabel?.[label]?.rows ?? 0)),
        ...at.map(({ perLabel }) => {
          const { precision = null, recall = null } = perLabel?.[label] ?? {};
          return element("td", {}, percent(precision), element("small", {}, percent(recall)));
        }),
      ),
    );
    const header = ["Label", "Rows", ...at.map(({ threshold }) => `At ${threshold}`)];
    this.#body.replaceChildren(
      element(
        "table",
        {},
        element(
          "caption",
          { class: "hint" },
          "Precision; small: recall. Rows: those to which the data set gives the label.",
        ),
        element("thead", {}, element("tr", {}, ...header.map((h) => element("th", { scope: "col" }, h)))),
        element("tbody", {}, ...rows),
      ),
    );
  }
}
