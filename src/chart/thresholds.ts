import { scaleLinear } from "d3-scale";
import { expit, farthest, logit } from "../run/logit.js";
import type { ControlInfo } from "../run/policy.js";
import { reachOf, type ShownSweep } from "../run/shownSweep.js";
import { boundText } from "../words/boundText.js";
import type { Scale } from "./scales.js";

export type AxisKind = ControlInfo["scale"];

export interface Axis {
  /** px, or pt in a figure. */
  left: number;
  right: number;
  x: (threshold: number) => number;
  /** The threshold at a place, 0 … 1. */
  at: (x: number) => number;
  /** From a setting, warped as the axis is, to its place. */
  scale: Scale;
  /** `value`: what the scale has there. */
  ticks: { value: number; x: number; label: string }[];
}

const tenths = [0.1, 0.01, 0.001, 0.0001, 0.00001, 0.000001];
/** Shares of all attention below it decide nothing: no text has so many tokens. */
const leastLog = -5;

interface Warp {
  to: (setting: number) => number;
  from: (place: number) => number;
  /** Of all settings that can be told apart. */
  ends: [number, number];
  /** In order of importance: where there is no room, the later ones give way. */
  ticks: readonly number[];
}

const warps: Record<AxisKind, Warp> = {
  logit: {
    to: logit,
    from: expit,
    ends: [-farthest, farthest],
    ticks: [0.5, ...tenths.flatMap((t) => [t, 1 - t]), 0.25, 0.75],
  },
  log: {
    to: (t) => Math.max(leastLog, Math.log10(t)),
    from: (place) => 10 ** place,
    ends: [leastLog, 0],
    ticks: [0.01, 0.1, 0.001, 0.0001],
  },
  linear: { to: (t) => t, from: (t) => t, ends: [0, 1], ticks: [0.5, 0.2, 0.8, 0.4, 0.6, 0.3, 0.7, 0.1, 0.9] },
};

/** From a tick to the next at least, in sizes of the labels. */
const tickRoom = 5.6;
/** Of labels on the screen, px. */
export const labelSize = 11;

/** The ends of the logit axis: the bounds that lie between 0 and 1, with a margin. Both ends of the range have a place on it. */
function ends(bounds: Iterable<number>): [number, number] {
  let low = -3;
  let high = 3;
  for (const t of bounds) {
    if (!(t > 0 && t < 1)) continue;
    low = Math.min(low, logit(t));
    high = Math.max(high, logit(t));
  }
  return [Math.max(-farthest, Math.floor(low) - 1), Math.min(farthest, Math.ceil(high) + 1)];
}

/** Of a control, over all its settings whatever the text: it never moves. */
export function axisOf({ scale }: Pick<ControlInfo, "scale">, left: number, right: number, size = labelSize): Axis {
  return axisFrom(warps[scale], warps[scale].ends, left, right, size);
}

/** Of what lies between a sweep's ends, where all other bounds lie. */
export function sweptBounds(sweep: ShownSweep): [number, number] {
  const { lo, hi } = reachOf(sweep) ?? { lo: expit(-farthest), hi: expit(farthest) };
  return [lo, hi];
}

/** Over these bounds, where a scale has room to give away. */
export function axisOver(
  kind: AxisKind,
  bounds: Iterable<number>,
  left: number,
  right: number,
  size = labelSize,
): Axis {
  return axisFrom(warps[kind], kind === "logit" ? ends(bounds) : warps[kind].ends, left, right, size);
}

/** `size`: of the labels, in the unit of the places. */
function axisFrom(
  { to, from, ticks: marked }: Warp,
  domain: [number, number],
  left: number,
  right: number,
  size: number,
): Axis {
  const [low, high] = domain;
  const scale = scaleLinear([low, high], [left, right]).clamp(true);
  const x = (t: number): number => scale(to(t));
  const at = (place: number): number => {
    if (place <= left) return 0;
    return place >= right ? 1 : from(scale.invert(place));
  };
  const ticks = [
    { value: low, x: left, label: "0" },
    { value: high, x: right, label: "1" },
  ];
  for (const t of marked)
    if (ticks.every((tick) => Math.abs(tick.x - x(t)) >= tickRoom * size))
      ticks.push({ value: to(t), x: x(t), label: boundText(t) });
  return { left, right, x, at, scale, ticks };
}
