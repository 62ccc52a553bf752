import { render } from "lit-html";
import type { Run } from "../src/run/run.js";
import { button, element, setText } from "./elements.js";
import { upper } from "../src/words/upper.js";
import { icon } from "./icons.js";
import { otherModel, same, type View } from "./store.js";
import { Pair, rounded } from "./thresholdPair.js";

/** The policy's control: one setting for all layers, or one per layer. Every move is a real run. */
export class Threshold {
  readonly root = element("section", { class: "threshold" });
  readonly #all: Pair;
  readonly #state = element("span", { class: "hint state" });
  readonly #own: HTMLButtonElement;
  /** One number for each layer. */
  readonly each = element("details", { class: "each-layer" });
  readonly #linked = element("input", { type: "checkbox", id: "skim-linked" });
  readonly #list = element("div", { class: "each" });
  #layers: Pair[] = [];
  /** What the controls say; the run's own until someone moves them. */
  #values: number[] = [];
  #bundle: number[] = [];
  #least = 0;
  #most = 1;

  /** `settled`: the person has let it go. */
  constructor(
    private readonly ask: (control: number[]) => void,
    private readonly settled: () => void,
  ) {
    this.#all = new Pair("Threshold", (value) => this.#change(this.#values.map(() => value)), settled);
    const own = (): void => {
      this.#change([...this.#bundle]);
      settled();
    };
    this.#own = button("", own, { class: "tool own" });
    render(icon("own"), this.#own);
    this.each.append(
      element("summary", {}, "One per layer"),
      element("label", { for: "skim-linked" }, this.#linked, " move together"),
      this.#list,
    );
    this.root.append(element("div", { class: "row" }, this.#all.root, this.#own), this.#state);
  }

  update(view: Pick<View, "run" | "shown" | "asked" | "preview" | "chosenModel">, shown: Run): void {
    const { run, asked, preview } = view;
    const other = otherModel(view);
    const newest = run ?? shown;
    this.#bundle = shown.model.control;
    if (this.#layers.length !== shown.model.layers) this.#build(shown.model.layers);
    const { control } = shown.model.policy;
    if (control) {
      [this.#least, this.#most] = [control.counts ? control.least + control.step : control.least, control.most];
      for (const pair of [this.#all, ...this.#layers]) pair.turns(control);
      this.#all.call(upper(control.name));
      this.root.setAttribute("aria-label", upper(control.name));
    }
    const pending = asked !== null || newest !== shown;
    this.#values = [...(asked ?? newest).control];
    const first = this.#values[0] ?? 0;
    const uniform = this.#values.every((v) => v === first);
    this.#all.show(uniform ? first : this.#values);
    this.#layers.forEach((pair, l) => pair.show(this.#values[l] ?? 0));
    const own = this.#bundle;
    this.#own.title = `Model's own: ${own.every((v) => v === own[0]) ? String(own[0]) : "one per layer"}`;
    this.#own.setAttribute("aria-label", this.#own.title);
    this.#own.classList.toggle("away", same(this.#values, own));
    const failed = asked === null && (newest.state === "failed" || newest.state === "cancelled");
    setText(
      this.#state,
      pending && !failed
        ? preview
          ? "Exact, from the sweep."
          : "Running; dashed = an estimate."
        : failed && newest !== shown
          ? `This run ${newest.state === "failed" ? "failed" : "was cancelled"}; the picture shows the run before.`
          : other !== ""
            ? `Runs the chosen model, ${other}.`
            : "",
    );
    this.root.toggleAttribute("data-pending", pending && !failed);
  }

  #build(layers: number): void {
    this.#layers = Array.from(
      { length: layers },
      (_, l) =>
        new Pair(
          `Layer ${l + 1}`,
          (value) => {
            const by = value - (this.#values[l] ?? 0);
            const moved = this.#values.map((v, i) =>
              i === l ? value : this.#linked.checked ? Math.max(this.#least, Math.min(this.#most, rounded(v + by))) : v,
            );
            this.#change(moved);
          },
          this.settled,
        ),
    );
    this.#list.replaceChildren(...this.#layers.map((pair) => pair.root));
  }

  #change(values: number[]): void {
    this.#values = values;
    this.ask(values);
  }
}
