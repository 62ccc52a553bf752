import type { Bar } from "../../src/run/bars.js";
import type { View } from "../store.js";

/** Whether a word is pointed at, or one that ended in its unit is. */
export function isLit(bar: Bar, view: Pick<View, "focus" | "bars" | "highlight">): boolean {
  return pointsAt(bar, view) || (bar.unit?.members.some((i) => pointsAt(view.bars[i], view)) ?? false);
}

/** Whether a word is the one that is pointed at: here, or else in the editor. */
export function pointsAt(
  bar: Bar | undefined,
  { focus, bars, highlight }: Pick<View, "focus" | "bars" | "highlight">,
): boolean {
  if (!bar) return false;
  if (focus) return bars[focus.column] === bar;
  if (!highlight || bar.column.special || bar.column.second !== highlight.second) return false;
  const { start, end } = bar.column;
  return highlight.start === highlight.end
    ? start <= highlight.start && highlight.start < end
    : start < highlight.end && highlight.start < end;
}
