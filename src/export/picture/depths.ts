/** What the ramp of depths means. */
import type { Run } from "../../run/run.js";
import { depthStep } from "../../words/fate.js";
import type { Mark } from "./mark.js";
import type { LegendItem, Room } from "./sheet.js";

/** The steps that a model of so many layers uses, with the words for both ends. */
export function depthLegend({ model }: Run, { size, palette }: Room): LegendItem[] {
  const { layers, policy } = model;
  const steps = [...new Set(Array.from({ length: layers + 1 }, (_, depth) => depthStep(depth, layers)))];
  const box = (step: number, i: number): Mark => ({
    kind: "box",
    x: i * size * 1.3,
    y: size * 0.1,
    width: size * 1.2,
    height: size * 0.85,
    fill: palette.ramp[step] ?? palette.ink,
  });
  const [all, early] = [steps.at(-1) ?? 0, steps.slice(0, -1)];
  return [
    { swatch: early.map(box), width: early.length * size * 1.3, text: `${policy.left} early … late` },
    { swatch: [box(all, 0)], width: size * 1.2, text: `kept at all ${layers} layers` },
  ];
}
