/** Where a control may stand: which setting stands for a distinct run, and to which one a key goes. */
import type { Axis } from "../../src/chart/thresholds.js";
import type { ControlInfo } from "../../src/run/policy.js";
import { gapsOf, isOver, stepIndexAt, thresholdIn, type Known } from "../../src/run/shownSweep.js";
import { boundText } from "../../src/words/boundText.js";

/** One setting for a run, in few decimals. Of a control that counts the least is no setting. */
function settingOf({ lo, hi }: { lo: number; hi: number }, { counts, least }: ControlInfo): number {
  return thresholdIn({ lo: counts && lo <= least ? Number.MIN_VALUE : lo, hi });
}

/** Where a place means a known run, that one's own setting; else the place itself, in as few decimals as a pointer can mean. */
export function stopAt(known: Known, control: ControlInfo, at: number): number {
  const found = stepIndexAt(known, at);
  const step = found === null ? undefined : known.steps[found];
  if (step) return settingOf(step, control);
  return Math.max(Number(boundText(at)), leastOf(control));
}

const leastOf = ({ counts, least, step }: ControlInfo): number => (counts ? least + step : least);

/** Arrows: the next distinct run; where that is not known, a hundredth of the axis, or to the end of what is not. Page keys: a tenth. undefined = the key means nothing here. */
export function stopBy(key: string, known: Known, control: ControlInfo, axis: Axis, now: number): number | undefined {
  const along = (from: number, share: number): number => axis.at(axis.x(from) + share * (axis.right - axis.left));
  switch (key) {
    case "Home":
      return leastOf(control);
    case "End":
      return control.most;
    case "PageUp":
      return stopAt(known, control, along(now, 0.1));
    case "PageDown":
      return stopAt(known, control, along(now, -0.1));
    case "ArrowRight":
    case "ArrowUp":
      return beside(known, control, now, 1, along);
    case "ArrowLeft":
    case "ArrowDown":
      return beside(known, control, now, -1, along);
    default:
      return undefined;
  }
}

function beside(
  known: Known,
  control: ControlInfo,
  now: number,
  by: 1 | -1,
  along: (from: number, share: number) => number,
): number {
  const steps = known.steps.map((step) => ({ ...step, gap: false }));
  const gaps = gapsOf(known).map((gap) => ({ ...gap, gap: true }));
  const places = [...steps, ...gaps].sort((a, b) => a.lo - b.lo);
  const at = places.findIndex(({ hi }) => !isOver(now, hi));
  const here = places[at];
  const to = here?.gap ? here : places[at + by];
  if (!to) return now;
  if (!to.gap) return settingOf(to, control);
  const inside = along(by > 0 ? Math.max(now, to.lo) : Math.min(now, to.hi), by / 100);
  if (inside > to.lo && inside < to.hi) return stopAt(known, control, inside);
  const beyond = to === here ? places[at + by] : to;
  return settingOf(beyond ?? to, control);
}
