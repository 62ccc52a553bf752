import type { Grid } from "../geometry.js";
import { svg } from "../elements.js";

/** A line across the layers: everything above it has happened. Down goes deeper, as in the picture. */
export class Scrubber {
  readonly group = svg("g", {
    class: "scrubber",
    role: "slider",
    tabindex: 0,
    "aria-label": "Layers passed",
    "aria-orientation": "vertical",
    "aria-valuemin": 0,
  });
  readonly #line = svg("line");
  readonly #reach = svg("rect", { class: "reach" });
  readonly #handle = svg("path");
  readonly #ring = svg("rect", { class: "ring", rx: 3 });
  #grid: Grid | null = null;
  #layers = 0;
  #layer = 0;

  constructor(private readonly move: (layer: number) => void) {
    this.group.append(this.#reach, this.#line, this.#handle, this.#ring);
    this.group.addEventListener("keydown", (event) => this.#key(event));
    this.group.addEventListener("pointerdown", (event) => {
      this.group.setPointerCapture(event.pointerId);
      this.group.focus({ preventScroll: true });
      this.#drag(event);
    });
    this.group.addEventListener("pointermove", (event) => {
      if (this.group.hasPointerCapture(event.pointerId)) this.#drag(event);
    });
  }

  /** `over`: the layers that have run; the line does not go further. */
  update(grid: Grid, layers: number, layer: number, over: number, text: string): void {
    this.#grid = grid;
    this.#layers = over;
    this.#layer = layer;
    const y = grid.top + layer * grid.row;
    const set = (node: Element, values: Record<string, number | string>): void => {
      for (const [name, value] of Object.entries(values)) node.setAttribute(name, String(value));
    };
    set(this.#line, { x1: grid.left - 8, x2: grid.right + 6, y1: y, y2: y });
    set(this.#handle, { d: `M${grid.left - 8},${y}l-9,-6v12z` });
    set(this.#ring, { x: 2, y: y - 10, width: grid.left - 8, height: 20 });
    set(this.#reach, { x: 0, y: grid.top - 10, width: grid.left - 4, height: layers * grid.row + 20 });
    set(this.group, { "aria-valuemax": over, "aria-valuenow": layer, "aria-valuetext": text });
  }

  #drag(event: PointerEvent): void {
    const grid = this.#grid;
    const box = this.group.ownerSVGElement?.getBoundingClientRect();
    if (grid && box) this.#to(Math.round((event.clientY - box.top - grid.top) / grid.row));
  }

  #key(event: KeyboardEvent): void {
    const page = Math.max(2, Math.round(this.#layers / 4));
    const moves: Record<string, number> = {
      ArrowDown: this.#layer + 1,
      ArrowRight: this.#layer + 1,
      ArrowUp: this.#layer - 1,
      ArrowLeft: this.#layer - 1,
      PageDown: this.#layer + page,
      PageUp: this.#layer - page,
      Home: 0,
      End: this.#layers,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#to(to);
  }

  #to(layer: number): void {
    const to = Math.max(0, Math.min(this.#layers, layer));
    if (to !== this.#layer) this.move(to);
  }
}
