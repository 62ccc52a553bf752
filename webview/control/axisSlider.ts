import { flips } from "../../src/chart/sweepCurves.js";
import { axisOf, type Axis } from "../../src/chart/thresholds.js";
import type { ControlInfo } from "../../src/run/policy.js";
import type { Known } from "../../src/run/shownSweep.js";
import { thresholdAxis } from "../axes.js";
import { element, place, svg } from "../elements.js";
import { along, type AlongHost } from "../sweep/along.js";
import { bandOn } from "../sweep/pointer.js";
import { gapHatch, labelRibbon } from "../sweep/ribbon.js";

export interface AxisState {
  control: ControlInfo;
  labels: readonly string[];
  known: Known;
  /** Another one = `known` has grown, or is another sweep's. */
  growth: string;
  hovered: number | null;
}

/** Where the control stands. */
export interface Stand {
  /** One a layer. */
  at: readonly number[];
  /** The settings that give the run there; null = it is not known. */
  band: { lo: number; hi: number } | null;
  /** The run is on its way, and not known. */
  pending: boolean;
  /** Setting, answer, gain. */
  said: string;
}

export interface AxisHost extends AlongHost {
  /** False = the key means nothing here. */
  key: (key: string) => boolean;
}

/** px */
const ribbon = { top: 12, height: 16 };
const bottom = 32;
const side = 12;
const height = 54;
/** Wider than it is laid out before it is in the page. */
const narrowest = 120;

/** The control of a policy as an axis over all its settings: a ribbon of the labels that they give, and the handle on it. */
export class AxisSlider {
  readonly root = element("div", { class: "axis-slider", role: "slider", tabindex: "0" });
  readonly #svg = svg("svg", { "aria-hidden": "true", height });
  readonly #group = svg("g", { class: "along" });
  readonly #fixed = svg("g");
  readonly #ribbon = svg("g");
  readonly #surface = svg("rect", { class: "surface", x: 0, y: 0, height: bottom + 6 });
  readonly #band = svg("rect", { class: "band" });
  readonly #hover = svg("line", { class: "hover" });
  /** The layers' settings, where they differ. */
  readonly #each = svg("path", { class: "now" });
  readonly #line = svg("line", { class: "now" });
  readonly #handle = svg("path", { class: "handle" });
  #axis: Axis | null = null;
  #drawn = "";
  #ribboned = "";

  constructor(host: AxisHost) {
    this.#group.append(this.#fixed, this.#ribbon, this.#band, this.#hover, this.#each, this.#line, this.#handle);
    this.#group.append(this.#surface);
    this.#svg.append(gapHatch(), this.#group);
    this.root.append(this.#svg);
    along(this.#group, () => this.#axis, {
      ...host,
      to: (setting) => {
        this.root.focus({ preventScroll: true });
        host.to(setting);
      },
    });
    this.root.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (host.key(event.key)) event.preventDefault();
    });
    this.root.addEventListener("blur", () => host.settle());
  }

  /** null = it was never drawn. */
  get axis(): Axis | null {
    return this.#axis;
  }

  update({ control, labels, known, growth, hovered }: AxisState, stand: Stand): void {
    const width = Math.max(narrowest, this.root.clientWidth);
    const key = `${width} ${control.scale}`;
    if (key !== this.#drawn) this.#draw(control, width);
    this.#drawn = key;
    const axis = this.#axis;
    if (!axis) return;
    const ribboned = `${key} ${growth} ${labels.join()}`;
    if (ribboned !== this.#ribboned) {
      const flip = (t: number): SVGElement =>
        svg("line", { class: "flip", x1: axis.x(t), x2: axis.x(t), y1: ribbon.top - 4, y2: bottom });
      this.#ribbon.replaceChildren(...labelRibbon(known, labels, axis, ribbon), ...flips(known.steps).map(flip));
    }
    this.#ribboned = ribboned;
    place(this.#hover, hovered === null ? null : upright(axis.x(hovered)));
    const range = { "aria-valuemin": control.least, "aria-valuemax": control.most };
    for (const [name, value] of Object.entries(range)) this.root.setAttribute(name, String(value));
    this.stand(stand);
  }

  /** At once: a hand on it does not wait for the picture. */
  stand({ at, band, pending, said }: Stand): void {
    const axis = this.#axis;
    if (!axis) return;
    const [one = 0] = at;
    const uniform = at.every((value) => value === one);
    const x = axis.x(one);
    place(this.#band, band && { ...bandOn(axis, band), y: ribbon.top - 3, height: ribbon.height + 6 });
    place(this.#line, uniform ? upright(x) : null);
    place(this.#handle, uniform ? { d: `M${x},${ribbon.top - 2}l-6,-9h12z` } : null);
    const each = at.map((value) => `M${axis.x(value)},${ribbon.top - 2}V${bottom}`);
    place(this.#each, uniform ? null : { d: each.join("") });
    this.#group.classList.toggle("pending", pending);
    if (uniform) this.root.setAttribute("aria-valuenow", String(one));
    else this.root.removeAttribute("aria-valuenow");
    this.root.setAttribute("aria-valuetext", said);
  }

  #draw(control: ControlInfo, width: number): void {
    const axis = axisOf(control, side, width - side);
    const track = { x: axis.left, width: axis.right - axis.left, y: ribbon.top, height: ribbon.height };
    this.#fixed.replaceChildren(svg("rect", { class: "whole", ...track }), thresholdAxis(axis, bottom));
    this.#svg.setAttribute("width", String(width));
    place(this.#surface, { width });
    this.#axis = axis;
  }
}

const upright = (x: number): Record<string, number> => ({ x1: x, x2: x, y1: ribbon.top - 2, y2: bottom });
