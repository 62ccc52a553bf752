/** Axes as d3 draws them, without the line along them: each tick is a group of a line and its label, which stands on it. */
import { axisBottom, axisLeft, type Axis as D3Axis } from "d3-axis";
import { select } from "d3-selection";
import type { Measure } from "../src/chart/scales.js";
import type { Axis } from "../src/chart/thresholds.js";
import { svg } from "./elements.js";

/** px from a line to its label. */
const padding = 6;

/** Level lines from `left` to `right`, each with its label before it. */
export function levelAxis(
  { scale, ticks }: Pick<Measure, "scale" | "ticks">,
  write: (value: number) => string,
  left: number,
  right: number,
): SVGGElement {
  const axis = axisLeft<number>(scale)
    .tickValues(ticks)
    .tickFormat(write)
    .tickSize(left - right);
  return drawn(axis, left, 0);
}

/** Upright lines from `top` to `bottom`, each with its label under it. */
export function uprightAxis(
  { scale, ticks }: Pick<Measure, "scale" | "ticks">,
  write: (value: number) => string,
  top: number,
  bottom: number,
): SVGGElement {
  return drawn(
    axisBottom<number>(scale)
      .tickValues(ticks)
      .tickFormat(write)
      .tickSize(top - bottom),
    0,
    bottom,
  );
}

/** Thresholds under what is drawn over them. */
export function thresholdAxis({ scale, ticks }: Axis, y: number): SVGGElement {
  const axis = axisBottom<number>(scale)
    .tickValues(ticks.map(({ value }) => value))
    .tickFormat((_, i) => ticks[i]?.label ?? "")
    .tickSize(4);
  return drawn(axis, 0, y);
}

function drawn(axis: D3Axis<number>, x: number, y: number): SVGGElement {
  const group = svg("g", { class: "axis", transform: `translate(${x},${y})`, "aria-hidden": "true" });
  // Half a pixel off would be sharper on some screens, and off its place on all.
  select(group).call(axis.tickPadding(padding).offset(0)).select(".domain").remove();
  return group;
}
