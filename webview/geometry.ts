import type { TokenWindow } from "../src/run/events.js";
import type { Column } from "../src/run/run.js";

/** Steps of the scale that diverges at the threshold: 0 … 2 under it (0 = surely skimmed), 3 … 5 at or over it. */
export function divergingStep(p: number, threshold: number): number {
  if (p < threshold) return Math.min(2, Math.floor((p / threshold) * 3));
  return threshold >= 1 ? 5 : 3 + Math.min(2, Math.floor(((p - threshold) / (1 - threshold)) * 3));
}

export interface Grid {
  left: number;
  top: number;
  /** Column pitch and the bar's own width, px. */
  step: number;
  bar: number;
  row: number;
  /** Left edge of each column. */
  x: number[];
  /** Room beside the last column. */
  margin: number;
  /** Right edge of the last column, lower edge of the last row, and the whole drawing's size. */
  right: number;
  bottom: number;
  /** Where the words begin: under the marks, if there are any. */
  below: number;
  width: number;
  height: number;
  /** Between windows, and between the two texts of a pair. */
  seams: { x: number; kind: "window" | "text"; label: string }[];
  /** Which text is drawn from `x` to `right`; none where there is one text. */
  texts: { x: number; right: number; name: string }[];
}

/** `few`: beside the columns of a narrow view there is room for a figure, not for a bar, too. */
const margin = { left: 58, right: 84, few: 42, top: 26, labels: 94 };
const narrow = 480;
const narrowest = 13;
const widest = 60;
const seamGap = 20;
/** Of a mark's numbers. */
export const heatRow = 24;
/** Room over the columns for the names of two texts, and what a name takes. */
const nameRow = 18;
const nameWidth = 64;
/** More columns than this are never drawn at once: an overview with a brush picks them. */
const most = 150;

/** The room beside the last column of a skyline. */
export const marginOf = (width: number): number => (width < narrow ? margin.few : margin.right);

/** How many columns fit in a view of this width, with so much room beside the last one, and between the texts of a pair. */
export function capacity(width: number, right: number, pair: boolean): number {
  const room = width - margin.left - right - (pair ? seamGap : 0);
  return Math.max(4, Math.min(most, Math.floor(room / narrowest)));
}

/** Sizes depend on the columns, the windows and L alone, all known before layer 0: nothing moves while layers come in. `pair`: the columns are of two texts. */
export function gridOf(
  columns: readonly Column[],
  windows: readonly TokenWindow[],
  layers: number,
  width: number,
  right: number,
  pair: boolean,
  marks = 0,
): Grid {
  const starts = new Map(windows.map((w, i) => [w.first, i]));
  const seamsAt = columns.map((c, i): Omit<Grid["seams"][number], "x"> | null => {
    const window = starts.get(c.tokens[0] ?? -1);
    if (i === 0) return null;
    if (window !== undefined) return { kind: "window", label: `window ${window + 1}` };
    return pair && c.second !== columns[i - 1]?.second ? { kind: "text", label: "" } : null;
  });
  const gaps = seamsAt.filter((seam) => seam !== null).length;
  const room = width - margin.left - right - gaps * seamGap;
  const step = Math.max(narrowest, Math.min(widest, Math.floor(room / Math.max(1, columns.length))));
  const x: number[] = [];
  const seams: Grid["seams"] = [];
  const texts: Grid["texts"] = [];
  let at = margin.left;
  columns.forEach(({ second }, i) => {
    const seam = seamsAt[i];
    if (seam) {
      seams.push({ x: at + seamGap / 2, ...seam });
      at += seamGap;
    }
    if (pair && (seam || i === 0)) texts.push({ x: at, right: at, name: second ? "second text" : "first text" });
    x.push(at);
    at += step;
    const last = texts.at(-1);
    if (last) last.right = at;
  });
  // The end of a text at the border of the stretch that is drawn may be a column or two.
  for (const text of texts.slice(0, -1))
    if (text.right - text.x < nameWidth) text.name = text.name === "first text" ? "1st" : "2nd";
  const row = Math.max(13, Math.min(30, Math.floor(300 / Math.max(1, layers))));
  const top = margin.top + (pair ? nameRow : 0);
  const bottom = top + row * layers;
  const below = bottom + (marks > 0 ? 4 + marks * heatRow : 0);
  return {
    left: margin.left,
    top,
    step,
    bar: Math.max(6, Math.min(34, step - Math.max(3, Math.round(step * 0.25)))),
    row,
    x,
    margin: right,
    right: at,
    bottom,
    below,
    width: at + right,
    height: below + margin.labels,
    seams,
    texts,
  };
}

/** The column under a horizontal position, or null. */
export function columnAt(grid: Grid, x: number): number | null {
  const index = grid.x.findIndex((left) => x >= left && x < left + grid.step);
  return index >= 0 ? index : null;
}
