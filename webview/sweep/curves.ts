import { line, type Line } from "d3-shape";
import type { ShownSweep } from "../../src/run/shownSweep.js";
import { numberText } from "../../src/words/answer.js";
import type { SweepStep } from "../../src/run/sweep.js";
import { levelAxis, thresholdAxis } from "../axes.js";
import { svg } from "../elements.js";
import { shorten } from "../../src/words/text.js";
import { counts, gains, gainTick, numbers, probabilities, type Measure } from "../../src/chart/scales.js";
import { drawnClasses, flips, gainOf, meanKept, spread, valueOf } from "../../src/chart/sweepCurves.js";
import type { Axis } from "../../src/chart/thresholds.js";
import { labelRibbon } from "./ribbon.js";

/** Characters of a class's name that stand beside its curve. */
const longestName = 22;
/** Pixels a character takes at most: Latin, and those as wide as they are high. */
const characterWidths = { narrow: 7.5, wide: 14 };
/** Room beside the curves at most, px: that of `longestName` narrow characters. */
const mostRoom = 190;

/** From a name to the next at least, px. */
const nameRoom = 14;

interface Curve {
  name: string;
  kind: string;
  value: (step: SweepStep) => number;
}

interface Strip {
  title: string;
  top: number;
  height: number;
  measure: Measure;
  tick: (value: number) => string;
  curves: Curve[];
}

/** Where the labels' names stand, px. */
export const ribbon = { top: 18, height: 18 };
const strip = { first: 58, height: 66, gap: 18 };
/** Where tokens kept are drawn, px: the strip on which an estimate has its place. */
export const keptStrip = { top: strip.first, height: strip.height };

/** Lower edge of the strips, px. */
export const stripsBottom = strip.first + 3 * strip.height + 2 * strip.gap;

/** What the classes' names take beside the curves, px. */
export function roomForNames(labels: readonly string[]): number {
  const { narrow, wide } = characterWidths;
  const widths = labels.map((label) =>
    Array.from(shorten(label, longestName)).reduce((sum, c) => sum + (c > "\u02ff" ? wide : narrow), 0),
  );
  return Math.min(mostRoom, 24 + Math.max(0, ...widths));
}

/** The label's ribbon and the step curves; where runs are not computed yet, dashed lines from one sample to the next. Built again when the sweep grows, not when the pointer moves. */
export class Curves {
  readonly group = svg("g", { class: "curves", "aria-hidden": "true" });

  update(sweep: ShownSweep, labels: readonly string[], axis: Axis): void {
    const { left, right } = axis;
    const classes = drawnClasses(sweep, labels);
    const strips = stripsOf(sweep, labels, classes);
    this.group.replaceChildren(
      svg("text", { x: left - 8, y: ribbon.top + ribbon.height / 2, class: "number" }, "label"),
      ...labelRibbon(sweep, labels, axis, ribbon),
      ...strips.flatMap((s) => stripMarks(s, sweep.steps, axis)),
      ...flips(sweep.steps).map((t) =>
        svg("line", { class: "flip", x1: axis.x(t), x2: axis.x(t), y1: ribbon.top - 6, y2: stripsBottom }),
      ),
      svg("line", { class: "rule", x1: left, x2: right, y1: stripsBottom, y2: stripsBottom }),
      thresholdAxis(axis, stripsBottom),
    );
  }
}

function stripsOf(sweep: ShownSweep, labels: readonly string[], classes: number[]): Strip[] {
  const top = (i: number): number => strip.first + i * (strip.height + strip.gap);
  const span = (i: number): [bottom: number, top: number] => [top(i) + strip.height, top(i)];
  const gain = gains(
    sweep.steps.map((step) => gainOf(sweep, step)),
    span(1),
  );
  const isNumber = sweep.steps[0]?.probabilities.length === 0;
  const values = sweep.steps.flatMap((step) => classes.map((label) => valueOf(step, label)));
  return [
    {
      title: "tokens kept, mean of the layers",
      top: top(0),
      height: strip.height,
      measure: counts(sweep.tokens, span(0)),
      tick: String,
      curves: [{ name: "", kind: "kept", value: meanKept }],
    },
    {
      title: `FLOPs gain${gain.log ? " (logarithmic)" : ""}`,
      top: top(1),
      height: strip.height,
      measure: gain,
      tick: gainTick,
      curves: [{ name: "", kind: "gain", value: (s) => gainOf(sweep, s) }],
    },
    {
      title: isNumber ? "number" : "probability",
      top: top(2),
      height: strip.height,
      measure: isNumber ? numbers(values, span(2)) : probabilities(span(2)),
      tick: isNumber ? numberText : String,
      curves: classes.map((label, i) => ({
        name: labels[label] ?? "",
        kind: `class-${i}`,
        value: (s) => valueOf(s, label),
      })),
    },
  ];
}

function stripMarks(s: Strip, steps: readonly SweepStep[], axis: Axis): SVGElement[] {
  const y = s.measure.scale;
  const path = line();
  const names = spread(
    s.curves.map((curve) => y(curve.value(steps.at(-1) ?? missing))),
    s.top,
    s.top + s.height,
    nameRoom,
  );
  return [
    svg("text", { x: axis.left, y: s.top - 9 }, s.title),
    levelAxis(s.measure, s.tick, axis.left, axis.right),
    ...s.curves.flatMap(({ name, kind, value }, i) => [
      svg("path", { class: `curve between ${kind}`, d: betweenPath(steps, axis, (step) => y(value(step))) }),
      svg("path", { class: `curve ${kind}`, d: stepsPath(steps, axis, (step) => y(value(step)), path) }),
      svg("path", { class: `curve sample ${kind}`, d: samplesPath(steps, axis, (step) => y(value(step))) }),
      ...(name === "" || steps.length === 0
        ? []
        : [svg("text", { x: axis.right + 8, y: names[i] ?? 0, class: `name ${kind}` }, shorten(name, longestName))]),
    ]),
  ];
}

const missing: SweepStep = { lo: 0, hi: 0, depths: [], kept: [], label: 0, logits: [], probabilities: [], flops: 1 };

/** Runs that touch are one line; a gap ends it. */
function stepsPath(
  steps: readonly SweepStep[],
  axis: Axis,
  y: (step: SweepStep) => number,
  path: Line<[number, number]>,
): string {
  const parts: [number, number][][] = [];
  steps.forEach((step, i) => {
    if (i === 0 || steps[i - 1]?.hi !== step.lo) parts.push([]);
    parts.at(-1)?.push([axis.x(step.lo), y(step)], [axis.x(step.hi), y(step)]);
  });
  return parts.map((points) => path(points) ?? "").join("");
}

/** From the end of one run to the beginning of the next that is known: what lies between is not. */
function betweenPath(steps: readonly SweepStep[], axis: Axis, y: (step: SweepStep) => number): string {
  return steps
    .slice(1)
    .flatMap((step, i) => {
      const before = steps[i];
      if (!before || before.hi === step.lo) return [];
      return [`M${axis.x(before.hi)},${y(before)}L${axis.x(step.lo)},${y(step)}`];
    })
    .join("");
}

/** A dot for each run that touches no other, and would be too narrow to see. */
function samplesPath(steps: readonly SweepStep[], axis: Axis, y: (step: SweepStep) => number): string {
  return steps
    .flatMap((step, i) => {
      const touches = steps[i - 1]?.hi === step.lo || steps[i + 1]?.lo === step.hi;
      const [left, right] = [axis.x(step.lo), axis.x(step.hi)];
      return touches || right - left > 3 ? [] : [`M${(left + right) / 2},${y(step)}h0`];
    })
    .join("");
}
