import type { Bar } from "../../src/run/bars.js";
import type { Mark } from "../../src/run/marks.js";
import { markOf } from "../../src/words/marks.js";
import { shorten } from "../../src/words/text.js";
import { heatRow, type Grid } from "../geometry.js";
import { svg } from "../elements.js";

/** More rows than these are not read together. */
const mostRows = 3;

/** Beside the row; in a narrow view there is no room for it, and the line under the picture says it. */
const longestName = 13;

/** The marks that are drawn: the newest. */
export const drawnMarks = (marks: readonly Mark[] = []): readonly Mark[] => marks.slice(-mostRows);

/** The largest number of a mark, whatever its sign; 0 = it has none yet. */
export const largest = ({ values }: Mark): number =>
  values.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);

/**
 * A row a mark, under the bars: as high and as deep in colour as the square root of the number is large, for one word is often worth more
 * than all others. Filled where it is over 0; where it is under 0 hollow,
 * so that form says it and colour need not.
 */
export class HeatRows {
  readonly group = svg("g", { class: "heat", "aria-hidden": "true" });
  #drawn: unknown[] = [];

  update(marks: readonly Mark[], bars: readonly Bar[], grid: Grid): void {
    const counts = marks.map(({ values }) => values.reduce<number>((n, value) => n + Number(value !== null), 0));
    const drawn = [bars, JSON.stringify([marks.map(({ name }) => name), counts, grid])];
    if (drawn.every((part, i) => part === this.#drawn[i])) return;
    this.#drawn = drawn;
    this.group.replaceChildren(...marks.map((mark, row) => rowOf(mark, row, bars, grid)));
  }
}

function rowOf(mark: Mark, row: number, bars: readonly Bar[], grid: Grid): SVGGElement {
  const bottom = grid.bottom + 4 + (row + 1) * heatRow;
  const most = largest(mark);
  const room = heatRow - 3;
  const cells = bars.flatMap(({ column }, i) => {
    const value = markOf(mark, column);
    if (value === null || most === 0) return [];
    const share = Math.sqrt(Math.abs(value) / most);
    const height = Math.max(1, share * room);
    const step = Math.min(2, Math.floor(share * 3));
    return svg("rect", {
      class: value < 0 ? `under step-${step}` : `over step-${step}`,
      x: (grid.x[i] ?? 0) + (grid.step - grid.bar) / 2 + 0.5,
      y: bottom - height,
      width: grid.bar - 1,
      height,
    });
  });
  return svg(
    "g",
    { "data-mark": mark.name },
    svg("line", { x1: grid.left, x2: grid.right, y1: bottom, y2: bottom }),
    ...(grid.margin > 60
      ? [svg("text", { class: "name", x: grid.right + 6, y: bottom - room / 2 }, shorten(mark.name, longestName))]
      : []),
    ...cells,
  );
}
