/** What is said of several policies on one data set: the page and the terminal say it in the same words. */
import { bestAt, type Curve } from "../run/comparison.js";
import type { FigureInfo, Unit } from "../run/figures.js";
import { numberText } from "./answer.js";

/** A gain at which policies are told apart: what is cheap to reach is no choice, and few get much further. */
export const toldAt = 1.5;

const writes: Record<Unit, (value: number) => string> = {
  share: (value) => `${(100 * value).toFixed(1)} %`,
  times: (value) => `${value.toFixed(2)}×`,
  number: numberText,
};

/** "At a FLOPs gain of 1.5 or more: attention-share keeps 98.9 % of the labels (share 0.9, 1.53×), merge 99.4 % (share 0.8, 1.61×). random does not get there." */
export function comparisonText(curves: readonly Curve[], info: FigureInfo, gain: string, at = toldAt): string {
  const kept = info.name === "agreement" ? "keeps" : "has";
  const what = info.name === "agreement" ? " of the labels" : ` ${info.said}`;
  const found = curves.map((curve) => ({ curve, best: bestAt(curve, at, info) }));
  const there = found.flatMap(({ curve: { policy, control }, best }) => {
    if (!best) return [];
    const setting = control === null ? "" : `${control} ${best.setting}, `;
    const where = `(${setting}${writes.times(best.gain.value)})`;
    return [{ policy, value: writes[info.unit](best.quality.value), where }];
  });
  const not = found.filter(({ best }) => best === null).map(({ curve }) => curve.policy);
  const does = not.length === 1 ? "does not get there" : "do not get there";
  if (there.length === 0) return `No policy has a ${gain} of ${at} or more.`;
  const each = there.map(({ policy, value, where }, i) =>
    i === 0 ? `${policy} ${kept} ${value}${what} ${where}` : `${policy} ${value} ${where}`,
  );
  return `At a ${gain} of ${at} or more: ${each.join(", ")}.${not.length > 0 ? ` ${not.join(", ")} ${does}.` : ""}`;
}
