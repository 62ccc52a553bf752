import type { Focus } from "../store.js";

export interface PointingHost {
  /** Null = looked away. */
  focus(focus: Focus | null): void;
  pin(pinned: boolean): void;
  reveal(column: number): void;
  /** The menu of the focused word, at this place of the window. */
  menu(x: number, y: number): void;
  /** Any other key on the focused word. False = it means nothing. */
  key(key: string): boolean;
}

/** Something on which words are drawn. */
export interface Surface {
  /** Takes the focus. */
  node: HTMLElement | SVGElement;
  /** What lies under the pointer; null = no word. */
  under(event: MouseEvent): Focus | null;
  /** One line up (-1) or down. */
  upright(at: Focus, by: number): Focus;
  /** Whether it draws this column at all. */
  has(column: number): boolean;
  /** What a menu of the focused word opens beside. */
  place(at: Focus): DOMRect | undefined;
}

/** What pointer and keys do with a word, wherever it is drawn. */
export class Pointing {
  #at: Focus | null = null;
  /** Where it was before it was let go: arrows go on from there. */
  #last: Focus | null = null;
  #pinned = false;
  #first = 0;
  #total = 0;
  #layers = 0;

  constructor(
    private readonly surface: Surface,
    private readonly host: PointingHost,
  ) {
    const { node } = surface;
    node.addEventListener("pointermove", (event) => {
      if (!this.#pinned) this.#point(event as PointerEvent);
    });
    node.addEventListener("pointerleave", () => {
      if (!this.#pinned && document.activeElement !== node) host.focus(null);
    });
    node.addEventListener("click", (event) => this.#click(event as MouseEvent));
    node.addEventListener("contextmenu", (event) => {
      event.preventDefault(); // VS Code would show its own, which knows no words
      const { clientX, clientY } = event as MouseEvent;
      this.#point(event as MouseEvent);
      if (this.#at) host.menu(clientX, clientY);
    });
    node.addEventListener("dblclick", () => {
      if (this.#at) host.reveal(this.#at.column);
    });
    node.addEventListener("focus", () => {
      if (!this.#at && this.#total > 0 && node.matches(":focus-visible")) this.#go({ column: this.#first, row: 0 }, 1);
    });
    node.addEventListener("blur", (event) => {
      const { relatedTarget } = event as FocusEvent;
      const inMenu = relatedTarget instanceof Element && relatedTarget.closest(".menu") !== null;
      if (!this.#pinned && !inMenu) host.focus(null);
    });
    node.addEventListener("keydown", (event) => this.#key(event as KeyboardEvent));
  }

  /** `first`: the column that is walked from where none was. `total`: of all columns. */
  update(at: Focus | null, pinned: boolean, first: number, total: number, layers: number): void {
    this.#at = at;
    this.#last = at ?? this.#last;
    this.#pinned = pinned;
    this.#first = first;
    this.#total = total;
    this.#layers = layers;
  }

  #point(event: MouseEvent): void {
    const at = this.surface.under(event);
    if (!at || (at.column === this.#at?.column && at.row === this.#at.row)) return;
    this.#at = at;
    this.host.focus(at);
  }

  #click(event: MouseEvent): void {
    const pinned = this.#pinned;
    const before = this.#at?.column;
    this.#point(event);
    if (event.ctrlKey || event.metaKey) this.host.key("x");
    else this.host.pin(!(pinned && before === this.#at?.column));
  }

  /** To the nearest column that is drawn, in the direction that was walked. */
  #go(to: Focus, by: number): void {
    let column = Math.max(0, Math.min(this.#total - 1, to.column));
    const step = column === 0 ? 1 : column === this.#total - 1 ? -1 : Math.sign(by) || 1;
    while (column >= 0 && column < this.#total && !this.surface.has(column)) column += step;
    if (!this.surface.has(column)) return;
    this.#at = { column, row: Math.max(0, Math.min(this.#layers - 1, to.row)) };
    this.host.focus(this.#at);
  }

  #key(event: KeyboardEvent): void {
    const at = this.#at ?? this.#last ?? { column: this.#first, row: 0 };
    const by = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[event.key];
    const upright = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) this.#go({ ...at, column: at.column + by }, by);
    else if (upright !== undefined) this.#go(this.surface.upright(at, upright), upright);
    else if (event.key === "Enter" || event.key === " ") {
      this.host.pin(true);
      this.host.reveal(at.column);
    } else if (event.key === "Escape") this.host.focus(null);
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey) || isLetter(event, "m")) {
      if (!this.#at) this.host.focus(at);
      const { right = 0, bottom = 0 } = this.surface.place(at) ?? {};
      this.host.menu(right, bottom);
    } else if (event.ctrlKey || event.altKey || event.metaKey || !this.host.key(event.key.toLowerCase())) return;
    event.preventDefault();
  }
}

function isLetter(event: KeyboardEvent, letter: string): boolean {
  return event.key.toLowerCase() === letter && !event.ctrlKey && !event.metaKey && !event.altKey;
}
