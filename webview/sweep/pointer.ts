import type { Axis } from "../../src/chart/thresholds.js";
import { place, svg } from "../elements.js";
import { along, type AlongHost } from "./along.js";
import { keptStrip, ribbon, stripsBottom } from "./curves.js";

/** What lies over the curves and moves: the band on which the shown run holds, the control's setting, and the one under the pointer. */
export interface Marks {
  band: { lo: number; hi: number } | null;
  /** Null = the layers' settings differ. */
  setting: number | null;
  /** Under the pointer; null = it is elsewhere. */
  hovered: number | null;
  /** The run at the setting is on its way and the sweep does not know it. */
  pending: boolean;
  /** Of the estimate while that run is on its way: mean tokens kept, as a share of all. */
  estimate: number | null;
}

const top = 12;

/** Click and drag go anywhere, as on the control; keys and screen readers have that one. */
export class Pointer {
  readonly group = svg("g", { class: "along", "aria-hidden": "true" });
  readonly #surface = svg("rect", { class: "surface" });
  readonly #band = svg("rect", { class: "band" });
  readonly #hover = svg("line", { class: "hover" });
  readonly #estimate = svg("path", { class: "estimate" });
  readonly #line = svg("line", { class: "now" });
  readonly #handle = svg("path", { class: "handle" });
  #axis: Axis | null = null;

  constructor(host: AlongHost) {
    this.group.append(this.#band, this.#surface, this.#hover, this.#estimate, this.#line, this.#handle);
    along(this.group, () => this.#axis, host);
  }

  update(axis: Axis, marks: Marks): void {
    this.#axis = axis;
    const { left, right, x } = axis;
    const { band, setting, hovered, pending, estimate } = marks;
    const height = stripsBottom - top;
    place(this.#surface, { x: left, y: top, width: right - left, height });
    place(this.#band, band && { ...bandOn(axis, band), y: top, height });
    const now = x(setting ?? 0);
    place(this.#line, setting === null ? null : upright(now));
    place(this.#handle, setting === null ? null : { d: `M${now},${ribbon.top}l-6,-9h12z` });
    place(this.#hover, hovered === null ? null : upright(x(hovered)));
    this.group.classList.toggle("pending", pending);
    const y = keptStrip.top + keptStrip.height * (1 - (estimate ?? 0));
    const ends = [Math.max(left, now - 40), Math.min(right, now + 40)];
    place(this.#estimate, estimate === null || setting === null ? null : { d: `M${ends[0]},${y}H${ends[1]}` });
  }
}

/** The settings that give a run, wide enough to be seen. */
export function bandOn({ x }: Axis, { lo, hi }: { lo: number; hi: number }): { x: number; width: number } {
  const width = Math.max(3, x(hi) - x(lo));
  return { x: (x(lo) + x(hi) - width) / 2, width };
}

/** Ends below the ribbon, so that it crosses no label's name. */
function upright(x: number): Record<string, number> {
  return { x1: x, x2: x, y1: ribbon.top + ribbon.height, y2: stripsBottom };
}
