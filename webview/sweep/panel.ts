import type { Run } from "../../src/run/run.js";
import { gapsOf, mostRuns, stepIndexAt, thresholdIn, type ShownSweep } from "../../src/run/shownSweep.js";
import type { SweepRequestMessage } from "../../src/protocol/view.js";
import { byHandCount } from "../../src/run/byHand.js";
import { button, element, setText, showButtons, svg } from "../elements.js";
import type { View } from "../store.js";
import { Choice } from "../choice.js";
import { upper } from "../../src/words/upper.js";
import { boundText, intervalText } from "../../src/words/boundText.js";
import { axisOf } from "../../src/chart/thresholds.js";
import type { ControlInfo } from "../../src/run/policy.js";
import { stopAt } from "../control/stops.js";
import { Curves, roomForNames, stripsBottom } from "./curves.js";
import { growth } from "./growth.js";
import { estimateOf, oneSetting, stepOfRun } from "./known.js";
import { Pointer } from "./pointer.js";
import { SweepTable } from "./table.js";
import { stateText, stepText, sweepText } from "../../src/words/sweep.js";

/** Room for the numbers left of the curves, px. */
const left = 58;
export interface SweepHost {
  /** Show the run at this threshold. */
  go: (threshold: number) => void;
  /** The person has let go where it is. */
  settle: () => void;
  ask: (action: SweepRequestMessage["action"]) => void;
  /** Draw again: something that only this panel knows has changed. */
  redraw: () => void;
}

/** What the control does to this text: every distinct run as a step, and the way from one to the next. */
export class SweepPanel {
  readonly root = element("section", { class: "sweep" });
  readonly live = element("div", { class: "out-of-sight", "aria-live": "polite" });
  readonly #title = element("h2");
  readonly #continue = button("Continue", () => this.host.ask("continue"), { "data-sweep": "continue" });
  readonly #cancel = button("Cancel", () => this.host.ask("cancel"), { "data-sweep": "cancel" });
  readonly #state = element("span", { class: "hint" });
  readonly #why = element("p", { class: "hint" });
  readonly #byHand = element("p", { class: "hint" });
  readonly #valid = element("p", { class: "hint valid" });
  readonly #form = new Choice("Sweep as", { curves: "curves", runs: "table" }, (form) => {
    this.#asTable = form === "runs";
    this.host.redraw();
  });
  readonly #svg = svg("svg", {
    role: "group",
    height: stripsBottom + 26,
  });
  readonly #curves = new Curves();
  readonly #pointer: Pointer;
  readonly #readout = element("p", { class: "readout", "aria-hidden": "true" });
  readonly #sentence = element("figcaption", { class: "sentence" });
  readonly #table: SweepTable;
  readonly #figure: HTMLElement;
  #control = "";
  #info: ControlInfo | null = null;
  #asTable = false;
  #hovered: number | null = null;
  #sweep: ShownSweep | null = null;
  #drawn = "";
  #said = "";

  constructor(private readonly host: SweepHost) {
    this.#pointer = new Pointer({
      to: (t) => {
        if (this.#sweep && this.#info) host.go(stopAt(this.#sweep, this.#info, t));
      },
      hover: (t) => {
        this.#hovered = t;
        host.redraw();
      },
      settle: () => host.settle(),
    });
    this.#table = new SweepTable((i) => {
      const step = this.#sweep?.steps[i];
      if (!step) return;
      host.go(thresholdIn(step));
      host.settle();
    });
    this.#svg.append(this.#curves.group, this.#pointer.group);
    const controls = element("div", { class: "toolbar" }, this.#form.root);
    this.#figure = element("figure", {}, controls, this.#svg, this.#readout, this.#table.root, this.#sentence);
    this.root.append(
      element("div", { class: "row" }, this.#title, this.#continue, this.#cancel, this.#state),
      this.#byHand,
      this.#valid,
      this.#figure,
      this.#why,
      this.live,
    );
  }

  goTo(): void {
    this.root.scrollIntoView({ block: "nearest" });
  }

  update(view: View): void {
    const { sweep, shown, asked } = view;
    const control = shown?.model.policy.control ?? null;
    this.root.hidden = sweep === null || control === null || view.file !== null;
    if (!sweep || !shown || !control) return;
    const threshold = oneSetting(asked?.control ?? shown.control);
    this.#name(control);
    this.#sweep = sweep;
    this.#buttons(sweep, shown);
    const at = threshold === null ? null : stepIndexAt(sweep, threshold);
    const step = at === null ? null : (sweep.steps[at] ?? null);
    const band = step ?? (asked ? null : stepOfRun(shown));
    setText(this.#valid, validText(view, shown));
    const { labels } = shown.model;
    this.#form.show(this.#asTable ? "runs" : "curves");
    this.#svg.toggleAttribute("hidden", this.#asTable);
    this.#readout.hidden = this.#asTable;
    this.#table.update(sweep, labels, at, this.#asTable, this.#control);
    setText(this.#sentence, sweepText(sweep, labels, this.#control));
    this.#say(sweep, labels);
    if (this.#asTable) return;
    const width = Math.max(360, this.root.clientWidth);
    this.#svg.setAttribute("width", String(width));
    const axis = axisOf(control, left, width - roomForNames(labels));
    const key = JSON.stringify([sweep.id, growth(sweep), sweep.state, sweep.tokens, width, control.scale]);
    if (key !== this.#drawn) this.#curves.update(sweep, labels, axis);
    this.#drawn = key;
    const pending = asked !== null && step === null;
    const guessed = pending ? estimateOf(shown, asked) : null;
    const estimate = guessed && mean(guessed.kept) / Math.max(1, shown.tokens.length);
    const text =
      threshold === null
        ? "one a layer"
        : band
          ? stepText(sweep, band, labels) + (step ? "" : "; the sweep has not come here")
          : `${threshold}, not computed by the sweep yet`;
    this.#pointer.update(axis, { band, setting: threshold, hovered: this.#hovered, pending, estimate });
    const hovered = this.#hovered === null ? null : stepIndexAt(sweep, this.#hovered);
    const under = hovered === null ? null : (sweep.steps[hovered] ?? null);
    setText(
      this.#readout,
      this.#hovered !== null
        ? under
          ? `Here, ${stepText(sweep, under, labels)}`
          : `Here, ${boundText(this.#hovered)}: not computed yet; a click runs it`
        : `Shown, ${text}`,
    );
  }

  #buttons(sweep: ShownSweep, shown: Run): void {
    const running = sweep.state === "running";
    const gaps = gapsOf(sweep).length > 0;
    showButtons([
      [this.#continue, !running && gaps && (sweep.steps.length < mostRuns(sweep.tokens) || sweep.state === "failed")],
      [this.#cancel, running],
    ]);
    setText(this.#state, stateText(sweep));
    this.#byHand.hidden = shown.forced.length === 0;
    if (shown.forced.length > 0)
      setText(
        this.#byHand,
        `With what is decided by hand on ${byHandCount(shown)}: at every ${this.#control} it holds, as in the shown run.`,
      );
    this.#state.classList.toggle("failed", sweep.state === "failed");
  }

  #name(control: ControlInfo): void {
    this.#info = control;
    const { name } = control;
    if (name === this.#control) return;
    this.#control = name;
    setText(this.#title, `Every ${name}`);
    setText(this.#why, whyText(name));
    this.root.setAttribute("aria-label", `Every ${name}`);
    this.#svg.setAttribute("aria-label", `Step curves over the ${name}`);
  }

  /** One message a round. */
  #say(sweep: ShownSweep, labels: readonly string[]): void {
    const key = `${sweep.id} ${sweep.state} ${sweep.runs}`;
    if (sweep.state === "running" || key === this.#said) return;
    this.#said = key;
    setText(this.live, `${stateText(sweep)} ${sweepText(sweep, labels, this.#control)}`);
  }
}

/** Why every setting is a run of its own. */
const whyText = (control: string): string =>
  `Later scores depend on earlier ones: a word's score at layer 3 is computed from the words that layers 1 and 2 kept. So another ${control} cannot be read off these scores, except at the first layer, ` +
  `and with more words kept another one can even leave earlier. ` +
  "Every curve here is made of real runs; a dashed line only leads from one to the next while those between are not computed.";

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);

/** For which settings the shown run holds. */
export function validText({ sweep, asked, preview }: View, shown: Run): string {
  const { name = "", counts } = shown.model.policy.control ?? {};
  const at = oneSetting(asked?.control ?? shown.control);
  if (at === null)
    return `The layers have ${name}s of their own, so this run has no place on one axis; a move below sets one ${name} for all.`;
  if (asked !== null && preview === null)
    return `${upper(name)} ${at}: the run is on its way${counts ? "." : "; what is dashed is an estimate from the scores of the run before."}`;
  const known = sweep && stepIndexAt(sweep, at);
  const band = (known === null ? null : sweep?.steps[known]) ?? (asked ? null : stepOfRun(shown));
  if (!band) return shown.state === "running" ? "The run is on its way." : "";
  const why = counts ? "" : ": between its highest skimmed and its lowest kept score";
  return `The shown run is the run of every ${name} in ${intervalText(band)}${why}.`;
}
