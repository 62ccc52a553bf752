import { element, svg } from "./elements.js";
import { layersOver, type Bar } from "../src/run/bars.js";
import { capacity, gridOf, marginOf, type Grid } from "./geometry.js";
import { ByHandMarks } from "./marks/byHand.js";
import { Crosshair } from "./marks/crosshair.js";
import { Estimates } from "./marks/estimates.js";
import { drawnMarks, HeatRows } from "./marks/heat.js";
import { Labels } from "./marks/labels.js";
import { isLit, pointsAt } from "./marks/lit.js";
import { LayerMargin } from "./marks/layerMargin.js";
import type { PointingHost } from "./marks/pointing.js";
import { Scrubber } from "./marks/scrubber.js";
import { hatch, Skyline } from "./marks/skyline.js";
import { UnitMarks } from "./marks/units.js";
import { Overview } from "./overview.js";
import type { View } from "./store.js";
import { estimateOf } from "./sweep/known.js";
import { boundAt } from "../src/words/policy.js";
import { layerText } from "./summary.js";
import type { Theme } from "./theme.js";

export interface ChartHost extends PointingHost {
  layer(layer: number): void;
  from(from: number): void;
}

/** The skyline with its margins, line, crosshair and overview, in one drawing. */
export class Chart {
  readonly root = element("div", { class: "chart" });
  readonly #svg = svg("svg", {
    role: "group",
    "aria-label": "Skyline: one bar a word, down to the layer at which it left",
  });
  readonly #skyline = new Skyline();
  readonly #units = new UnitMarks();
  readonly #heat = new HeatRows();
  readonly #estimates = new Estimates();
  readonly #margin = new LayerMargin();
  readonly #byHand = new ByHandMarks();
  readonly #labels = new Labels();
  readonly #scrubber: Scrubber;
  readonly #crosshair: Crosshair;
  readonly #overview: Overview;
  readonly #stage: HTMLElement;
  #followed: number | null = null;
  #from = 0;
  /** px of a column, and the part of one that the wheel has gone. */
  #step = 1;
  #wheeled = 0;

  constructor(private readonly host: ChartHost) {
    this.#scrubber = new Scrubber((layer) => host.layer(layer));
    this.#crosshair = new Crosshair(host);
    this.#overview = new Overview((from) => host.from(from));
    this.#svg.append(
      hatch(),
      this.#margin.group,
      this.#skyline.group,
      this.#units.group,
      this.#heat.group,
      this.#estimates.group,
      this.#byHand.group,
      this.#labels.group,
      this.#crosshair.group,
      this.#scrubber.group,
    );
    this.#stage = element("div", { class: "stage" }, this.#skyline.canvas, this.#svg);
    // A mouse's wheel goes up and down, with the page; a trackpad, or the wheel with Shift, goes through the words.
    this.#stage.addEventListener("wheel", (event) => {
      if (event.deltaX === 0) return;
      event.preventDefault();
      this.#wheeled += event.deltaX / this.#step;
      const by = Math.trunc(this.#wheeled);
      this.#wheeled -= by;
      if (by !== 0) host.from(Math.max(0, this.#from + by));
    });
    this.root.append(this.#overview.root, this.#stage, this.#crosshair.detail);
  }

  /** Puts the focus on the skyline. */
  focus(): void {
    this.#crosshair.group.focus();
  }

  /** `layer`: layers shown as passed. */
  update(view: View, layer: number, theme: Theme): void {
    const { drawn: run, bars } = view;
    if (!run) return;
    const width = this.root.clientWidth;
    const margin = marginOf(width);
    const pair = run.passage.pair !== undefined;
    const fits = capacity(width, margin, pair);
    const from = this.#first(view, fits);
    const drawn = bars.slice(from, from + fits);
    const marks = drawnMarks(view.shown?.marks);
    const grid = gridOf(
      drawn.map((bar) => bar.column),
      run.windows,
      run.model.layers,
      width,
      margin,
      pair,
      marks.length,
    );
    this.#size(grid);
    [this.#from, this.#step] = [from, grid.step];
    const lit = (bar: Bar): boolean => isLit(bar, view);
    const layers = run.model.layers;
    this.#margin.update(run, grid, layer);
    const shownAs = layer === layersOver(run) ? layers : layer; // at the end of what there is, nothing is faint
    this.#skyline.update({
      bars: drawn,
      from,
      grid,
      layers,
      bounds: run.model.control.map((_, l) => boundAt(run, l) ?? 1),
      mode: view.mode,
      layer: shownAs,
      theme,
    });
    this.#units.update(run, bars, from, grid, theme, lit);
    this.#heat.update(marks, drawn, grid);
    this.#units.shade(this.#skyline.canvas, grid, layers, shownAs, theme);
    const unknown = view.preview || run.state !== "done" ? null : view.asked; // it will show whether the estimate was right
    this.#estimates.update(drawn, grid, unknown && (estimateOf(run, unknown)?.depth ?? null));
    this.#byHand.update(drawn, grid);
    this.#labels.update(drawn, grid, layer, lit, (i) => view.chosen.has(from + i));
    this.#scrubber.update(grid, layers, layer, layersOver(run), layerText(run, layer));
    this.#crosshair.update(run, drawn, from, bars.length, grid, view.focus, view.pinned, view.chosen);
    this.#overview.update(bars, from, fits, layers, layer, width, theme, pair);
  }

  /** The stretch that is drawn; it goes to a word that begins to be looked at, here or in the editor, and may be moved away from it. */
  #first(view: View, fits: number): number {
    const { bars, focus } = view;
    let from = Math.max(0, Math.min(view.from, bars.length - fits));
    const lit = view.highlight ? bars.findIndex((bar) => pointsAt(bar, { ...view, focus: null })) : -1;
    const at = focus?.column ?? (lit >= 0 ? lit : null);
    if (at !== null && at !== this.#followed) {
      if (at < from) from = at;
      if (at >= from + fits) from = at - fits + 1;
    }
    this.#followed = at;
    if (from !== view.from) this.host.from(from);
    return from;
  }

  #size(grid: Grid): void {
    if (
      this.#svg.getAttribute("width") === String(grid.width) &&
      this.#svg.getAttribute("height") === String(grid.height)
    )
      return;
    this.#svg.setAttribute("width", String(grid.width));
    this.#svg.setAttribute("height", String(grid.height));
    this.#stage.style.height = `${grid.height}px`;
  }
}
