import { render } from "lit-html";
import type { Bar } from "../../src/run/bars.js";
import { columnAt, type Grid } from "../geometry.js";
import { element, svg } from "../elements.js";
import type { Run } from "../../src/run/run.js";
import type { Focus } from "../store.js";
import { cursorText, story } from "./story.js";

export interface CrosshairHost {
  /** Null = looked away. */
  focus(focus: Focus | null): void;
  pin(pinned: boolean): void;
  reveal(column: number): void;
  /** The menu of the focused word, at this place of the window. */
  menu(x: number, y: number): void;
  /** Any other key on the focused word. False = it means nothing. */
  key(key: string): boolean;
}

/** Column and layer under the pointer or the arrow keys, and what is known of them. */
export class Crosshair {
  /** Takes the focus; arrows move in it. */
  readonly group = svg("g", {
    class: "crosshair",
    role: "application",
    tabindex: 0,
    "aria-roledescription": "skyline",
    "aria-label":
      "Words by layers. Arrows move, Enter pins a word and shows it in the editor, Escape lets go. K keeps a word by hand from that layer on, S skims it, M opens its menu.",
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
  #total = 0;
  #layers = 0;
  #at: Focus | null = null;
  /** Where it was before it was let go: arrows go on from there. */
  #last: Focus | null = null;
  #pinned = false;

  constructor(private readonly host: CrosshairHost) {
    this.#cursor.append(this.#column, this.#cell);
    this.group.append(this.#surface, this.#cursor, this.#ring);
    this.group.addEventListener("pointermove", (event) => {
      if (!this.#pinned) this.#point(event);
    });
    this.group.addEventListener("pointerleave", () => {
      if (!this.#pinned && document.activeElement !== this.group) host.focus(null);
    });
    this.group.addEventListener("click", (event) => {
      const pinned = this.#pinned;
      const before = this.#at?.column;
      this.#point(event);
      if (event.ctrlKey || event.metaKey) {
        host.key("x");
        return;
      }
      host.pin(!(pinned && before === this.#at?.column));
    });
    this.group.addEventListener("contextmenu", (event) => {
      event.preventDefault(); // VS Code would show its own, which knows no words
      this.#point(event);
      if (this.#at) host.menu(event.clientX, event.clientY);
    });
    this.group.addEventListener("dblclick", () => {
      if (this.#at) host.reveal(this.#at.column);
    });
    this.group.addEventListener("focus", () => {
      if (!this.#at && this.#total > 0 && this.group.matches(":focus-visible"))
        host.focus({ column: this.#from, row: 0 });
    });
    this.group.addEventListener("blur", ({ relatedTarget }) => {
      const inMenu = relatedTarget instanceof Element && relatedTarget.closest(".menu") !== null;
      if (!this.#pinned && !inMenu) host.focus(null);
    });
    this.group.addEventListener("keydown", (event) => this.#key(event));
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
    this.#total = total;
    this.#layers = run.model.layers;
    this.#at = at;
    this.#last = at ?? this.#last;
    this.#pinned = pinned;
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

  #point(event: MouseEvent): void {
    const grid = this.#grid;
    const frame = this.group.ownerSVGElement?.getBoundingClientRect();
    if (!grid || !frame) return;
    const column = columnAt(grid, event.clientX - frame.left);
    if (column === null) return;
    const row = Math.floor((event.clientY - frame.top - grid.top) / grid.row);
    const at = { column: this.#from + column, row: Math.max(0, Math.min(this.#layers - 1, row)) };
    if (at.column === this.#at?.column && at.row === this.#at.row) return;
    this.#at = at;
    this.host.focus(at);
  }

  #key(event: KeyboardEvent): void {
    const at = this.#at ?? this.#last ?? { column: this.#from, row: 0 };
    const moves: Record<string, Focus> = {
      ArrowRight: { ...at, column: at.column + 1 },
      ArrowLeft: { ...at, column: at.column - 1 },
      ArrowDown: { ...at, row: at.row + 1 },
      ArrowUp: { ...at, row: at.row - 1 },
      Home: { ...at, column: 0 },
      End: { ...at, column: this.#total - 1 },
      PageDown: { ...at, column: at.column + 10 },
      PageUp: { ...at, column: at.column - 10 },
    };
    const to = moves[event.key];
    if (to) {
      this.#at = {
        column: Math.max(0, Math.min(this.#total - 1, to.column)),
        row: Math.max(0, Math.min(this.#layers - 1, to.row)),
      };
      this.host.focus(this.#at);
    } else if (event.key === "Enter" || event.key === " ") {
      this.host.pin(true);
      this.host.reveal(at.column);
    } else if (event.key === "Escape") this.host.focus(null);
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey) || isLetter(event, "m")) {
      if (!this.#at) this.host.focus(at);
      const cell = this.#cell.getBoundingClientRect();
      this.host.menu(cell.right, cell.bottom);
    } else if (event.ctrlKey || event.altKey || event.metaKey || !this.host.key(event.key.toLowerCase())) return;
    event.preventDefault();
  }
}

function isLetter(event: KeyboardEvent, letter: string): boolean {
  return event.key.toLowerCase() === letter && !event.ctrlKey && !event.metaKey && !event.altKey;
}

function box(node: SVGRectElement, x: number, y: number, width: number, height: number): void {
  for (const [name, value] of Object.entries({ x, y, width, height }))
    node.setAttribute(name, String(Math.max(0, value)));
}
