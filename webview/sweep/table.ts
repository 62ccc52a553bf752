import type { ShownSweep } from "../../src/run/shownSweep.js";
import { button, element } from "../elements.js";
import { intervalText } from "../../src/words/boundText.js";
import { gainOf, meanKept } from "../../src/chart/sweepCurves.js";
import { answerText, figureName, figureText } from "../../src/words/answer.js";
import { growth } from "./growth.js";

/** The sweep as numbers: one row a distinct run, with a button that shows it. Built only while it is looked at. */
export class SweepTable {
  readonly root = element("div", {
    class: "table",
    role: "region",
    tabindex: "0",
    "aria-label": "Sweep table",
    hidden: "",
  });
  #key = "";
  /** By step. */
  #rows: HTMLTableRowElement[] = [];

  constructor(private readonly go: (step: number) => void) {}

  /** `current`: index of the step that is shown; `control`: the name of what is swept. */
  update(
    sweep: ShownSweep,
    labels: readonly string[],
    current: number | null,
    visible: boolean,
    control: string,
  ): void {
    this.root.hidden = !visible;
    if (!visible) return;
    const key = `${sweep.id} ${growth(sweep)} ${sweep.state}`;
    if (key !== this.#key) this.#build(sweep, labels, control);
    this.#key = key;
    this.#rows.forEach((row, i) => {
      row.classList.toggle("current", i === current);
      if (i === current) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    });
  }

  #build(sweep: ShownSweep, labels: readonly string[], control: string): void {
    const focused = document.activeElement?.getAttribute("aria-label"); // its button is made anew
    this.#rows = [];
    const isNumber = sweep.steps[0]?.probabilities.length === 0;
    const column = (text: string): HTMLElement => element("th", { scope: "col" }, text);
    const head = element(
      "tr",
      {},
      column(`${control}s`),
      column(isNumber ? "number" : "label"),
      ...labels.map((l) => column(figureName(l, isNumber))),
    );
    head.append(column("tokens a layer"), column("FLOPs gain"), column(""));
    const number = (text: string): HTMLElement => element("td", { class: "number" }, text);
    const body = element("tbody");
    sweep.steps.forEach((step, i) => {
      const before = sweep.steps[i - 1];
      if (before ? before.hi < step.lo : step.lo > sweep.range.from) body.append(notVisited(labels.length + 5));
      const interval = intervalText(step);
      const row = element(
        "tr",
        {},
        element("th", { scope: "row" }, interval),
        element("td", {}, answerText(labels, step)),
        ...labels.map((_, l) => number(figureText(step, l))),
        number(meanKept(step).toFixed(1)),
        number(`${gainOf(sweep, step).toFixed(2)}×`),
        element(
          "td",
          {},
          button("Show", () => this.go(i), { "aria-label": `Show the run of ${interval}` }),
        ),
      );
      this.#rows.push(row);
      body.append(row);
    });
    if ((sweep.steps.at(-1)?.hi ?? 0) < sweep.range.to) body.append(notVisited(labels.length + 5));
    const caption = element("caption", {}, `Every distinct run, and the ${control}s that give it`);
    const held = this.root.contains(document.activeElement);
    this.root.replaceChildren(element("table", {}, caption, element("thead", {}, head), body));
    if (held)
      ([...body.querySelectorAll("button")].find((b) => b.getAttribute("aria-label") === focused) ?? this.root).focus();
  }
}

function notVisited(columns: number): HTMLElement {
  return element("tr", {}, element("td", { colspan: String(columns), class: "hint" }, "not computed yet"));
}
