import { cellsOf, type UnitCell, type WordUnit } from "../../src/run/units.js";
import type { Bar } from "../../src/run/bars.js";
import type { Run } from "../../src/run/run.js";
import { depthStep } from "../../src/words/fate.js";
import type { Grid } from "../geometry.js";
import { cap } from "./skyline.js";
import { svg } from "../elements.js";
import type { Theme } from "../theme.js";

/** Height of a bracket's arms, px. */
const arm = 4;

interface Drawn {
  unit: WordUnit;
  /** px. */
  boxes: { x: number; y: number; width: number; height: number; cell: UnitCell }[];
}

/**
 * Words that were computed as one, from the row where they joined: neighbours as one wide cell, scattered ones each for itself, with the
 * same small number. A bracket stands where they joined.
 */
export class UnitMarks {
  readonly group = svg("g", { class: "units", "aria-hidden": "true" });
  #key = "";
  #drawn: Drawn[] = [];

  /** `bars` are all; drawn are those from `from` on, as many as the grid has columns. */
  update(run: Run, bars: readonly Bar[], from: number, grid: Grid, theme: Theme, lit: (bar: Bar) => boolean): void {
    const units = [...new Set(bars.slice(from, from + grid.x.length).flatMap(({ unit }) => unit ?? []))];
    const key = JSON.stringify([from, grid, theme.highContrast]);
    const same = units.length === this.#drawn.length && units.every((unit, i) => unit === this.#drawn[i]?.unit);
    if (!same || key !== this.#key) this.#build(run, bars, units, from, grid, theme);
    this.#key = key;
    this.#drawn.forEach(({ unit }, i) => {
      const isLit = unit.members.some((member) => bars[member] && lit(bars[member]));
      this.group.children[i]?.classList.toggle("lit", isLit);
    });
  }

  /** The shade inside, on the skyline's canvas. `layer`: layers shown as passed. */
  shade(canvas: HTMLCanvasElement, grid: Grid, layers: number, layer: number, theme: Theme): void {
    const context = canvas.getContext("2d");
    if (!context) return;
    for (const { unit, boxes } of this.#drawn) {
      if (theme.highContrast && unit.reach < layers) continue; // hatched
      context.fillStyle = theme.ramp[depthStep(unit.reach, layers)] ?? "";
      for (const { x, width, cell } of boxes)
        for (let at = cell.top; at < cell.bottom; at = Math.min(cell.bottom, Math.floor(at) + 1)) {
          const row = Math.floor(at);
          context.globalAlpha = row >= layer ? 0.2 : 1;
          const [y, height] = [grid.top + at * grid.row, (Math.min(cell.bottom, row + 1) - at) * grid.row];
          context.clearRect(x, y, width, height);
          context.fillRect(x, y, width, height);
        }
    }
    context.globalAlpha = 1;
  }

  #build(run: Run, bars: readonly Bar[], units: WordUnit[], from: number, grid: Grid, theme: Theme): void {
    const columns = bars.map(({ column }) => column);
    const inset = (grid.step - grid.bar) / 2;
    this.#drawn = units.map((unit) => ({
      unit,
      boxes: cellsOf(unit, columns, run).flatMap((cell) => {
        const [first, last] = [Math.max(cell.first, from) - from, Math.min(cell.last - from, grid.x.length - 1)];
        if (last < first) return [];
        const x = (grid.x[first] ?? 0) + inset;
        const [y, bottom] = [grid.top + cell.top * grid.row, grid.top + cell.bottom * grid.row];
        return [{ x, y, width: (grid.x[last] ?? 0) + inset + grid.bar - x, height: bottom - y, cell }];
      }),
    }));
    this.group.replaceChildren(
      ...this.#drawn.map(({ unit, boxes }) => {
        const hatched = theme.highContrast && unit.reach < run.model.layers;
        const ends = boxes.filter(({ cell }) => cell.bottom === unit.end);
        return svg(
          "g",
          { class: "unit", "data-members": unit.members.join(" ") },
          svg("path", {
            class: "cell",
            fill: hatched ? "url(#skim-hatch)" : "none",
            d: boxes.map(({ x, y, width, height }) => `M${x + 0.5},${y}v${height - 0.5}h${width - 1}V${y}`).join(""),
          }),
          svg("path", {
            class: "bracket",
            d: boxes.map(({ x, y, width }) => `M${x - 1},${y - arm}v${arm}h${width + 2}v${-arm}`).join(""),
          }),
          svg("path", { class: "end", d: ends.map((box) => endPath(box, unit.fate)).join("") }),
          ...(unit.number === null
            ? []
            : boxes.map(({ x, y, width }) =>
                svg("text", { class: "of-unit", x: x + width / 2, y: y + 7 }, String(unit.number)),
              )),
        );
      }),
    );
  }
}

/** As at the end of a bar: a cap where it left, a foot where it is kept to the end. */
function endPath({ x, y, width, height }: Drawn["boxes"][number], fate: WordUnit["fate"]): string {
  const [bottom, middle] = [y + height, x + width / 2];
  if (fate === "left") return `M${x - 1},${bottom}h${width + 2}v${cap}h${-width - 2}z`;
  return fate === "survived" ? `M${middle - 6},${bottom + 1}h12l-6,6z` : "";
}
