import type { Run } from "../../src/run/run.js";
import { svg } from "../elements.js";
import type { Bar } from "../../src/run/bars.js";
import { capacity, columnAt, gridOf, type Grid } from "../geometry.js";
import { Labels } from "../marks/labels.js";
import { anyPair, pairText, type Pair } from "../../src/run/pairs.js";

/** px beside the last word: there are no layers' figures here. */
const right = 20;

/** One dumbbell a word: a ring at its depth in A, a square at its depth in B, a line between. */
export class Dumbbells {
  readonly root = svg("svg", { role: "group", "aria-label": "Depth in A and depth in B, one dumbbell a word" });
  readonly #marks = svg("g", { "aria-hidden": "true" });
  readonly #labels = new Labels();
  readonly #surface = svg("rect", { class: "surface" });
  readonly #column = svg("rect", { class: "column" });
  readonly #ring = svg("rect", { class: "ring", rx: 3 });
  readonly #cursor = svg("g", { id: "skim-pair", role: "img", "aria-label": "no word yet" });
  readonly #keys = svg("g", {
    class: "crosshair pairs",
    role: "application",
    tabindex: 0,
    "aria-roledescription": "dumbbells",
    "aria-label": "Words in A and in B. Arrows move from word to word.",
    "aria-activedescendant": "skim-pair",
  });
  #grid: Grid | null = null;
  #from = 0;
  #at: number | null = null;
  #total = 0;
  #drawn: unknown[] = [];

  /** `looked`: a word is looked at, or none any more. */
  constructor(private readonly looked: (at: number | null) => void) {
    this.#cursor.append(this.#column);
    this.#keys.append(this.#surface, this.#cursor, this.#ring);
    this.root.append(this.#marks, this.#labels.group, this.#keys);
    this.#keys.addEventListener("pointermove", (event) => {
      const frame = this.root.getBoundingClientRect();
      const column = this.#grid && columnAt(this.#grid, event.clientX - frame.left);
      if (column !== null && this.#from + column !== this.#at) this.looked(this.#from + column);
    });
    this.#keys.addEventListener("pointerleave", () => {
      if (document.activeElement !== this.#keys) this.looked(null);
    });
    this.#keys.addEventListener("focus", () => {
      if (this.#at === null && this.#keys.matches(":focus-visible")) this.looked(this.#from);
    });
    this.#keys.addEventListener("blur", () => this.looked(null));
    this.#keys.addEventListener("keydown", (event) => {
      const at = this.#at ?? this.#from;
      const to = {
        ArrowRight: at + 1,
        ArrowLeft: at - 1,
        PageDown: at + 10,
        PageUp: at - 10,
        Home: 0,
        End: this.#total - 1,
      }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.looked(Math.max(0, Math.min(this.#total - 1, to)));
    });
  }

  /** `at`: the word that is looked at, an index into `pairs`; the drawn stretch follows it. */
  update(pairs: readonly Pair[], a: Run, b: Run, width: number, at: number | null): void {
    this.#at = at;
    this.#total = pairs.length;
    const pair = anyPair(a, b);
    const fits = capacity(width, right, pair);
    if (at !== null && at < this.#from) this.#from = at;
    if (at !== null && at >= this.#from + fits) this.#from = at - fits + 1;
    this.#from = Math.max(0, Math.min(this.#from, pairs.length - fits));
    const shown = pairs.slice(this.#from, this.#from + fits);
    const layers = Math.max(a.model.layers, b.model.layers);
    const grid = (this.#grid = gridOf(shown.map(columnOf), [], layers, width, right, pair));
    this.#look(grid, at, pairs, a, b);
    const drawn = [pairs, this.#from, width];
    if (drawn.every((part, i) => part === this.#drawn[i])) return;
    this.#drawn = drawn;
    this.root.setAttribute("width", String(grid.width));
    this.root.setAttribute("height", String(grid.height));
    const bars: Bar[] = shown.map((pair) => ({
      column: columnOf(pair),
      depth: layers,
      end: layers,
      alone: layers,
      fate: "survived",
      joined: null,
      p: [],
      unit: null,
      byHand: [],
    }));
    this.#labels.update(
      bars,
      grid,
      0,
      () => false,
      () => false,
    );
    this.#marks.replaceChildren(...rows(grid, a, b), ...shown.flatMap((pair, i) => dumbbell(pair, grid, i, a, b)));
  }

  get stretch(): { from: number; count: number } {
    return { from: this.#from, count: this.#grid?.x.length ?? 0 };
  }

  #look(grid: Grid, at: number | null, pairs: readonly Pair[], a: Run, b: Run): void {
    box(this.#surface, grid.left, 0, grid.right - grid.left, grid.height);
    box(this.#ring, grid.left - 3, grid.top - 10, grid.right - grid.left + 6, grid.bottom - grid.top + 18);
    const pair = at === null ? undefined : pairs[at];
    this.#keys.classList.toggle("on", pair !== undefined);
    if (!pair || at === null) return;
    box(this.#column, grid.x[at - this.#from] ?? 0, grid.top - 8, grid.step, grid.bottom - grid.top + 16);
    this.#cursor.setAttribute("aria-label", pairText(pair, a, b));
  }
}

const columnOf = (pair: Pair): Bar["column"] =>
  (pair.b ?? pair.a)?.column ?? { tokens: [], text: pair.text, start: 0, end: 0, special: pair.special };

/** Where the numbers of layers differ the rows are shares of them, top 0, bottom all. */
function rows(grid: Grid, a: Run, b: Run): SVGElement[] {
  const shares = a.model.layers !== b.model.layers;
  const layers = Math.max(a.model.layers, b.model.layers);
  const count = shares ? 4 : layers;
  return [
    svg("text", { x: grid.left - 14, y: grid.top - 12, class: "number head" }, shares ? "share" : "layers"),
    ...Array.from({ length: count + 1 }, (_, i) => i).flatMap((i) => {
      const y = grid.top + (i / count) * (grid.bottom - grid.top);
      return [
        svg("line", { class: "rule", x1: grid.left, x2: grid.right, y1: y, y2: y }),
        svg("text", { x: grid.left - 14, y, class: "number" }, shares ? `${(100 * i) / count} %` : String(i)),
      ];
    }),
  ];
}

function dumbbell(pair: Pair, grid: Grid, i: number, a: Run, b: Run): SVGElement[] {
  const x = (grid.x[i] ?? 0) + grid.step / 2;
  const y = (bar: Bar, run: Run): number => grid.top + (bar.end / run.model.layers) * (grid.bottom - grid.top);
  const size = Math.min(5, grid.step / 2 - 2);
  const [top, bottom] = [pair.a && y(pair.a, a), pair.b && y(pair.b, b)];
  const marks: SVGElement[] = [];
  if (top !== null && bottom !== null && top !== bottom)
    marks.push(svg("line", { class: "between", x1: x, x2: x, y1: top, y2: bottom }));
  if (bottom !== null)
    marks.push(svg("rect", { class: "in-b", x: x - size, y: bottom - size, width: 2 * size, height: 2 * size }));
  if (top !== null) marks.push(svg("circle", { class: "in-a", cx: x, cy: top, r: size + 1.5 }));
  return marks;
}

function box(node: SVGRectElement, x: number, y: number, width: number, height: number): void {
  for (const [name, value] of Object.entries({ x, y, width, height })) node.setAttribute(name, String(value));
}
