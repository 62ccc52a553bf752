import { scaleLinear } from "d3-scale";
import { expit, farthest, logit } from "../run/logit.js";
import { reachOf, type ShownSweep } from "../run/shownSweep.js";
import { boundText } from "../words/boundText.js";
import type { Scale } from "./scales.js";

export type AxisKind = "logit" | "linear";

export interface Axis {
  /** px, or pt in a figure. */
  left: number;
  right: number;
  x: (threshold: number) => number;
  /** The threshold at a place, 0 … 1. */
  at: (x: number) => number;
  /** From a threshold, or its logit, to its place. */
  scale: Scale;
  /** `value`: what the scale has there. */
  ticks: { value: number; x: number; label: string }[];
}

const tenths = [0.000001, 0.00001, 0.0001, 0.001, 0.01, 0.1];
/** In order of importance: where there is no room, the later ones give way. */
const logitTicks = [0.5, ...tenths.reverse().flatMap((t) => [t, 1 - t]), 0.25, 0.75];
const linearTicks = [0.5, 0.2, 0.8, 0.4, 0.6, 0.3, 0.7, 0.1, 0.9];
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

/**
 * For a sweep, from its first two runs on, those at its ends: all other bounds lie between theirs, so the axis stays as it is, whatever
 * comes and whichever run is shown.
 */
export function axisOf(kind: AxisKind, sweep: ShownSweep, left: number, right: number): Axis {
  return axisOver(kind, sweptBounds(sweep), left, right);
}

export function sweptBounds(sweep: ShownSweep): [number, number] {
  const { lo, hi } = reachOf(sweep) ?? { lo: expit(-farthest), hi: expit(farthest) };
  return [lo, hi];
}

/** `size`: of the labels, in the unit of the places. */
export function axisOver(
  kind: AxisKind,
  bounds: Iterable<number>,
  left: number,
  right: number,
  size = labelSize,
): Axis {
  const [low, high] = kind === "logit" ? ends(bounds) : [0, 1];
  const to = kind === "logit" ? logit : (t: number): number => t;
  const from = kind === "logit" ? expit : (z: number): number => z;
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
  for (const t of kind === "logit" ? logitTicks : linearTicks)
    if (ticks.every((tick) => Math.abs(tick.x - x(t)) >= tickRoom * size))
      ticks.push({ value: to(t), x: x(t), label: boundText(t) });
  return { left, right, x, at, scale, ticks };
}
