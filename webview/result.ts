import { countedHow } from "../src/words/policy.js";
import { computedBy, costOf, type Run } from "../src/run/run.js";
import { element, setText } from "./elements.js";
import { explained } from "./explain.js";
import { duration, si } from "../src/words/text.js";
import { namedBy } from "../src/run/answer.js";
import { answerText, figureText } from "../src/words/answer.js";

/** The predicted class, every class's probability, and what the run cost. Its place is there before its numbers. */
export class Result {
  readonly root = element("section", { class: "result", "aria-label": "Result" });
  readonly #label = element("p", { class: "label" });
  readonly #was = element("p", { class: "hint", hidden: "" });
  readonly #classes = element("div", { class: "classes", role: "list" });
  /** What it cost: in a small window it stands below the picture. */
  readonly cost = element("dl");
  #rows: { row: HTMLElement; bar: HTMLElement; tick: HTMLElement; number: HTMLElement }[] = [];
  #key: string | null = null;

  constructor() {
    const label = element(
      "div",
      { class: "name" },
      element("div", { class: "row" }, this.#label, explained("probabilities")),
      this.#was,
    );
    this.root.append(label, this.#classes, this.cost);
  }

  /** `before`: the run to read this one against; null = none. */
  update(run: Run, before: Run | null): void {
    const { labels } = run.model;
    const isNumber = run.model.task.answer === "number";
    const key = [isNumber, ...labels].join("\n");
    if (key !== this.#key) this.#build(labels, isNumber);
    this.#key = key;
    const { result } = run;
    setText(this.#label, result ? answerText(labels, result) : "…");
    const was = before?.result ?? null;
    this.#was.hidden = was === null || result === null;
    setText(this.#was, was ? `the model alone: ${answerText(labels, was)}` : "");
    this.#rows.forEach(({ row, bar, tick, number }, i) => {
      const p = result?.probabilities[i];
      const old = was?.probabilities[i];
      bar.style.width = `${(p ?? 0) * 100}%`;
      tick.hidden = old === undefined;
      tick.style.left = `${(old ?? 0) * 100}%`;
      const both = [was, result].flatMap((of) => (result && of ? figureText(of, i) : []));
      setText(number, both.join(" → "));
      row.classList.toggle("winner", result !== null && namedBy(result).includes(i));
    });
    this.#costs(run, before);
  }

  /** A number has no bar: there is no end to it. */
  #build(labels: readonly string[], isNumber: boolean): void {
    this.#rows = labels.map((label) => {
      const bar = element("span", { class: "fill" });
      const tick = element("i", { hidden: "" });
      const number = element("span", { class: "number" });
      const track = element("span", { class: "track", "aria-hidden": "true" }, bar, tick);
      const row = element(
        "div",
        { role: "listitem" },
        element("span", { class: "name", dir: "auto" }, label),
        ...(isNumber ? [] : [track]),
        number,
      );
      return { row, bar, tick, number };
    });
    // Room for the longest label from the start: nothing moves when the result lands.
    const longest = Math.max(...labels.map((label) => label.length));
    this.#label.style.minWidth = `${Math.min(longest, 16)}ch`;
    this.#classes.replaceChildren(...this.#rows.map((r) => r.row));
  }

  #costs(run: Run, before: Run | null): void {
    const { flops, dense, gain } = costOf(run);
    const ms = run.result?.ms ?? null;
    const was = before && costOf(before).gain;
    const old = was === null ? "" : `${was.toFixed(2)} → `;
    const facts: [string, string][] = [
      ["FLOPs", gain === null ? "…" : `${si(flops)} of ${si(dense)}`],
      ["FLOPs gain", gain === null ? "…" : `${old}${gain.toFixed(2)}× (${countedHow(run.model)})`],
      ["Time", ms === null ? "…" : duration(ms)],
      ["Computed by", computedBy(run)],
    ];
    if (this.cost.children.length === 0)
      this.cost.append(
        ...facts.map(([name]) => {
          const about = name === "FLOPs gain" ? [explained("gain")] : [];
          return element("div", {}, element("dt", {}, name, ...about), element("dd"));
        }),
      );
    facts.forEach(([, value], i) => {
      const dd = this.cost.children[i]?.lastElementChild;
      if (dd) setText(dd, value);
    });
  }
}
