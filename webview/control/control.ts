import { render } from "lit-html";
import type { ControlInfo } from "../../src/run/policy.js";
import { costOf, type Run } from "../../src/run/run.js";
import { gapsOf, knownShare, stepIndexAt, type Known, type ShownSweep } from "../../src/run/shownSweep.js";
import type { SweepStep } from "../../src/run/sweep.js";
import { answerWith } from "../../src/words/answer.js";
import { boundText } from "../../src/words/boundText.js";
import { upper } from "../../src/words/upper.js";
import { button, element, setText } from "../elements.js";
import { icon } from "../icons.js";
import { otherModel, same, type View } from "../store.js";
import { growth } from "../sweep/growth.js";
import { oneSetting, stepOfRun } from "../sweep/known.js";
import { AxisSlider, type Stand } from "./axisSlider.js";
import { SettingField } from "./field.js";
import { stopAt, stopBy } from "./stops.js";

export interface ControlHost {
  /** Settings, one a layer. Every move is a real run. */
  ask: (control: number[]) => void;
  /** The person has let it go. */
  settle: () => void;
  /** Draw again: something that only the control knows has changed. */
  redraw: () => void;
}

/** What the policy has to turn: an axis with all its settings, and the number. */
export class Control {
  readonly root = element("section", { class: "threshold" });
  readonly #name = element("span", { class: "name" });
  readonly #field: SettingField;
  readonly #own: HTMLButtonElement;
  /** Where the pointer is, or how the run stands. */
  readonly #state = element("span", { class: "hint state" });
  readonly #slider: AxisSlider;
  /** One number for each layer. */
  readonly each = element("details", { class: "each-layer" }, element("summary", {}, "One per layer"));
  readonly #list = element("div", { class: "each" });
  #layers: SettingField[] = [];
  /** What the control says; the run's own until someone moves it. */
  #values: number[] = [];
  #bundle: number[] = [];
  #info: ControlInfo | null = null;
  #known: Known = { range: { from: 0, to: 1 }, steps: [] };
  #hovered: number | null = null;
  #moved = false;
  #shown: Run | null = null;

  constructor(private readonly host: ControlHost) {
    this.#field = new SettingField((value) => this.#decide(this.#values.map(() => value)));
    this.#own = button("", () => this.#decide([...this.#bundle]), { class: "tool own" });
    render(icon("own"), this.#own);
    this.#slider = new AxisSlider({
      to: (at) => {
        if (this.#info) this.#all(stopAt(this.#known, this.#info, at));
      },
      hover: (at) => {
        this.#hovered = at;
        host.redraw();
      },
      settle: () => {
        if (this.#moved) host.settle();
        this.#moved = false;
      },
      key: (key) => {
        const { axis } = this.#slider;
        const [first = 0] = this.#values;
        const to = this.#info && axis && stopBy(key, this.#known, this.#info, axis, oneSetting(this.#values) ?? first);
        if (typeof to === "number") this.#all(to);
        return typeof to === "number";
      },
    });
    this.each.append(this.#list);
    const head = element("div", { class: "row" }, this.#name, this.#field.input, this.#own, this.#state);
    this.root.append(head, this.#field.note, this.#slider.root);
  }

  focus(): void {
    this.#slider.root.focus();
  }

  update(view: View, shown: Run): void {
    const { run, asked } = view;
    const { control: info } = shown.model.policy;
    if (!info) return;
    const newest = run ?? shown;
    this.#info = info;
    this.#bundle = shown.model.control;
    this.#values = [...(asked ?? newest).control];
    const name = upper(info.name);
    setText(this.#name, name);
    this.root.setAttribute("aria-label", name);
    this.#slider.root.setAttribute("aria-label", name);
    this.#number(info);
    this.#showLayers(info, shown.model.layers);
    const own = this.#bundle;
    this.#own.title = `Model's own: ${oneSetting(own) ?? "one per layer"}`;
    this.#own.setAttribute("aria-label", this.#own.title);
    this.#own.classList.toggle("away", same(this.#values, own));
    this.#axis(view, shown, info);
  }

  #axis(view: View, shown: Run, info: ControlInfo): void {
    const { sweep, asked } = view;
    this.#shown = shown;
    const own = stepOfRun(shown);
    // Until the first runs of a sweep are there, the shown one alone.
    const some = sweep !== null && sweep.steps.length > 0;
    this.#known = some ? sweep : { range: { from: 0, to: 1 }, steps: own ? [own] : [] };
    this.#slider.update(
      {
        control: info,
        labels: shown.model.labels,
        known: this.#known,
        growth: some
          ? `${sweep.id} ${growth(sweep)} ${sweep.state}`
          : JSON.stringify(own && [own.lo, own.hi, own.label]),
        hovered: this.#hovered,
      },
      this.#stand(shown, asked !== null),
    );
    setText(this.#state, stateText(view, shown) || this.#here(shown, info) || exactText(sweep));
    this.root.toggleAttribute("data-pending", isPending(view, shown));
  }

  #stand(shown: Run, asked: boolean): Stand {
    const at = this.#values;
    const one = oneSetting(at);
    const known = one === null ? null : stepAt(this.#known, one);
    const band = known ?? (asked ? null : stepOfRun(shown));
    const setting = one === null ? `one per layer, from ${Math.min(...at)} to ${Math.max(...at)}` : String(one);
    const pending = asked && known === null;
    return { at, band, pending, said: `${setting}${band ? `, ${said(shown, band)}` : pending ? ", on its way" : ""}` };
  }

  /** Of the setting under the pointer; "" = the pointer is elsewhere. */
  #here(shown: Run, info: ControlInfo): string {
    const at = this.#hovered;
    if (at === null) return "";
    const step = stepAt(this.#known, at);
    return step ? `${stopAt(this.#known, info, at)}: ${said(shown, step)}` : boundText(at);
  }

  #number(info: ControlInfo): void {
    this.#field.show(info, `${upper(info.name)}, as a number`, oneSetting(this.#values));
  }

  #showLayers(info: ControlInfo, layers: number): void {
    if (this.#layers.length !== layers) {
      this.#layers = Array.from({ length: layers }, (_, l) => {
        return new SettingField((value) => this.#decide(this.#values.map((v, i) => (i === l ? value : v))));
      });
      this.#list.replaceChildren(
        ...this.#layers.map(({ input, note }, l) => element("label", {}, `Layer ${l + 1} `, input, note)),
      );
    }
    this.#layers.forEach((field, l) => field.show(info, `Layer ${l + 1}`, this.#values[l] ?? 0));
  }

  #all(value: number): void {
    if (this.#values.every((v) => v === value)) return;
    this.#moved = true;
    this.#ask(this.#values.map(() => value));
  }

  #decide(values: number[]): void {
    this.#ask(values);
    this.host.settle();
  }

  #ask(values: number[]): void {
    this.#values = values;
    if (this.#shown) this.#slider.stand(this.#stand(this.#shown, true));
    if (this.#info) this.#number(this.#info);
    this.host.ask(values);
  }
}

const said = (shown: Run, step: SweepStep): string =>
  `${answerWith(shown.model.labels, step)}, FLOPs gain ${(costOf(shown).dense / step.flops).toFixed(2)}×`;

function stepAt(known: Known, setting: number): SweepStep | null {
  const at = stepIndexAt(known, setting);
  return at === null ? null : (known.steps[at] ?? null);
}

/** What was asked for has not landed. */
function isPending({ run, asked }: View, shown: Run): boolean {
  return (asked !== null || (run !== null && run !== shown)) && !isLost({ run, asked });
}

/** The newest run came to nothing. */
const isLost = ({ run, asked }: Pick<View, "run" | "asked">): boolean =>
  asked === null && (run?.state === "failed" || run?.state === "cancelled");

function stateText(view: View, shown: Run): string {
  const { run, preview } = view;
  if (isPending(view, shown)) return preview ? "Exact, from the sweep." : "Running; dashed = an estimate.";
  if (isLost(view) && run !== null && run !== shown)
    return `This run ${run.state === "failed" ? "failed" : "was cancelled"}; the picture shows the run before.`;
  const other = otherModel(view);
  return other === "" ? "" : `Runs the chosen model, ${other}.`;
}

/** How far the axis is exact; "" = all of it, or nothing was swept. */
function exactText(sweep: ShownSweep | null): string {
  if (sweep === null || sweep.steps.length === 0 || gapsOf(sweep).length === 0) return "";
  return `${Math.floor(knownShare(sweep) * 100)} % exact; paler between samples`;
}
