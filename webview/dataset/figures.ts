import { controlOf, figuresOf, lossOf, type Evaluation, type Figure } from "../../src/run/evaluation.js";
import { element, setText } from "../elements.js";
import { lossNumber } from "../../src/words/decision.js";
import { upper } from "../../src/words/upper.js";
import { range, writing } from "./words.js";

/** The table by setting, and the tokens that each layer keeps. */
export class Figures {
  readonly root = element("section", { class: "figures" });
  readonly #head = element("h2");
  readonly #body = element("div", {
    class: "wide",
    tabindex: "0",
    role: "region",
  });

  constructor() {
    this.root.append(this.#head, this.#body);
  }

  update(table: Evaluation): void {
    const { at, model, bootstrap } = table;
    const figures = figuresOf(table);
    const control = controlOf(model);
    setText(this.#head, `By ${control}`);
    this.root.setAttribute("aria-label", `By ${control}`);
    this.#body.setAttribute("aria-label", `Figures by ${control}`);
    const ofLoss = lossOf(table);
    const header = [
      upper(control),
      ...figures.flatMap((figure) => [
        upper(figure.title),
        ...(figure === ofLoss ? [figure.unit === "share" ? "Loss, points" : "Loss"] : []),
      ]),
      ...Array.from({ length: model.layers }, (_, l) => `Layer ${l + 1}`),
    ];
    const rows = at.map((a) => {
      const row = element(
        "tr",
        { "data-threshold": String(a.threshold) },
        element("th", { scope: "row", class: "number" }, String(a.threshold)),
        ...figures.flatMap((figure) => [
          cell(a[figure.name], writing[figure.unit]),
          ...(figure === ofLoss ? [cell(a.loss, (loss) => (loss === null ? "–" : lossNumber(loss, figure.unit)))] : []),
        ]),
        ...a.kept.map(kept),
      );
      return row;
    });
    const note = `Small: 95 % of ${bootstrap.replicates} Poisson bootstrap replicates (seed ${bootstrap.seed}) lie between. ${ofLoss ? "Loss: against the unskimmed model, of the same rows in each replicate. " : ""}Layers: share of the tokens that they keep.${table.lack === undefined ? "" : ` ${table.lack}`}`;
    this.#body.replaceChildren(
      element(
        "table",
        {},
        element("caption", { class: "hint" }, element("span", {}, note)),
        element("thead", {}, element("tr", {}, ...header.map((h) => element("th", { scope: "col" }, h)))),
        element("tbody", {}, ...rows),
      ),
    );
  }

  /** Marks the row of a setting; null = none. */
  mark(threshold: number | null): void {
    for (const row of this.#body.querySelectorAll("tbody tr"))
      row.classList.toggle("marked", row.getAttribute("data-threshold") === String(threshold));
  }
}

function cell(figure: Figure | undefined, write: (value: number | null) => string): HTMLElement {
  const { value, interval } = figure ?? { value: null, interval: null };
  return element("td", {}, write(value), element("small", {}, range(interval, write)));
}

/** A share as a number with a bar under it. */
function kept(share: number): HTMLElement {
  const bar = element("span", { class: "share", "aria-hidden": "true" });
  bar.style.width = `${(share * 100).toFixed(1)}%`;
  return element("td", { class: "kept" }, `${(share * 100).toFixed(0)} %`, bar);
}
