/** Words that were computed as one: a cell over neighbours from the layer in which they joined, the same number on scattered ones. */
import type { Bar } from "../../run/bars.js";
import type { Run } from "../../run/run.js";
import { cellsOf } from "../../run/units.js";
import { depthStep } from "../../words/fate.js";
import { inkOn } from "./style.js";
import type { Mark } from "./mark.js";
import type { LegendItem, Room } from "./sheet.js";

/** Where a row of bars stands: its first column is `from` of all, its corner at `left`, `y`. */
export interface BarRow {
  from: number;
  left: number;
  y: number;
  step: number;
  layer: number;
}

/** Those of a row's bars, of `bars` all. */
export function unitMarks(
  run: Run,
  bars: readonly Bar[],
  row: readonly Bar[],
  { from, left, y, step, layer }: BarRow,
  { palette, size }: Room,
): Mark[] {
  const columns = bars.map(({ column }) => column);
  const units = [...new Set(row.flatMap(({ unit }) => unit ?? []))];
  return units.flatMap((unit) => {
    const fill = palette.ramp[depthStep(unit.reach, run.model.layers)] ?? palette.ink;
    return cellsOf(unit, columns, run).flatMap((cell): Mark[] => {
      const [first, last] = [Math.max(0, cell.first - from), Math.min(row.length - 1, cell.last - from)];
      if (last < first) return [];
      const [x, width] = [left + (first + 0.14) * step, (last - first + 0.72) * step];
      const [top, height] = [y + cell.top * layer, (cell.bottom - cell.top) * layer];
      const small = Math.min(size * 0.7, height * 0.85);
      const number = { size: small, fill: inkOn(fill, palette), anchor: "middle", bold: true } as const;
      return [
        { kind: "box", x, y: top, width, height, fill },
        bracket(x, top, width, size, palette.ink),
        ...(unit.number === null
          ? []
          : [
              { kind: "words", text: String(unit.number), x: x + width / 2, y: top + small * 1.05, ...number } as const,
            ]),
        ...(unit.fate === "left" && cell.bottom === unit.end
          ? [{ kind: "box", x: x - 0.5, y: top + height, width: width + 1, height: size * 0.18, fill: palette.ink } as const] // prettier-ignore
          : []),
      ];
    });
  });
}

export const unitLegend = ({ size, palette }: Room): LegendItem => ({
  swatch: [bracket(0, size * 0.7, size * 1.2, size, palette.ink)],
  width: size * 1.2,
  text: "computed as one from there; same number: same unit",
});

function bracket(x: number, y: number, width: number, size: number, stroke: string): Mark {
  const arm = y - size * 0.3;
  return { kind: "line", points: [[x, arm], [x, y], [x + width, y], [x + width, arm]], stroke, thick: 0.9 }; // prettier-ignore
}
