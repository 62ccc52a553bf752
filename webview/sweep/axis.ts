import { boundText, boundsText } from "../../src/words/boundText.js";
import { expit, farthest, logit } from "../../src/run/logit.js";
import { reachOf, type ShownSweep } from "../../src/run/shownSweep.js";

export type AxisKind = "logit" | "linear";

export interface Axis {
  /** px */
  left: number;
  right: number;
  x: (threshold: number) => number;
  /** The threshold at a place, 0 … 1. */
  at: (x: number) => number;
  ticks: { x: number; label: string }[];
}

const tenths = [0.000001, 0.00001, 0.0001, 0.001, 0.01, 0.1];
/** In order of importance: where there is no room, the later ones give way. */
const logitTicks = [0.5, ...tenths.reverse().flatMap((t) => [t, 1 - t]), 0.25, 0.75];
const linearTicks = [0.5, 0.2, 0.8, 0.4, 0.6, 0.3, 0.7, 0.1, 0.9];
const tickRoom = 62;

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
  const { lo, hi } = reachOf(sweep) ?? { lo: expit(-farthest), hi: expit(farthest) };
  return axisOver(kind, [lo, hi], left, right);
}

export function axisOver(kind: AxisKind, bounds: Iterable<number>, left: number, right: number): Axis {
  const [low, high] = kind === "logit" ? ends(bounds) : [0, 1];
  const to = kind === "logit" ? logit : (t: number): number => t;
  const from = kind === "logit" ? expit : (z: number): number => z;
  const x = (t: number): number =>
    left + ((Math.max(low, Math.min(high, to(t))) - low) / (high - low)) * (right - left);
  const at = (place: number): number => {
    if (place <= left) return 0;
    return place >= right ? 1 : from(low + ((place - left) / (right - left)) * (high - low));
  };
  const ticks = [
    { x: left, label: "0" },
    { x: right, label: "1" },
  ];
  for (const t of kind === "logit" ? logitTicks : linearTicks) {
    const place = x(t);
    if (ticks.every((tick) => Math.abs(tick.x - place) >= tickRoom)) ticks.push({ x: place, label: boundText(t) });
  }
  return { left, right, x, at, ticks };
}

/** "(0.4947, 0.543]", with as many decimals as tell the ends apart. */
export function intervalText({ lo, hi }: { lo: number; hi: number }): string {
  return `${lo === 0 ? "[" : "("}${boundsText(lo, hi).join(", ")}]`;
}
