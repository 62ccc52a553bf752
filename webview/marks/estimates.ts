import type { Bar } from "../../src/run/bars.js";
import type { Grid } from "../geometry.js";
import { svg } from "../elements.js";

/** While a run is on its way: a dashed end where the scores of the run before would put it, if they stayed as they were. */
export class Estimates {
  readonly group = svg("g", { class: "estimates", "aria-hidden": "true" });

  /** `depth`: estimated, per token; null = nothing is on its way, or the sweep knows it exactly. */
  update(bars: readonly Bar[], grid: Grid, depth: readonly number[] | null): void {
    this.group.toggleAttribute("hidden", depth === null);
    if (depth === null) return;
    const parts = bars.map((bar, i) => {
      const to = Math.max(0, ...bar.column.tokens.map((t) => depth[t] ?? 0));
      if (to === bar.depth) return "";
      const x = (grid.x[i] ?? 0) + (grid.step - grid.bar) / 2;
      const [y, now] = [grid.top + to * grid.row, grid.top + bar.depth * grid.row];
      return `M${x},${now}V${y}h${grid.bar}V${now}`;
    });
    this.group.replaceChildren(svg("path", { d: parts.join("") }));
  }
}
