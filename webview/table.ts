import { fateText } from "../src/words/fate.js";
import type { Run } from "../src/run/run.js";
import { whichText } from "../src/words/whichText.js";
import { scoreAt } from "../src/words/policy.js";
import type { Bar } from "../src/run/bars.js";
import { element } from "./elements.js";

/** The picture as numbers: one row a column. Built only while it is looked at. */
export class Table {
  readonly root = element("div", {
    class: "table",
    role: "region",
    tabindex: "0",
    "aria-label": "Skim table",
    hidden: "",
  });
  #key = "";

  update(run: Run, bars: readonly Bar[], visible: boolean): void {
    this.root.hidden = !visible;
    if (!visible) return;
    const key = `${run.id} ${run.done.join()} ${run.state} ${bars.length}`;
    if (key === this.#key) return;
    this.#key = key;
    const { score } = run.model.policy;
    const layers = score === null ? [] : Array.from({ length: run.model.layers }, (_, l) => l);
    const column = (text: string): HTMLElement => element("th", { scope: "col" }, text);
    const pair = run.passage.pair !== undefined;
    const names = ["text", ...(pair ? ["which text"] : []), "pieces", "what happened", "layers passed"];
    const head = element("tr", {}, ...names.map(column));
    head.append(...layers.map((l) => column(`${score ?? ""} ${l + 1}`)));
    const body = element("tbody");
    for (const bar of bars) {
      const pieces = bar.column.tokens.map((t) => run.tokens[t]?.piece ?? "").join(" ");
      const row = element(
        "tr",
        {},
        element("th", { scope: "row", dir: "auto" }, bar.column.text),
        ...(pair ? [element("td", {}, whichText(run.passage, bar.column) ?? "")] : []),
        element("td", { dir: "auto" }, pieces),
        element("td", {}, fateText(bar, run.model)),
        element("td", { class: "number" }, String(bar.depth)),
      );
      for (const l of layers) {
        const p = bar.p[l] ?? null;
        row.append(element("td", { class: "number" }, p === null ? "" : scoreAt(run, l, p)));
      }
      body.append(row);
    }
    const caption = element(
      "caption",
      {},
      `Every word, and how many layers it passed${score === null ? "" : `; ${score} where it was asked`}`,
    );
    this.root.replaceChildren(element("table", {}, caption, element("thead", {}, head), body));
  }
}
