import type { DatasetToHost, SpeedMessage } from "../../src/protocol/evaluationView.js";
import { decide, decidedBy, type Candidate } from "../../src/run/decision.js";
import { transkimmer } from "../../src/run/policy.js";
import { controlOf, type Evaluation } from "../../src/run/evaluation.js";
import { decisionLines, usualBound } from "../../src/words/decision.js";
import { upper } from "../../src/words/upper.js";
import { speedText } from "../../src/words/speed.js";
import { button, element, setText, showButtons } from "../elements.js";

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
  readonly #measure = button("Measure Speed", () => {
    if (this.#speed.state.is === "measuring") this.post({ type: "stopMeasuring" });
    else if (this.chosen) this.post({ type: "measure", threshold: this.chosen.threshold });
  });
  readonly #export = button("Export Speed", () => this.post({ type: "export", as: "speed" }));
  readonly #fast = element("p", { role: "status", class: "speed" });
  #speed: Pick<SpeedMessage, "state" | "speeds"> = { state: { is: "none" }, speeds: [] };
  #isDone = false;
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
      this.#fast,
      element("div", { class: "toolbar" }, this.#use, this.#measure, this.#export),
    );
    this.#most.addEventListener("change", () => this.#read());
  }

  update(table: Evaluation, candidates: readonly Candidate[]): void {
    this.#table = table;
    this.#candidates = candidates;
    const { quality } = decidedBy(table);
    this.root.hidden = !quality || table.rows === 0 || table.at.length === 1; // where nothing can be turned there is nothing to decide
    setText(this.#unit, `${quality?.unit === "share" ? "points of " : "of "}${quality?.said ?? ""}`);
    if (document.activeElement !== this.#most)
      this.#most.value = String(Number((this.#scale * this.#bound).toPrecision(6)));
    this.#decide();
  }

  /** `isDone`: of a part of a file no speed is measured. */
  showSpeed(speed: Pick<SpeedMessage, "state" | "speeds">, isDone: boolean): void {
    this.#speed = speed;
    this.#isDone = isDone;
    this.#sayFast();
  }

  #sayFast(): void {
    const { state, speeds } = this.#speed;
    const { name } = this.#table?.model.policy ?? transkimmer;
    const known = speeds.find(
      ({ policy = name, threshold }) => policy === name && threshold === this.chosen?.threshold,
    );
    setText(
      this.#measure,
      state.is === "measuring" ? "Stop Measuring" : known ? "Measure Speed Again" : "Measure Speed",
    );
    showButtons([
      [this.#use, this.chosen !== null],
      [this.#measure, state.is === "measuring" || (this.chosen !== null && this.#isDone)],
      [this.#export, speeds.length > 0],
    ]);
    const how = {
      none: "",
      done: "",
      failed: state.is === "failed" ? `The speed was not measured${known ? " again" : ""}. ${state.message}` : "",
      measuring:
        state.is === "measuring" && state.all > 0
          ? `Measuring: ${state.done} of ${state.all} texts.`
          : "Loading the model.",
    }[state.is];
    const was = known && state.is !== "measuring" ? speedText(known) : "";
    setText(this.#fast, [was, how].filter((part) => part !== "").join(" "));
    this.#fast.hidden = this.#fast.textContent === "";
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
    this.#sayFast();
  }
}
