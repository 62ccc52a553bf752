import { counted } from "./counted.js";
import { gapsOf, knownShare, mostRuns, type ShownSweep } from "../run/shownSweep.js";
import { sameAnswer } from "../run/answer.js";
import type { SweepStep } from "../run/sweep.js";
import { boundText, intervalText } from "./boundText.js";
import { flips, gainOf, meanKept } from "../chart/sweepCurves.js";
import { answerText, answerWith } from "./answer.js";

const mostFlips = 4;

/** `control`: the name of what is swept. "96 distinct runs; FLOPs gain 0.97× to 20.9×; the label changes at 2 thresholds: 0.0012 (negative, above it positive), …" */
export function sweepText(sweep: ShownSweep, labels: readonly string[], control: string): string {
  const { steps } = sweep;
  if (steps.length === 0) return sweep.state === "running" ? "The first run is on its way." : "No run was computed.";
  const gains = steps.map((s) => gainOf(sweep, s));
  const parts = [
    `${counted(steps.length, "distinct run")}${gapsOf(sweep).length > 0 ? " so far" : ""}`,
    `FLOPs gain ${Math.min(...gains).toFixed(2)}× to ${Math.max(...gains).toFixed(2)}×`,
  ];
  const at = flips(steps);
  const name = (step: SweepStep | undefined): string => (step ? answerText(labels, step) : "");
  const unseen = steps.filter((s, i) => {
    const next = steps[i + 1];
    return next !== undefined && next.lo > s.hi && !sameAnswer(next, s);
  }).length;
  if (unseen > 0) parts.push(`the label changes ${unseen === 1 ? "once" : `${unseen} times`} between samples`);
  if (steps[0]?.probabilities.length === 0) {
    const [first, last] = [steps[0], steps.at(-1)].map(name);
    parts.push(`from ${first ?? ""} to ${last ?? ""}: a number, which has no label to change`);
    return `${parts.join("; ")}.`;
  }
  if (at.length === 0 && unseen > 0) return `${parts.join("; ")}.`;
  if (at.length === 0) parts.push(gapsOf(sweep).length > 0 ? "no change of label found" : "the label never changes");
  else {
    const told = at.slice(0, mostFlips).map((t) => {
      const i = steps.findIndex((s) => s.hi === t);
      return `${boundText(t)} (${name(steps[i])}, above it ${name(steps[i + 1])})`;
    });
    const more = at.length - told.length;
    const list = told.join(", ") + (more > 0 ? ` and ${more} more` : "");
    parts.push(`the label changes at ${counted(at.length, control)}: ${list}`);
  }
  return `${parts.join("; ")}.`;
}

/** "(0.49, 0.54]: 12.3 of 30 tokens a layer, FLOPs gain 1.92×, positive 0.98" */
export function stepText(sweep: ShownSweep, step: SweepStep, labels: readonly string[]): string {
  return (
    `${intervalText(step)}: ${meanKept(step).toFixed(1)} of ${sweep.tokens} tokens a layer, ` +
    `FLOPs gain ${gainOf(sweep, step).toFixed(2)}×, ${answerWith(labels, step)}`
  );
}

/** How the sweep itself stands. */
export function stateText(sweep: ShownSweep): string {
  const exact = `${Math.floor(knownShare(sweep) * 100)} % of the curves is exact, the rest is sampled (dots, dashed lines between them)`;
  switch (sweep.state) {
    case "running":
      return `Running: ${sweep.steps.length} distinct runs so far; ${exact}.`;
    case "failed":
      return `The sweep failed: ${sweep.failure?.message ?? ""}`;
    case "cancelled":
      return `Cancelled: ${exact}.`;
    case "done": {
      if (gapsOf(sweep).length === 0)
        return `Complete: every distinct run there is, ${sweep.runs} computed in ${(sweep.ms / 1000).toFixed(1)} s.`;
      const most = mostRuns(sweep.tokens);
      return sweep.steps.length < most
        ? `Stopped: ${exact}.`
        : `Ended at ${sweep.steps.length} runs, the most that are kept of a text of ${sweep.tokens} tokens: ${exact}.`;
    }
  }
}
