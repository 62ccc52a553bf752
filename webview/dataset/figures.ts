import type { Evaluation, Figure } from "../../src/run/evaluation.js";
import { element } from "../elements.js";
import { percent, range, times } from "./words.js";

/** The table by threshold, and the tokens that each layer keeps. */
export class Figures {
  readonly root = element("section", { class: "figures", "aria-label": "By threshold" });
  readonly #body = element("div", {
    class: "wide",
    tabindex: "0",
    role: "region",
    "aria-label": "Figures by threshold",
  });

  constructor() {
    this.root.append(element("h2", {}, "By threshold"), this.#body);
  }

  update({ at, model, labelled, bootstrap }: Evaluation): void {
    const labels = labelled > 0;
    const header = [
      "Threshold",
      ...(labels ? ["Accuracy", "Macro-F1"] : []),
      "FLOPs gain",
      "Same label as at 0",
      ...Array.from({ length: model.layers }, (_, l) => `Layer ${l + 1}`),
    ];
    const rows = at.map((a) => {
      const row = element(
        "tr",
        { "data-threshold": String(a.threshold) },
        element("th", { scope: "row", class: "number" }, String(a.threshold)),
        ...(labels ? [cell(a.accuracy, percent), cell(a.macroF1, percent)] : []),
        cell(a.flopsGain, times),
        cell(a.agreement, percent),
        ...a.kept.map(kept),
      );
      return row;
    });
    const note = `Small: 95 % of ${bootstrap.replicates} Poisson bootstrap replicates (seed ${bootstrap.seed}) lie between. Layers: share of the tokens that they keep.`;
    this.#body.replaceChildren(
      element(
        "table",
        {},
        element("caption", { class: "hint" }, note),
        element("thead", {}, element("tr", {}, ...header.map((h) => element("th", { scope: "col" }, h)))),
        element("tbody", {}, ...rows),
      ),
    );
  }

  /** Marks the row of a threshold; null = none. */
  mark(threshold: number | null): void {
    for (const row of this.#body.querySelectorAll("tbody tr"))
      row.classList.toggle("marked", row.getAttribute("data-threshold") === String(threshold));
  }
}

function cell({ value, interval }: Figure, write: (value: number | null) => string): HTMLElement {
  return element("td", {}, write(value), element("small", {}, range(interval, write)));
}

/** A share as a number with a bar under it. */
function kept(share: number): HTMLElement {
  const bar = element("span", { class: "share", "aria-hidden": "true" });
  bar.style.width = `${(share * 100).toFixed(1)}%`;
  return element("td", { class: "kept" }, `${(share * 100).toFixed(0)} %`, bar);
}
