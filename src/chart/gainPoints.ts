/** The first figure against FLOPs gain: a point a setting, and the way from one to the next. */
import { qualityOf, type Evaluation, type Interval, type ThresholdFigures } from "../run/evaluation.js";
import { pieceOf, type Between } from "../run/exactCurves.js";
import type { FigureInfo } from "../run/figures.js";

export interface GainPoint {
  at: ThresholdFigures;
  x: number;
  y: number;
  xs: Interval;
  ys: Interval;
}

export interface GainChart {
  quality: FigureInfo;
  points: GainPoint[];
  /** `exact`: in steps, from one end to the other, where every run is known; else straight from point to point. */
  way: readonly { x: number; y: number }[];
  exact: boolean;
}

/** null = there is nothing to draw. */
export function gainChart(table: Evaluation): GainChart | null {
  const quality = qualityOf(table);
  if (!quality) return null;
  const points = table.at.flatMap((at) => {
    const x = at.flopsGain;
    const y = at[quality.name];
    return typeof x?.value !== "number" || typeof y?.value !== "number"
      ? []
      : [{ at, x: x.value, y: y.value, xs: x.interval, ys: y.interval }];
  });
  if (points.length === 0) return null;
  const middle = ([low, high]: Between): number => (low + high) / 2;
  const { exact } = table;
  const all = exact?.hi.map((_, i) => {
    const piece = pieceOf(exact, i);
    return { x: middle(piece.flopsGain), y: middle(piece[quality.name] ?? [NaN, NaN]) };
  });
  const known = all?.every(({ y }) => Number.isFinite(y)) === true; // a correlation has no curve
  return { quality, points, way: known ? all : points, exact: known };
}

/** All values that are drawn, each way. */
export function gainValues({ points, way }: GainChart): { x: number[]; y: number[] } {
  return {
    x: [...way.map((p) => p.x), ...points.flatMap((p) => [p.x, ...(p.xs ?? [])])],
    y: [...way.map((p) => p.y), ...points.flatMap((p) => [p.y, ...(p.ys ?? [])])],
  };
}
