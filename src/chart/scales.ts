/** What an axis spans and where its ticks stand: the same for a chart on the screen and for a figure in a paper. */
import { extent } from "d3-array";
import { scaleLinear, scaleLog, type ScaleContinuousNumeric } from "d3-scale";
import type { Unit } from "../run/figures.js";
import { labelSize } from "./thresholds.js";

export type Scale = ScaleContinuousNumeric<number, number>;

/** An axis: its scale holds every value that is drawn on it. */
export interface Measure {
  scale: Scale;
  ticks: number[];
  /** A larger step stands for as many times more, not for as much more. */
  log: boolean;
}

/** Gains that differ by more than this many times stand on a logarithmic scale, or the small ones would share one place. */
const mostTimes = 5;
/** From a tick to the next, in sizes of the labels. */
const tickRoom = { across: 5.8, down: 3.6 };
const share = { least: 0.05, edge: 0.04 };
const gain = { least: 0.05, edge: 0.04 };

/** Shares of rows, 0 … 1: five points of them at least, so that one wrong row of many is no abyss, and never above all of them. */
export function shares(values: readonly number[], [bottom, top]: [number, number], size = labelSize): Measure {
  const [low, high] = extentOf(values);
  const room = Math.max((high - low) * share.edge, (share.least - (high - low)) / 2);
  const most = Math.min(1, high + room);
  const least = Math.max(0, Math.min(low - room, most - share.least));
  const count = Math.max(2, Math.round((bottom - top) / (tickRoom.down * size)));
  const scale = scaleLinear([least, Math.max(most, Math.min(1, least + share.least))], [bottom, top]).nice(10);
  return { scale, ticks: scale.ticks(count), log: false };
}

/** Numbers of any size. */
export function numbers(values: readonly number[], [bottom, top]: [number, number], size = labelSize): Measure {
  const [low, high] = extentOf(values);
  const room = high > low ? (high - low) * share.edge : Math.max(Math.abs(high) * share.edge, share.least);
  const count = Math.max(2, Math.round((bottom - top) / (tickRoom.down * size)));
  const scale = scaleLinear([low - room, high + room], [bottom, top]).nice(10);
  return { scale, ticks: scale.ticks(count), log: false };
}

/** Of so many, from none to all. */
export function counts(all: number, [bottom, top]: [number, number], size = labelSize): Measure {
  const scale = scaleLinear([0, Math.max(1, all)], [bottom, top]);
  const count = Math.max(2, Math.round((bottom - top) / (tickRoom.down * size)));
  return { scale, ticks: scale.ticks(count).filter(Number.isInteger), log: false };
}

/** 0 … 1, whatever is drawn. */
export function probabilities(to: [number, number]): Measure {
  return { scale: scaleLinear([0, 1], to), ticks: [0, 0.5, 1], log: false };
}

/** FLOPs gains, above 0. */
export function gains(values: readonly number[], [from, to]: [number, number], size = labelSize): Measure {
  const [low, high] = extentOf(values);
  const tickEach = (to > from ? tickRoom.across : tickRoom.down) * size;
  const count = Math.max(2, Math.round(Math.abs(to - from) / tickEach));
  if (high > mostTimes * low && low > 0) {
    const edge = (high / low) ** gain.edge;
    const scale = scaleLog([low / edge, high * edge], [from, to]);
    return { scale, ticks: roundTicks(scale, tickEach / 2), log: true };
  }
  const room = Math.max((high - low) * gain.edge, (gain.least - (high - low)) / 2);
  const scale = scaleLinear([low - room, high + room], [from, to]).nice(10);
  return { scale, ticks: scale.ticks(count), log: false };
}

/** 1, 2, 5, 10 … as far as they have room. */
function roundTicks(scale: Scale, least: number): number[] {
  const [low = 1, high = 1] = scale.domain();
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
