import { render } from "lit-html";
import type { Bar } from "../../src/run/bars.js";
import { columnAt, type Grid } from "../geometry.js";
import { element, svg } from "../elements.js";
import type { Run } from "../../src/run/run.js";
import type { Focus } from "../store.js";
import { Pointing, type PointingHost } from "./pointing.js";
import { cursorText, story } from "./story.js";

/** Column and layer under the pointer or the arrow keys, and what is known of them. */
export class Crosshair {
  /** Takes the focus; arrows move in it. */
  readonly group = svg("g", {
    class: "crosshair",
    role: "application",
    tabindex: 0,
    "aria-roledescription": "skyline",
    "aria-label":
      "Words by layers. Arrows move, Enter holds a word and shows it in the editor, Escape lets go. K keeps a word by hand from that layer on, S skims it, M opens its menu.",
    "aria-activedescendant": "skim-cursor",
  });
  readonly detail = element("div", { class: "detail", hidden: "" });
  readonly #surface = svg("rect", { class: "surface" });
  readonly #column = svg("rect", { class: "column" });
  readonly #cell = svg("rect", { class: "cell" });
  readonly #cursor = svg("g", { id: "skim-cursor", role: "img", "aria-label": "no word yet" });
  readonly #ring = svg("rect", { class: "ring", rx: 3 });
  #grid: Grid | null = null;
  #from = 0;
  #layers = 0;
  readonly #pointing: Pointing;

  constructor(host: PointingHost) {
    this.#cursor.append(this.#column, this.#cell);
    this.group.append(this.#surface, this.#cursor, this.#ring);
    this.#pointing = new Pointing(
      {
        node: this.group,
        under: (event) => this.#under(event),
        upright: (at, by) => ({ ...at, row: at.row + by }),
        has: () => true,
        place: () => this.#cell.getBoundingClientRect(),
      },
      host,
    );
  }

  /** `bars` are the drawn ones, `total` counts all columns. */
  update(
    run: Run,
    bars: readonly Bar[],
    from: number,
    total: number,
    grid: Grid,
    at: Focus | null,
    pinned: boolean,
    chosen: ReadonlySet<number>,
  ): void {
    this.#grid = grid;
    this.#from = from;
    this.#layers = run.model.layers;
    this.#pointing.update(at, pinned, from, total, this.#layers);
    box(this.#surface, grid.left, grid.top - 4, grid.right - grid.left, grid.height - grid.top + 4);
    box(this.#ring, grid.left - 3, grid.top - 3, grid.right - grid.left + 6, grid.bottom - grid.top + 6);
    const bar = at ? bars[at.column - from] : undefined;
    this.group.classList.toggle("on", bar !== undefined);
    this.group.classList.toggle("pinned", pinned && bar !== undefined);
    this.detail.hidden = bar === undefined;
    if (!at || !bar) return;
    const x = grid.x[at.column - from] ?? 0;
    box(this.#column, x, grid.top, grid.step, grid.bottom - grid.top);
    box(this.#cell, x, grid.top + at.row * grid.row, grid.step, grid.row);
    this.#cursor.setAttribute("aria-label", cursorText(run, bar, at.row, chosen.has(at.column)));
    render(story(run, bar, at.row, pinned), this.detail);
    this.#place(grid, x);
  }

  /** Under the picture where the window has room there, so that no bar is covered; else beside the bar. */
  #place(grid: Grid, x: number): void {
    const { offsetWidth: width, offsetHeight: height } = this.detail;
    const picture = this.group.ownerSVGElement?.getBoundingClientRect();
    const chart = this.detail.parentElement?.getBoundingClientRect();
    const [across, down] = [(picture?.left ?? 0) - (chart?.left ?? 0), (picture?.top ?? 0) - (chart?.top ?? 0)];
    const right = x + grid.step + 14;
    const left = x - 14 - width;
    const beside = right + width <= grid.width ? right : left >= 0 ? left : null;
    const under = beside === null || (picture?.top ?? 0) + grid.height + height <= window.innerHeight;
    const at = beside === null || under ? Math.max(0, Math.min(x, grid.width - width)) : beside;
    this.detail.style.left = `${across + at}px`;
    this.detail.style.top = `${down + (under ? grid.height : grid.top)}px`;
  }

  #under(event: MouseEvent): Focus | null {
    const grid = this.#grid;
    const frame = this.group.ownerSVGElement?.getBoundingClientRect();
    const column = grid && frame ? columnAt(grid, event.clientX - frame.left) : null;
    if (!grid || !frame || column === null) return null;
    const row = Math.floor((event.clientY - frame.top - grid.top) / grid.row);
    return { column: this.#from + column, row: Math.max(0, Math.min(this.#layers - 1, row)) };
  }
}

function box(node: SVGRectElement, x: number, y: number, width: number, height: number): void {
  for (const [name, value] of Object.entries({ x, y, width, height }))
    node.setAttribute(name, String(Math.max(0, value)));
}
