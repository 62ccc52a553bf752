// Where a control may stand, and to which run a key goes.
import { expect, it } from "vitest";
import { axisOf } from "../../src/chart/thresholds.js";
import type { ControlInfo } from "../../src/run/policy.js";
import { stepIndexAt, type Known } from "../../src/run/shownSweep.js";
import type { SweepStep } from "../../src/run/sweep.js";
import { stopAt, stopBy } from "../../webview/control/stops.js";

const threshold: ControlInfo = { name: "threshold", least: 0, most: 1, step: 0.01, scale: "logit", rising: "fewer" };
const share: ControlInfo = { ...threshold, name: "share", counts: true, scale: "linear", rising: "more" };
const step = (lo: number, hi: number): SweepStep => ({
  lo,
  hi,
  depths: [],
  kept: [],
  label: 0,
  logits: [1, 0],
  probabilities: [0.7, 0.3],
  flops: 1,
});
const known = (...steps: [number, number][]): Known => ({
  range: { from: 0, to: 1 },
  steps: steps.map((s) => step(...s)),
});

it("arrows meet every distinct run once on the way there and back, however narrow, and stay at the ends", () => {
  const all = known([0, 0.25], [0.25, 0.2500002], [0.2500002, 0.5], [0.5, 1]);
  for (const control of [threshold, share]) {
    const axis = axisOf(control, 0, 500);
    const walk = (key: string, from: number): (number | null)[] => {
      let at = from;
      return Array.from({ length: 4 }, () => stepIndexAt(all, (at = stopBy(key, all, control, axis, at) ?? NaN)));
    };
    expect(walk("ArrowRight", 0.1)).toEqual([1, 2, 3, 3]);
    expect(walk("ArrowDown", 0.9)).toEqual([2, 1, 0, 0]);
  }
});

it("where nothing is known an arrow goes a hundredth of the axis, and into the runs beyond; a Page key a tenth", () => {
  for (const control of [threshold, share]) {
    const axis = axisOf(control, 0, 500);
    const some = known([0.4, 0.5]);
    let at = 0.45;
    const places = Array.from({ length: 3 }, () => axis.x((at = stopBy("ArrowRight", some, control, axis, at) ?? NaN)));
    const edge = axis.x(0.5);
    expect(places.map((x, i) => Math.abs(x - edge - 5 * (i + 1)) < 2)).toEqual([true, true, true]);
    const back = Array.from({ length: 4 }, () => (at = stopBy("ArrowLeft", some, control, axis, at) ?? NaN));
    expect(back.map((t) => stepIndexAt(some, t)).filter((found) => found === 0)).toEqual([0]);
    const far = stopBy("PageDown", known(), control, axis, 0.5) ?? NaN;
    expect(Math.abs(axis.x(0.5) - axis.x(far) - 50)).toBeLessThan(2);
  }
  expect(stopBy("k", known(), threshold, axisOf(threshold, 0, 500), 0.5)).toBeUndefined();
});

it("never stands where the control has no setting: the least of a share", () => {
  const axis = axisOf(share, 0, 500);
  const all = known([0, 0.3], [0.3, 1]);
  expect(stopAt(all, share, 0)).toBeGreaterThan(0);
  expect(stopAt(known(), share, 0)).toBe(0.01);
  for (const key of ["Home", "ArrowLeft", "PageDown"]) expect(stopBy(key, all, share, axis, 0.31)).toBeGreaterThan(0);
  expect(stopBy("Home", all, threshold, axis, 0.31)).toBe(0);
});
