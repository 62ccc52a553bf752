import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  appendSweep,
  gapsOf,
  knownShare,
  mostRuns,
  startSweep,
  stepIndexAt,
  thresholdIn,
  type ShownSweep,
} from "../../src/run/shownSweep.js";
import { sweepText } from "../../src/words/sweep.js";
import type { SweepStep } from "../../src/run/sweep.js";

const step = (lo: number, hi: number): SweepStep => ({
  lo,
  hi,
  depths: [],
  kept: [],
  label: 0,
  logits: [1, 0],
  probabilities: [0.73, 0.27],
  flops: 1,
});

/** Cuts of [0, 1] at float32 places, as scores are; the steps between them in any order, some left out. */
const partitions = fc
  .uniqueArray(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })
  .chain((inner) => {
    const cuts = [...new Set([0, ...inner.map(Math.fround), 1])].sort((a, b) => a - b);
    const steps = cuts.slice(1).map((hi, i) => step(cuts[i] ?? 0, hi));
    return fc.shuffledSubarray(steps).map((known) => ({ steps, known }));
  });

const swept = (known: readonly SweepStep[]): ShownSweep =>
  known.reduce<ShownSweep>(
    (sweep, s) => appendSweep(sweep, { kind: "step", step: s }),
    startSweep("s", { from: 0, to: 1 }),
  );

describe("a sweep that grows by events", () => {
  it("finds the step of every threshold, and nothing in a gap, whatever order the steps came in", () => {
    fc.assert(
      fc.property(partitions, fc.float({ min: 0, max: 1, noNaN: true }), ({ steps, known }, t) => {
        const sweep = swept(known);
        const truth = steps.find((s) => (s.lo < t && t <= s.hi) || (t === 0 && s.lo === 0));
        const found = stepIndexAt(sweep, t);
        expect(found === null ? undefined : sweep.steps[found]).toBe(
          truth && known.includes(truth) ? truth : undefined,
        );
      }),
    );
  });

  it("takes a threshold for the 32-bit number that scores are compared with, and a bound for the run below it", () => {
    const cut = Math.fround(0.7); // less than 0.7
    expect(cut).toBeLessThan(0.7);
    const sweep = swept([step(0, cut), step(cut, 1)]);
    expect([0.7, cut, 0.70001, 0, 1].map((t) => stepIndexAt(sweep, t))).toEqual([0, 0, 1, 0, 1]);
    const some = { steps: [step(cut, 1)], range: { from: 0, to: 1 } };
    expect(stepIndexAt(some, 0.7)).toBeNull();
    expect(stepIndexAt({ ...some, range: { from: 0.7, to: 1 } }, 0.7)).toBe(0);
  });

  it("says of a change of label that lies in a gap that there is one", () => {
    const [low, high] = [step(0, 0.25), { ...step(0.75, 1), label: 1 }];
    const labels = ["no", "yes"];
    expect(sweepText(swept([low, high]), labels, "threshold")).toMatch(/; the label changes once between samples\.$/);
    expect(sweepText(swept([low, { ...high, label: 0 }]), labels, "threshold")).toMatch(
      /; no change of label found\.$/,
    );
    expect(sweepText(swept([low, step(0.25, 0.75), high]), labels, "threshold")).toMatch(
      /changes at 1 threshold: 0\.75 /,
    );
  });

  it("leaves as gaps exactly what no step covers", () => {
    fc.assert(
      fc.property(partitions, ({ known }) => {
        const sweep = swept(known);
        const pieces = [...sweep.steps, ...gapsOf(sweep)].sort((a, b) => a.lo - b.lo);
        expect(pieces[0]?.lo).toBe(0);
        expect(pieces.at(-1)?.hi).toBe(1);
        pieces.forEach((piece, i) => expect(piece.hi).toBe(pieces[i + 1]?.lo ?? 1));
        gapsOf(sweep).forEach((gap) => expect(gap.hi).toBeGreaterThan(gap.lo));
      }),
    );
  });

  it("names a threshold that lies in the interval, in few decimals where there is room", () => {
    fc.assert(
      fc.property(partitions, ({ steps }) => {
        for (const { lo, hi } of steps) {
          const t = thresholdIn({ lo, hi });
          expect((Math.fround(t) > lo && Math.fround(t) <= hi) || (lo === 0 && t === 0)).toBe(true);
        }
      }),
    );
    expect(thresholdIn({ lo: 0.2, hi: 0.4 })).toBe(0.3);
    expect(thresholdIn({ lo: 0.99991, hi: 0.99993 })).toBe(0.99992);
  });

  it("knows a share that grows from the ends' runs, 0, to all, 1, and is counted where scores lie", () => {
    const [low, high] = [step(0, 1e-5), step(1 - 2 ** -14, 1)];
    expect(knownShare(swept([low]))).toBe(0);
    expect(knownShare(swept([low, high]))).toBe(0);
    const middle = knownShare(swept([low, step(0.01, 0.99), high]));
    expect(middle).toBeGreaterThan(0.3); // of the threshold's numbers it is 98 %
    expect(middle).toBeLessThan(0.6);
    expect(knownShare(swept([low, step(1e-5, 1 - 2 ** -14), high]))).toBe(1);
    expect(knownShare(swept([step(0, 1)]))).toBe(1);
  });

  it("keeps fewer runs of a longer text, and of none less than a picture needs", () => {
    expect(mostRuns(700)).toBeGreaterThan(10_000);
    expect(mostRuns(20_000)).toBe(419);
    expect(mostRuns(1e6)).toBe(256);
  });

  it("takes one step once, and adds up the rounds", () => {
    const sweep = swept([step(0, 0.5), step(0.5, 1), step(0, 0.5)]);
    expect(sweep.steps).toHaveLength(2);
    appendSweep(sweep, { kind: "end", complete: true, runs: 2, flops: 1e9, ms: 10 });
    appendSweep(sweep, { kind: "end", complete: true, runs: 1, flops: 1e9, ms: 5 });
    expect([sweep.runs, sweep.ms, knownShare(sweep)]).toEqual([3, 15, 1]);
  });
});
