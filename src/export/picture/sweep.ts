/** What a control does to a text: the answer as a ribbon, tokens kept, FLOPs gain and probabilities over all its settings. */
import { counts, gains, gainTick, numbers, probabilities, type Measure } from "../../chart/scales.js";
import { drawnClasses, flips, gainOf, meanKept, ribbonOf, valueOf } from "../../chart/sweepCurves.js";
import { sweptBounds, type Axis } from "../../chart/thresholds.js";
import type { Run } from "../../run/run.js";
import type { ShownSweep } from "../../run/shownSweep.js";
import type { SweepStep } from "../../run/sweep.js";
import { answerText, numberText } from "../../words/answer.js";
import { shorten } from "../../words/text.js";
import type { Mark } from "./mark.js";
import { widthOf } from "./measure.js";
import { half } from "./plane.js";
import { hatched, type Drawing, type Room } from "./sheet.js";
import { drawStrips, type Curve, type Strip } from "./strips.js";

/** In sizes of the text. */
const ribbon = 1.7;
const longestName = 22;

export function drawSweep(run: Run, sweep: ShownSweep, room: Room): Drawing {
  const { labels, policy } = run.model;
  const { name = "", scale = "linear" } = policy.control ?? {};
  const classes = drawnClasses(sweep, labels);
  const isNumber = sweep.steps[0]?.probabilities.length === 0;
  const curve = (named: string, value: (step: SweepStep) => number): Curve => ({
    name: shorten(named, longestName),
    pieces: sweep.steps.map((step) => ({ lo: step.lo, hi: step.hi, low: value(step), high: value(step) })),
  });
  const strip = (
    title: string,
    curves: Curve[],
    measure: (values: number[], to: [number, number], size: number) => Measure,
    tick: Strip["tick"],
  ): Strip => {
    const values = curves.flatMap(({ pieces }) => pieces.map(({ high }) => high));
    return { title, curves, tick, measure: (to, size) => measure(values, to, size) };
  };
  const strips = [
    strip(
      "tokens kept, mean of the layers",
      [curve("", meanKept)],
      (_, to, size) => counts(sweep.tokens, to, size),
      String,
    ),
    strip("FLOPs gain", [curve("", (step) => gainOf(sweep, step))], gains, gainTick),
    strip(
      isNumber ? "number" : "probability",
      classes.map((label) => curve(labels[label] ?? "", (step) => valueOf(step, label))),
      isNumber ? numbers : (_, to) => probabilities(to),
      isNumber ? numberText : String,
    ),
  ];
  const over = { kind: scale, bounds: sweptBounds(sweep), control: name } as const;
  const above = {
    height: isNumber ? 0 : room.size * ribbon,
    draw: (axis: Axis, bottom: number) => [
      ...(isNumber ? [] : ribbonMarks(sweep, labels, classes, axis, room)),
      ...flips(sweep.steps).map((t): Mark => ({ kind: "line", points: [[axis.x(t), 0], [axis.x(t), bottom]], stroke: room.palette.ink, thick: 0.5, dash: [2, 2] })), // prettier-ignore
    ],
  };
  return { ...drawStrips(strips, over, room, above), legend: [] };
}

/** Every second class is hatched, so that two that touch are told apart in grey; where nothing is known the ribbon is open. */
function ribbonMarks(
  sweep: ShownSweep,
  labels: readonly string[],
  classes: readonly number[],
  axis: Axis,
  { size, palette }: Room,
): Mark[] {
  const { whole } = ribbonOf(sweep);
  return whole.flatMap(({ step, lo, hi }): Mark[] => {
    const box = { x: axis.x(lo), y: 0, width: axis.x(hi) - axis.x(lo), height: size * 1.4 };
    const place = step.label === null ? -1 : classes.indexOf(step.label);
    const stroke = palette.series[Math.max(0, place) % palette.series.length] ?? palette.ink;
    const marks: Mark[] = [{ kind: "box", ...box, fill: palette.paper, stroke, thick: 0.7 }];
    if (place % 2 !== 0) marks.push(...hatched(box, size * 0.5, stroke));
    const text = shorten(answerText(labels, step), longestName);
    const width = widthOf(text, size);
    if (width + size > box.width) return marks;
    const middle = box.x + box.width / 2;
    if (place % 2 !== 0)
      marks.push({ kind: "box", x: middle - width / 2 - size * 0.3, y: size * 0.1, width: width + size * 0.6, height: size * 1.2, fill: palette.paper }); // prettier-ignore
    marks.push({ kind: "words", text, x: middle, y: size * (0.7 + half), size, fill: palette.ink, anchor: "middle" });
    return marks;
  });
}
