import { select } from "d3-selection";
import { depthStep } from "../../src/words/fate.js";
import { reachOf, type Bar } from "../../src/run/bars.js";
import { divergingStep, type Grid } from "../geometry.js";
import { svg } from "../elements.js";
import type { Theme } from "../theme.js";

export interface SkylineState {
  bars: readonly Bar[];
  /** Index of the first of `bars` among all columns. */
  from: number;
  grid: Grid;
  layers: number;
  bounds: readonly number[];
  mode: "depth" | "p";
  /** Layers shown as passed; what lies deeper is drawn faint. */
  layer: number;
  theme: Theme;
}

/** Height of the mark at a bar's end, px. */
export const cap = 3;

/**
 * One bar a column. The outline and the end are SVG (150 at most); the shade inside, one cell a layer, is a canvas under it:
 * as SVG cells it would be thousands of nodes, too slow to scrub.
 */
export class Skyline {
  readonly group = svg("g", { class: "skyline", "aria-hidden": "true" });
  readonly canvas = document.createElement("canvas");
  #outlined = "";

  update(state: SkylineState): void {
    this.#outline(state);
    this.#shade(state);
  }

  #outline({ bars, from, grid, layers, layer, theme, mode }: SkylineState): void {
    const key = JSON.stringify([
      bars.map((b) => [b.alone, b.end, b.fate, b.unit === null]),
      from,
      grid,
      layers,
      layer >= layers,
      theme,
      mode,
    ]);
    if (key === this.#outlined) {
      // only the line moved
      bars.forEach((bar, i) => this.group.children[i]?.classList.toggle("gone", reachOf(bar) < layer));
      return;
    }
    this.#outlined = key;
    const inset = (grid.step - grid.bar) / 2;
    const y = (bar: Bar): number => grid.top + bar.end * grid.row;
    const groups = select(this.group)
      .selectAll<SVGGElement, Bar>("g.bar")
      .data(bars as Bar[])
      .join((enter) => {
        const g = enter.append("g");
        g.append("rect");
        g.append("path");
        return g;
      })
      .attr("class", (bar) => `bar ${bar.fate}${reachOf(bar) < layer ? " gone" : ""}`)
      .attr("data-column", (_, i) => from + i)
      .attr("data-depth", (bar) => bar.depth)
      .attr("transform", (_, i) => `translate(${(grid.x[i] ?? 0) + inset},0)`);
    groups
      .select("rect")
      .attr("x", 0.5)
      .attr("y", grid.top + 0.5)
      .attr("width", grid.bar - 1)
      .attr("height", (bar) => Math.max(0, bar.alone * grid.row - 1))
      // fill by attribute: a pattern's url() in a style sheet would be looked up in that sheet
      .attr("fill", (bar) =>
        theme.highContrast && mode === "depth" && bar.fate === "left" ? "url(#skim-hatch)" : "none",
      );
    groups.select("path").attr("d", (bar) => {
      const w = grid.bar;
      if (bar.fate === "alive" || bar.unit !== null) return "";
      if (bar.fate === "left") return `M-1,${y(bar)}h${w + 2}v${cap}h${-w - 2}z`;
      const foot = Math.min(6, w / 2);
      return layer < layers ? "" : `M${w / 2 - foot},${y(bar) + 1}h${foot * 2}l${-foot},${foot}z`;
    });
  }

  #shade({ bars, grid, layers, bounds, mode, layer, theme }: SkylineState): void {
    const { canvas } = this;
    const scale = Math.min(3, window.devicePixelRatio || 1);
    const [width, height] = [Math.round(grid.width * scale), Math.round(grid.height * scale)];
    if (canvas.width !== width || canvas.height !== height) {
      Object.assign(canvas, { width, height });
      canvas.style.width = `${grid.width}px`;
      canvas.style.height = `${grid.height}px`;
    }
    const context = canvas.getContext("2d");
    if (!context) return;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, grid.width, grid.height);
    if (theme.highContrast && mode === "depth") {
      // outline and hatch say it there; only what survives is filled
      bars = bars.map((bar) => (bar.fate === "left" ? { ...bar, depth: 0, alone: 0 } : bar));
    }
    const inset = (grid.step - grid.bar) / 2;
    bars.forEach((bar, i) => {
      const x = (grid.x[i] ?? 0) + inset;
      const colour = theme.ramp[depthStep(bar.depth, layers)] ?? "";
      const exit = bar.fate === "left" && mode === "p" ? 1 : 0; // the decision that ended it, drawn where it was made
      for (let l = 0; l < bar.alone + exit && l < layers; l++) {
        const p = bar.p[l] ?? null;
        const y = grid.top + l * grid.row;
        context.globalAlpha = l >= layer ? 0.2 : 1;
        if (mode === "p") {
          if (p === null) continue; // not asked: empty
          context.fillStyle = theme.diverging[divergingStep(p, bounds[l] ?? 0.5)] ?? "";
          context.fillRect(x, l < bar.depth ? y : y + cap + 1, grid.bar, l < bar.depth ? grid.row : grid.row - cap - 2);
        } else {
          context.fillStyle = colour;
          context.fillRect(x, y, grid.bar, Math.min(1, bar.alone - l) * grid.row);
        }
      }
    });
    context.globalAlpha = 1;
  }
}

/** The hatch that high contrast uses in place of a fill. */
export function hatch(): SVGDefsElement {
  const pattern = svg(
    "pattern",
    { id: "skim-hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("path", { d: "M0,0V6", class: "hatch" }),
  );
  return svg("defs", {}, pattern);
}
