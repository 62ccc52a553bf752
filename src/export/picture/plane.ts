/** A chart's plane with its axes, as marks. */
import type { Measure, Scale } from "../../chart/scales.js";
import type { Mark } from "./mark.js";
import { widthOf } from "./measure.js";
import type { Room } from "./sheet.js";

export interface Plane {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A line's middle lies so far over the baseline of the words on it, in their sizes. */
export const half = 0.35;

export type Axis = Pick<Measure, "scale" | "ticks">;

/** What labels take before a plane. */
export function roomForLabels({ ticks }: Axis, write: (value: number) => string, { size }: Room): number {
  return ticks.map((tick) => widthOf(write(tick), size)).reduce((a, b) => Math.max(a, b), 0) + size * 0.5;
}

/** Level lines with their labels before them. */
export function levelTicks({ scale, ticks }: Axis, write: (value: number) => string, plane: Plane, room: Room): Mark[] {
  const { size, palette } = room;
  const { left, right } = plane;
  return ticks.flatMap((tick): Mark[] => {
    const y = scale(tick);
    return [
      { kind: "line", points: [[left, y], [right, y]], stroke: palette.rule, thick: 0.5 }, // prettier-ignore
      { kind: "words", text: write(tick), x: left - size * 0.5, y: y + half * size, size, fill: palette.hint, anchor: "end" }, // prettier-ignore
    ];
  });
}

/** Upright lines with their labels under them. `whole`: through the plane, else short ones under it. */
export function uprightTicks(
  ticks: readonly { x: number; label: string }[],
  { top, bottom }: Plane,
  room: Room,
  whole: boolean,
): Mark[] {
  const { size, palette } = room;
  return ticks.flatMap(({ x, label }): Mark[] => [
    { kind: "line", points: [[x, whole ? top : bottom], [x, bottom + (whole ? 0 : size * 0.3)]], stroke: palette.rule, thick: 0.5 }, // prettier-ignore
    { kind: "words", text: label, x, y: bottom + size * 1.25, size, fill: palette.hint, anchor: "middle" },
  ]);
}

/** Ticks of a measure for `uprightTicks`. */
export const ticksOf = ({ scale, ticks }: Axis, write: (value: number) => string): { x: number; label: string }[] =>
  ticks.map((tick) => ({ x: scale(tick), label: write(tick) }));

/** From point to point, as they are or in steps: each value holds until the next begins. */
export function stepped(points: readonly { x: number; y: number }[], x: Scale, y: Scale): [number, number][] {
  return points.flatMap((point, i): [number, number][] => {
    const before = points[i - 1];
    const at: [number, number] = [x(point.x), y(point.y)];
    return before ? [[at[0], y(before.y)], at] : [at];
  });
}
