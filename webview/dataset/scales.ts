import { extent, scaleLinear, scaleLog, type ScaleContinuousNumeric } from "d3";
import type { Unit } from "../../src/run/figures.js";
import { svg } from "../elements.js";

export type Scale = ScaleContinuousNumeric<number, number>;

/** An axis: its scale holds every value that is drawn on it. */
export interface Measure {
  scale: Scale;
  ticks: number[];
  /** A larger step stands for as many times more, not for as much more. */
  log: boolean;
}

/** Gains that differ by more than this many times stand on a logarithmic scale, or the small ones would share one place. */
const mostTimes = 4;
/** px */
const tickRoom = { across: 64, down: 40 };
const share = { least: 0.05, edge: 0.04 };
const gain = { least: 0.05, edge: 0.04 };

/** Shares of rows, 0 … 1: five points of them at least, so that one wrong row of many is no abyss, and never above all of them. */
export function shares(values: readonly number[], [bottom, top]: [number, number]): Measure {
  const [low, high] = extentOf(values);
  const room = Math.max((high - low) * share.edge, (share.least - (high - low)) / 2);
  const most = Math.min(1, high + room);
  const least = Math.max(0, Math.min(low - room, most - share.least));
  const count = Math.max(2, Math.round((bottom - top) / tickRoom.down));
  const scale = scaleLinear([least, Math.max(most, Math.min(1, least + share.least))], [bottom, top]).nice(10);
  return { scale, ticks: scale.ticks(count), log: false };
}

/** Numbers of any size. */
export function numbers(values: readonly number[], [bottom, top]: [number, number]): Measure {
  const [low, high] = extentOf(values);
  const room = high > low ? (high - low) * share.edge : Math.max(Math.abs(high) * share.edge, share.least);
  const count = Math.max(2, Math.round((bottom - top) / tickRoom.down));
  const scale = scaleLinear([low - room, high + room], [bottom, top]).nice(10);
  return { scale, ticks: scale.ticks(count), log: false };
}

/** FLOPs gains, above 0. */
export function gains(values: readonly number[], [from, to]: [number, number]): Measure {
  const [low, high] = extentOf(values);
  const count = Math.max(2, Math.round(Math.abs(to - from) / (to > from ? tickRoom.across : tickRoom.down)));
  if (high > mostTimes * low && low > 0) {
    const edge = (high / low) ** gain.edge;
    const scale = scaleLog([low / edge, high * edge], [from, to]);
    return { scale, ticks: roundTicks(scale, tickRoom), log: true };
  }
  const room = Math.max((high - low) * gain.edge, (gain.least - (high - low)) / 2);
  const scale = scaleLinear([low - room, high + room], [from, to]).nice(10);
  return { scale, ticks: scale.ticks(count), log: false };
}

/** 1, 2, 5, 10 … as far as they have room. */
function roundTicks(scale: Scale, room: { across: number; down: number }): number[] {
  const [low = 1, high = 1] = scale.domain();
  const [from = 0, to = 0] = scale.range();
  const least = to > from ? room.across / 2 : room.down / 2;
  const ticks: number[] = [];
  for (let ten = 10 ** Math.floor(Math.log10(low)); ten <= high; ten *= 10)
    for (const t of [ten, 2 * ten, 5 * ten]) {
      const last = ticks.at(-1);
      const fits = last === undefined || Math.abs(scale(t) - scale(last)) >= least;
      if (t >= low && t <= high && fits) ticks.push(t);
    }
  return ticks;
}

function extentOf(values: readonly number[]): [number, number] {
  const [low, high] = extent(values.filter(Number.isFinite));
  return [low ?? 0, high ?? 1];
}

/** A level line from `left` to `right` with its label before it; the label's middle is on the line (dominant-baseline in marks.css). */
export function levelTick(y: number, left: number, right: number, label: string): SVGGElement {
  return svg(
    "g",
    { class: "tick" },
    svg("line", { class: "rule", x1: left, x2: right, y1: y, y2: y }),
    svg("text", { x: left - 6, y, "text-anchor": "end" }, label),
  );
}

/** An upright line from `top` to `bottom` with its label under it. */
export function uprightTick(x: number, top: number, bottom: number, label: string): SVGGElement {
  return svg(
    "g",
    { class: "tick" },
    svg("line", { class: "rule", x1: x, x2: x, y1: top, y2: bottom }),
    svg("text", { x, y: bottom + 14, "text-anchor": "middle" }, label),
  );
}

/** "2×", "1.75×" */
export const gainTick = (value: number): string => `${+value.toPrecision(4)}×`;
/** "97.5 %" */
export const shareTick = (value: number): string => `${+(value * 100).toFixed(2)} %`;

/** Of each unit, an axis and what stands at its ticks. */
export const scaled: Record<Unit, { measure: typeof shares; tick: (value: number) => string }> = {
  share: { measure: shares, tick: shareTick },
  times: { measure: gains, tick: gainTick },
  number: { measure: numbers, tick: (value) => String(+value.toPrecision(4)) },
};
