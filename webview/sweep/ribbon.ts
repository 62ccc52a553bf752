import { drawnClasses, ribbonOf } from "../../src/chart/sweepCurves.js";
import type { Axis } from "../../src/chart/thresholds.js";
import type { Known } from "../../src/run/shownSweep.js";
import { answerText } from "../../src/words/answer.js";
import { shorten } from "../../src/words/text.js";
import { svg } from "../elements.js";

/** The answer over the settings: paler between samples of one answer, hatched where they differ, and empty beyond them. A number has none that changes: its curve says all. */
export function labelRibbon(
  known: Pick<Known, "steps">,
  labels: readonly string[],
  axis: Axis,
  { top, height }: { top: number; height: number },
): SVGElement[] {
  const classes = drawnClasses(known, labels);
  const { parts, whole, unknown } = ribbonOf(known);
  const box = ({ lo, hi }: { lo: number; hi: number }, least = 0) => {
    const [x, right] = [axis.x(lo), axis.x(hi)];
    return { x, width: Math.max(least, right - x), y: top, height };
  };
  const isNumber = known.steps[0]?.probabilities.length === 0;
  return [
    ...parts.map((part) =>
      svg("rect", {
        class: `label class-${part.step.label === null ? -1 : classes.indexOf(part.step.label)}${part.between ? " between" : ""}`,
        ...box(part),
      }),
    ),
    ...unknown.map((gap) => svg("rect", { class: "gap", fill: "url(#skim-gap)", ...box(gap, 1) })),
    ...whole.flatMap((part) => {
      const { x, width } = box(part);
      if (width <= 26) return [];
      const said = isNumber ? "a number" : answerText(labels, part.step);
      const text = shorten(said, Math.floor((width - 8) / 6.6));
      return [svg("text", { class: "middle label-name", x: x + width / 2, y: top + height / 2 }, text)];
    }),
  ];
}

/** Gaps are hatched, not only paler. */
export function gapHatch(): SVGDefsElement {
  const pattern = svg(
    "pattern",
    { id: "skim-gap", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("path", { d: "M0,0V8", class: "hatch" }),
  );
  return svg("defs", {}, pattern);
}
