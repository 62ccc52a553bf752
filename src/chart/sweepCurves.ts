/** What is drawn of a sweep: which curves, and the answer over the settings as a ribbon. */
import { max } from "d3-array";
import { sameAnswer } from "../run/answer.js";
import type { Known, ShownSweep } from "../run/shownSweep.js";
import type { SweepStep } from "../run/sweep.js";

/** More classes than this are not drawn; the table has them all. */
const mostClasses = 4;

export const meanKept = (step: SweepStep): number =>
  step.kept.reduce((a, b) => a + b, 0) / Math.max(1, step.kept.length);
export const gainOf = (sweep: ShownSweep, step: SweepStep): number => sweep.flopsDense / step.flops;

/** What is drawn of a label: its probability, or its number. */
export const valueOf = ({ logits, probabilities }: SweepStep, label: number): number =>
  (probabilities.length > 0 ? probabilities : logits)[label] ?? 0;

/** The classes that are drawn: all, or those that win somewhere or come near it. */
export function drawnClasses({ steps }: Pick<Known, "steps">, labels: readonly string[]): number[] {
  const best = (label: number): number => max(steps, (s) => valueOf(s, label)) ?? 0;
  const all = labels.map((_, i) => i);
  if (all.length <= mostClasses) return all;
  return all.sort((a, b) => best(b) - best(a)).slice(0, mostClasses);
}

/** Thresholds at which the label changes, between two runs that touch. */
export function flips(steps: readonly SweepStep[]): number[] {
  return steps.flatMap((step, i) => {
    const next = steps[i + 1];
    return next?.lo === step.hi && !sameAnswer(next, step) ? [step.hi] : [];
  });
}

/** Settings of one answer; `between` two samples that agree, nothing else is known. */
export interface RibbonPart {
  step: SweepStep;
  lo: number;
  hi: number;
  between: boolean;
}

/** `whole`: parts of one answer that touch, known or not, as one; `unknown`: between samples that differ. */
export function ribbonOf({ steps }: Pick<Known, "steps">): {
  parts: RibbonPart[];
  whole: Omit<RibbonPart, "between">[];
  unknown: { lo: number; hi: number }[];
} {
  const parts: RibbonPart[] = [];
  const unknown: { lo: number; hi: number }[] = [];
  let before: SweepStep | undefined;
  const put = (step: SweepStep, lo: number, hi: number, between: boolean) => {
    const last = parts.at(-1);
    if (last && sameAnswer(last.step, step) && last.hi === lo && last.between === between) last.hi = hi;
    else if (hi > lo) parts.push({ step, lo, hi, between });
  };
  for (const step of steps) {
    if (before && before.hi < step.lo) {
      if (sameAnswer(before, step)) put(step, before.hi, step.lo, true);
      else unknown.push({ lo: before.hi, hi: step.lo });
    }
    put(step, step.lo, step.hi, false);
    before = step;
  }
  const whole: Omit<RibbonPart, "between">[] = [];
  for (const { step, lo, hi } of parts) {
    const last = whole.at(-1);
    if (last && sameAnswer(last.step, step) && last.hi === lo) last.hi = hi;
    else whole.push({ step, lo, hi });
  }
  return { parts, whole, unknown };
}

/** Names beside lines that end close together are moved apart: at least `room` lies between two. */
export function spread(at: readonly number[], top: number, bottom: number, room: number): number[] {
  const order = at.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  order.forEach((o, k) => (o.y = Math.max(o.y, (order[k - 1]?.y ?? top - room) + room)));
  for (let k = order.length - 1; k >= 0; k--) {
    const o = order[k];
    if (o) o.y = Math.min(o.y, (order[k + 1]?.y ?? bottom + room) - room);
  }
  const out: number[] = [];
  for (const { y, i } of order) out[i] = y;
  return out;
}
