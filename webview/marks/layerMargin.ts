import type { Grid } from "../geometry.js";
import { setText, svg } from "../elements.js";
import type { Run } from "../../src/run/run.js";
import { standingFor } from "../../src/run/units.js";

/** Left: the layers' numbers. Right: how many tokens each layer kept; where some joined, how many units it computes, and for how many tokens they stand. Rows are there before their numbers. */
export class LayerMargin {
  readonly group = svg("g", { class: "layer-margin", "aria-hidden": "true" });
  #key = "";
  #rows: { row: SVGGElement; bar: SVGRectElement; kept: SVGTextElement }[] = [];

  update(run: Run, grid: Grid, layer: number): void {
    const joins = run.joined.length > 0;
    const key = `${run.model.layers} ${grid.row} ${grid.right} ${grid.margin} ${joins}`;
    if (key !== this.#key) this.#build(run.model.layers, grid, joins);
    this.#key = key;
    const total = Math.max(1, run.tokens.length);
    const standing = standingFor(run);
    this.#rows.forEach(({ row, bar, kept }, l) => {
      const started = run.done.some((done) => done > l);
      const k = run.kept[l] ?? 0;
      setText(kept, started ? (joins && grid.margin > 60 ? `${k}, ${standing[l] ?? 0}` : String(k)) : "");
      bar.setAttribute("width", String(started ? (k / total) * 26 : 0));
      row.classList.toggle("current", l === layer - 1);
    });
  }

  #build(layers: number, grid: Grid, joins: boolean): void {
    const head = grid.top - 10;
    const all = grid.margin > 60;
    const right = grid.right + (all ? 74 : 36);
    const text = (x: number, y: number, content: string, kind: string): SVGTextElement =>
      svg("text", { x, y, class: kind }, content);
    this.#rows = Array.from({ length: layers }, (_, l) => {
      const y = grid.top + (l + 0.5) * grid.row;
      const bar = svg("rect", { x: grid.right + 12, y: y - 3, width: 0, height: 6, class: "share" });
      const kept = text(right, y, "", "number");
      const rule = svg("line", { x1: grid.left, x2: grid.right, y1: y + grid.row / 2, y2: y + grid.row / 2 });
      const name = text(grid.left - 26, y, String(l + 1), "number");
      return { row: svg("g", {}, rule, name, kept, ...(all && !joins ? [bar] : [])), bar, kept };
    });
    this.group.replaceChildren(
      text(grid.left - 26, head, "layer", "number head"),
      text(right, head, joins ? (all ? "units, tokens" : "units") : all ? "tokens kept" : "kept", "number head"),
      svg("line", { x1: grid.left, x2: grid.right, y1: grid.top, y2: grid.top }),
      ...this.#rows.map((r) => r.row),
    );
  }
}
