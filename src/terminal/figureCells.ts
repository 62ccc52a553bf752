/** Figures of a data set in a terminal's table. */
import type { Figure } from "../run/evaluation.js";
import type { FigureInfo, Unit } from "../run/figures.js";
import { numberText } from "../words/answer.js";

const writes: Record<Unit, (value: number) => string> = {
  share: (value) => (value * 100).toFixed(1),
  times: (value) => value.toFixed(2),
  number: numberText,
};

export function write(unit: Unit, value: number): string {
  return writes[unit](value);
}

export function headed({ title, unit }: FigureInfo): string {
  return unit === "share" ? `${title} %` : title;
}

/** "87.2 [85.0, 89.1]" */
export function inTable(figure: Figure | undefined, written: (value: number) => string): string {
  const { value, interval } = figure ?? { value: null, interval: null };
  if (value === null) return "-";
  return interval ? `${written(value)} [${written(interval[0])}, ${written(interval[1])}]` : written(value);
}
