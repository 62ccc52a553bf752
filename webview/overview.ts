import { brushX, type BrushBehavior, type D3BrushEvent } from "d3-brush";
import { select } from "d3-selection";
import { depthStep } from "../src/words/fate.js";
import type { Bar } from "../src/run/bars.js";
import { element, svg } from "./elements.js";
import type { Theme } from "./theme.js";

const height = 44;
/** The names of two texts, under the strip, px; a narrower stretch has none. */
const names = { height: 16, least: 64 };

/** The whole text in one strip, a pixel column a word or more, with the stretch that the skyline shows as a brush on it. */
export class Overview {
  readonly root = element("div", { class: "overview", hidden: "" });
  readonly #canvas = element("canvas", { "aria-hidden": "true" });
  readonly #small = document.createElement("canvas");
  readonly #svg = svg("svg", { role: "presentation" });
  readonly #focus = svg("g", {
    role: "slider",
    tabindex: 0,
    class: "overview-focus",
    "aria-label": "First word of the stretch that is drawn",
    "aria-valuemin": 1,
  });
  readonly #brushed = svg("g", { class: "brush", "aria-hidden": "true" });
  readonly #ring = svg("rect", { class: "ring", rx: 3 });
  readonly #texts = svg("g", { class: "texts", "aria-hidden": "true" });
  readonly #brush: BrushBehavior<unknown>;
  #total = 0;
  #shown = 0;
  #from = 0;
  #width = 0;
  #painted = "";
  #named = "";

  constructor(private readonly move: (from: number) => void) {
    this.#focus.append(this.#brushed, this.#ring);
    this.#svg.append(this.#texts, this.#focus);
    this.root.append(this.#canvas, this.#svg);
    this.#brush = brushX<unknown>().on("brush end", (event: D3BrushEvent<unknown>) => {
      if (!event.sourceEvent) return;
      const selection = event.selection as [number, number] | null;
      const pointer = (event.sourceEvent as MouseEvent).clientX - this.#svg.getBoundingClientRect().left;
      // a click, or a brush pulled to another size, puts the stretch around the pointer: its length is what fits
      const start = selection ? selection[0] : pointer;
      const from = (start / this.#width) * this.#total - (selection ? 0 : this.#shown / 2);
      this.#to(Math.round(from));
      if (event.type === "end") this.#place();
    });
    this.#focus.addEventListener("keydown", (event) => {
      const step = Math.max(1, Math.round(this.#shown / 8));
      const moves: Record<string, number> = {
        ArrowRight: this.#from + step,
        ArrowDown: this.#from + step,
        ArrowLeft: this.#from - step,
        ArrowUp: this.#from - step,
        PageDown: this.#from + this.#shown,
        PageUp: this.#from - this.#shown,
        Home: 0,
        End: this.#total,
      };
      const to = moves[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.#to(to);
    });
  }

  update(
    bars: readonly Bar[],
    from: number,
    shown: number,
    layers: number,
    layer: number,
    width: number,
    theme: Theme,
    pair: boolean,
  ): void {
    const needed = shown < bars.length;
    this.root.hidden = !needed;
    if (!needed) return;
    this.#paint(bars, layers, layer, width, theme);
    this.#name(bars, width, pair);
    if (this.#from === from && this.#shown === shown && this.#total === bars.length && this.#width === width) return;
    const resized = this.#width !== width || this.#total !== bars.length;
    this.#from = from;
    this.#shown = shown;
    this.#total = bars.length;
    this.#width = width;
    this.#svg.setAttribute("width", String(width));
    if (resized) {
      this.#brush.extent([
        [0, 0],
        [width, height],
      ]);
      select<SVGGElement, unknown>(this.#brushed).call(this.#brush);
      select(this.#brushed).selectAll(".handle").remove(); // the stretch is as long as what fits: it moves, it is not pulled
    }
    this.#place();
    const last = Math.min(from + shown, bars.length);
    this.#focus.setAttribute("aria-valuemax", String(Math.max(1, bars.length - shown + 1)));
    this.#focus.setAttribute("aria-valuenow", String(from + 1));
    const seen = new Set(bars.slice(from, last).map(({ column }) => column.second ?? false));
    const which = seen.size > 1 ? "both texts" : seen.has(true) ? "the second text" : "the first text";
    const text = `columns ${from + 1} to ${last} of ${bars.length}${pair ? `, of ${which}` : ""}`;
    this.#focus.setAttribute("aria-valuetext", text);
  }

  /** Of a pair a border where a text ends, and under each of them its name. */
  #name(bars: readonly Bar[], width: number, pair: boolean): void {
    const isSecond = (i: number): boolean => bars[i]?.column.second ?? false;
    const begins = pair ? [...bars.keys()].filter((i) => i === 0 || isSecond(i) !== isSecond(i - 1)) : [];
    const key = `${begins.join()} ${bars.length} ${width}`;
    if (key === this.#named) return;
    this.#named = key;
    const all = height + (pair ? names.height : 0);
    this.root.style.height = `${all}px`;
    this.#svg.setAttribute("height", String(all));
    const x = (i: number): number => (i / bars.length) * width;
    const parts = begins.flatMap((begin, n) => {
      const left = x(begin);
      const fits = x(begins[n + 1] ?? bars.length) - left >= names.least;
      const name = isSecond(begin) ? "second text" : "first text";
      return [
        ...(n > 0 ? [svg("line", { x1: left, x2: left, y1: 0, y2: all })] : []),
        ...(fits ? [svg("text", { x: left + 3, y: height + names.height / 2 + 1 }, name)] : []),
      ];
    });
    this.#texts.replaceChildren(...parts);
  }

  #place(): void {
    const left = (this.#from / this.#total) * this.#width;
    const right = (Math.min(this.#total, this.#from + this.#shown) / this.#total) * this.#width;
    this.#brush.move(select<SVGGElement, unknown>(this.#brushed), [left, right]);
    for (const [name, value] of Object.entries({ x: left, y: 0, width: right - left, height }))
      this.#ring.setAttribute(name, String(value));
  }

  #to(from: number): void {
    const to = Math.max(0, Math.min(this.#total - this.#shown, from));
    if (to !== this.#from) this.move(to);
  }

  /** One pixel a bar and layer, then one scaled copy; of more bars than pixels a pixel column is the mean of its own: canvases have a longest side. */
  #paint(bars: readonly Bar[], layers: number, layer: number, width: number, theme: Theme): void {
    const depths = strip(bars, Math.max(1, Math.floor(width)));
    const key = `${depths.join()} ${layer} ${width} ${theme.ramp.join()}`;
    if (key === this.#painted) return;
    this.#painted = key;
    Object.assign(this.#small, { width: depths.length, height: layers });
    const small = this.#small.getContext("2d");
    Object.assign(this.#canvas, { width, height });
    const context = this.#canvas.getContext("2d");
    if (!small || !context) return;
    depths.forEach((depth, i) => {
      small.fillStyle = theme.ramp[depthStep(Math.round(depth), layers)] ?? "";
      small.globalAlpha = 0.25;
      small.fillRect(i, 0, 1, depth);
      small.globalAlpha = 1;
      small.fillRect(i, 0, 1, Math.min(layer, depth));
    });
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#small, 0, 0, width, height);
  }
}

/** Depths of the bars; of more than `most` bars the means of as many stretches. */
function strip(bars: readonly Bar[], most: number): number[] {
  if (bars.length <= most) return bars.map(({ depth }) => depth);
  const [sums, counts] = [Array<number>(most).fill(0), Array<number>(most).fill(0)];
  bars.forEach(({ depth }, i) => {
    const at = Math.floor((i * most) / bars.length);
    sums[at] = (sums[at] ?? 0) + depth;
    counts[at] = (counts[at] ?? 0) + 1;
  });
  return sums.map((sum, i) => sum / (counts[i] ?? 1));
}
