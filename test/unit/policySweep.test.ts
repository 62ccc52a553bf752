// Every distinct run over the settings of a policy's control, against fresh runs at their borders: whole numbers follow from shares, to the last double.
import fc from "fast-check";
import { expect, it } from "vitest";
import { Model } from "../../src/engine/model.js";
import { sharesOf, unitsAt } from "../../src/engine/policies/shares.js";
import { doubles, scaleOf } from "../../src/engine/sweep/scale.js";
import { isOver, stepIndexAt, thresholdIn } from "../../src/run/shownSweep.js";
import type { Joined } from "../../src/run/sites.js";
import type { SweepStep } from "../../src/run/sweep.js";
import { runOf } from "../parity/pytorch.js";
import { smallBundle } from "./smallBundle.js";

const text = "The movie was unfunly long, a good bad time. A movie was time. The long time was good.";
const forced = [
  { token: 2, from: 1, keep: true },
  { token: 5, from: 0, keep: false },
];

const inOrder = (a: Joined, b: Joined) => a.layer - b.layer || a.token - b.token;

it.each([
  ["attention-share", "mean", 12],
  ["attention-threshold", "cls", 48],
  ["merge", "mean", 12],
  ["random", "cls", 12],
] as const)("%s is swept exactly, %s pooling, windows of %i tokens", async (policy, pooling, maxTokens) => {
  const model = await Model.load(await smallBundle({ policy, pooling, maxTokens }), {
    precision: "fp32",
    threads: 1,
  });
  const scale = scaleOf(model.info.policy.control);
  const steps: SweepStep[] = [];
  for await (const event of model.sweep(text, { forced })) if (event.kind === "step") steps.push(event.step);
  steps.sort((a, b) => a.hi - b.hi);
  expect(steps.length).toBeGreaterThan(10);
  expect(steps.map(({ lo }) => lo)).toEqual([0, ...steps.slice(0, -1).map(({ hi }) => hi)]);
  expect(steps.at(-1)?.hi).toBe(1);
  for (const [i, step] of steps.entries()) {
    expect(step.depths).not.toEqual(steps[i + 1]?.depths);
    const within = thresholdIn(step) || scale.at(1);
    expect(stepIndexAt({ steps, range: { from: 0, to: 1 } }, within)).toBe(i);
    if (i % 4 > 0) continue; // what all of them would say takes seconds
    const above = step.lo === 0 ? within : scale.at(scale.ordinal(step.lo) + 1);
    for (const at of new Set([above, within, step.hi])) {
      const run = await runOf(model, text, { threshold: at, forced });
      expect(run.depth).toEqual(step.depths);
      expect(run.joined.toSorted(inOrder)).toEqual(step.joined?.toSorted(inOrder) ?? []);
      expect(run.kept).toEqual(step.kept);
      expect(run.result?.logits).toEqual(step.logits);
      expect(run.layerFlops.reduce((a, b) => a + b, 0)).toBe(step.flops);
    }
  }
  await model.dispose();
});

it("a share lets as many stay as it says, and the shares of a number are all that say it", () => {
  const k = fc.integer({ min: 1, max: 9000 });
  fc.assert(
    fc.property(fc.tuple(k, k), ([a, b]) => {
      const [units, all] = [Math.min(a, b), Math.max(a, b)];
      expect(unitsAt(units / all, all)).toBe(units); // the share of a searched list
      const { lo, hi } = sharesOf(units, all);
      const next = (share: number) => doubles.at(doubles.ordinal(share) + 1);
      if (hi < 1) expect([unitsAt(hi, all), unitsAt(next(hi), all)]).toEqual([units, units + 1]);
      if (lo > 0) expect([unitsAt(lo, all), unitsAt(next(lo), all)]).toEqual([units - 1, units]);
      expect(isOver(units / all, lo) && !isOver(units / all, hi)).toBe(true);
    }),
  );
});
