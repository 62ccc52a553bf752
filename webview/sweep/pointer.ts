import { svg } from "../elements.js";
import { keptStrip, ribbon, stripsBottom } from "./curves.js";
import type { Axis } from "../../src/chart/thresholds.js";

/** What lies over the curves and moves: the band on which the shown run holds, the threshold, and the one under the pointer. */
export interface Marks {
  band: { lo: number; hi: number } | null;
  /** Null = the layers' thresholds differ. */
  threshold: number | null;
  /** The run at the threshold is on its way and the sweep does not know it. */
  pending: boolean;
  /** Of the estimate while that run is on its way: mean tokens kept, as a share of all. */
  estimate: number | null;
}

const top = 12;

/** A slider over the thresholds: click and drag go anywhere, arrows from one distinct run to the next. */
export class Pointer {
  readonly group = svg("g", {
    class: "threshold-slider",
    role: "slider",
    tabindex: 0,
    "aria-valuemin": 0,
    "aria-valuemax": 1,
  });
  readonly #surface = svg("rect", { class: "surface" });
  readonly #band = svg("rect", { class: "band" });
  readonly #hover = svg("line", { class: "hover" });
  readonly #estimate = svg("path", { class: "estimate" });
  readonly #line = svg("line", { class: "now" });
  readonly #handle = svg("path", { class: "handle" });
  readonly #ring = svg("rect", { class: "ring", rx: 3 });
  #axis: Axis | null = null;

  constructor(host: {
    to: (threshold: number) => void;
    step: (key: string) => boolean;
    hover: (threshold: number | null) => void;
    settle: () => void;
  }) {
    this.group.append(this.#band, this.#surface, this.#hover, this.#estimate, this.#line, this.#handle, this.#ring);
    const at = (event: PointerEvent): number | null => {
      const frame = this.group.ownerSVGElement?.getBoundingClientRect();
      return this.#axis && frame ? this.#axis.at(event.clientX - frame.left) : null;
    };
    this.group.addEventListener("pointerdown", (event) => {
      const t = at(event);
      if (event.button !== 0 || t === null) return;
      this.group.setPointerCapture(event.pointerId);
      this.group.focus({ preventScroll: true });
      host.to(t);
    });
    this.group.addEventListener("pointermove", (event) => {
      const t = at(event);
      if (t === null) return;
      if (this.group.hasPointerCapture(event.pointerId)) host.to(t);
      host.hover(t);
      this.#over(t);
    });
    for (const end of ["lostpointercapture", "blur"]) this.group.addEventListener(end, () => host.settle());
    this.group.addEventListener("pointerleave", () => {
      host.hover(null);
      this.#over(null);
    });
    this.group.addEventListener("keydown", (event) => {
      if (host.step(event.key)) event.preventDefault();
    });
  }

  update(axis: Axis, marks: Marks, text: string): void {
    this.#axis = axis;
    const { left, right, x } = axis;
    const { band, threshold, pending, estimate } = marks;
    set(this.#surface, { x: left, y: top, width: right - left, height: stripsBottom - top });
    set(this.#ring, { x: left - 4, y: top - 8, width: right - left + 8, height: stripsBottom - top + 12 });
    this.#band.toggleAttribute("hidden", band === null);
    if (band) {
      const width = Math.max(3, x(band.hi) - x(band.lo));
      set(this.#band, { x: (x(band.lo) + x(band.hi) - width) / 2, width, y: top, height: stripsBottom - top });
    }
    for (const mark of [this.#line, this.#handle]) mark.toggleAttribute("hidden", threshold === null);
    this.group.classList.toggle("pending", pending);
    const now = x(threshold ?? 0);
    set(this.#line, upright(now));
    set(this.#handle, { d: `M${now},${ribbon.top}l-6,-9h12z` });
    const drawn = estimate !== null && threshold !== null;
    this.#estimate.toggleAttribute("hidden", !drawn);
    if (drawn) {
      const y = keptStrip.top + keptStrip.height * (1 - estimate);
      set(this.#estimate, { d: `M${Math.max(left, now - 40)},${y}H${Math.min(right, now + 40)}` });
    }
    const value = threshold === null ? {} : { "aria-valuenow": threshold };
    set(this.group, { ...value, "aria-valuetext": text });
  }

  #over(threshold: number | null): void {
    this.#hover.toggleAttribute("hidden", threshold === null);
    if (threshold === null || !this.#axis) return;
    set(this.#hover, upright(this.#axis.x(threshold)));
  }
}

/** Ends below the ribbon, so that it crosses no label's name. */
function upright(x: number): Record<string, number> {
  return { x1: x, x2: x, y1: ribbon.top + ribbon.height, y2: stripsBottom };
}

function set(node: Element, values: Record<string, number | string>): void {
  for (const [name, value] of Object.entries(values)) node.setAttribute(name, String(value));
}
