import type { DatasetToHost } from "../../src/protocol/evaluationView.js";
import { decide, decidedBy, type Candidate } from "../../src/run/decision.js";
import { controlOf, type Evaluation } from "../../src/run/evaluation.js";
import { decisionLines, usualBound } from "../../src/words/decision.js";
import { upper } from "../../src/words/upper.js";
import { button, element, setText } from "../elements.js";

/** "Largest gain at a loss of at most …", the answer, and the way to take it. */
export class Decision {
  readonly root = element("section", { class: "decision", "aria-label": "Decide to ship" });
  readonly #most = element("input", { type: "text", inputmode: "decimal", autocomplete: "off", id: "most" });
  readonly #unit = element("span");
  readonly #wrong = element("span", { class: "note", role: "alert", id: "most-wrong" });
  readonly #answer = element("div", { role: "status" });
  readonly #use = button("", () => {
    if (this.chosen) this.post({ type: "use", threshold: this.chosen.threshold });
  });
  #table: Evaluation | null = null;
  #candidates: readonly Candidate[] = [];
  /** Within the bound, the one of the largest gain. */
  chosen: Candidate | null = null;

  constructor(
    private readonly post: (message: DatasetToHost) => void,
    private readonly kept: { most: number | null },
    private readonly onChange: () => void,
  ) {
    this.#most.setAttribute("aria-describedby", this.#wrong.id);
    const label = element("label", { for: this.#most.id }, "Largest gain at a loss of at most");
    this.root.append(
      element("p", { class: "ask" }, label, this.#most, this.#unit, this.#wrong),
      this.#answer,
      this.#use,
    );
    this.#most.addEventListener("change", () => this.#read());
  }

  update(table: Evaluation, candidates: readonly Candidate[]): void {
    this.#table = table;
    this.#candidates = candidates;
    const { quality } = decidedBy(table);
    this.root.hidden = !quality || table.at.length === 1; // where nothing can be turned there is nothing to decide
    setText(this.#unit, `${quality?.unit === "share" ? "points of " : "of "}${quality?.said ?? ""}`);
    if (document.activeElement !== this.#most)
      this.#most.value = String(Number((this.#scale * this.#bound).toPrecision(6)));
    this.#decide();
  }

  get #bound(): number {
    return this.kept.most ?? usualBound;
  }

  /** What a person types stands for so many times as little. */
  get #scale(): number {
    return this.#table && decidedBy(this.#table).quality?.unit === "share" ? 100 : 1;
  }

  #read(): void {
    const typed = this.#most.value.trim().replace(",", ".");
    const number = typed === "" ? NaN : Number(typed);
    const fits = number >= 0 && number <= (this.#scale === 100 ? 100 : Infinity);
    this.#most.setAttribute("aria-invalid", String(!fits));
    setText(this.#wrong, fits ? "" : this.#scale === 100 ? "Give a number from 0 to 100." : "Give a number from 0 on.");
    if (!fits) return;
    this.kept.most = number / this.#scale;
    this.#decide();
    this.onChange();
  }

  #decide(): void {
    if (!this.#table) return;
    this.chosen = decide(this.#candidates, this.#bound);
    const lines = decisionLines(this.#table, this.#candidates, this.chosen, this.#bound);
    const told = Array.from(this.#answer.children, ({ textContent }) => textContent);
    if (String(told) !== String(lines)) this.#answer.replaceChildren(...lines.map((line) => element("p", {}, line)));
    setText(this.#use, `Use This ${upper(controlOf(this.#table.model))}`);
    this.#use.hidden = this.chosen === null;
  }
}
