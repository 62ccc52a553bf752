import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import type { SweepOptions } from "../../src/engine/sweep/sweep.js";
import { append, costOf, startRun, type Run } from "../../src/run/run.js";
import type { Forced, SweepEvent, SweepStep } from "../../src/run/sweep.js";
import { logit } from "../../src/run/logit.js";
import { readFolder } from "../../src/worker/folder.js";
import { smallBundle } from "./smallBundle.js";
import { stepIn } from "./stepIn.js";

const word = fc.constantFrom("the", "movie", "was", "good", "badly", "unfun", ".", "ünfun", "🙂", "\r\n");
const someText = (least: number, most: number) =>
  fc
    .array(word, { minLength: least, maxLength: most })
    .map((w) => w.join(" "))
    .filter((t) => t.trim() !== "");
const text = "The movie was unfunly long, a good bad time. A movie was time.";

interface Swept {
  events: SweepEvent[];
  /** Ascending. */
  steps: SweepStep[];
  complete: boolean;
}

async function sweep(model: Model, passage: string, options?: SweepOptions): Promise<Swept> {
  const events: SweepEvent[] = [];
  for await (const event of model.sweep(passage, options)) events.push(event);
  const last = events.at(-1);
  if (events[0]?.kind !== "tokens" || last?.kind !== "end") throw new Error("tokens come first, the end last");
  const steps = events.flatMap((event) => (event.kind === "step" ? [event.step] : []));
  expect(last.runs).toBe(steps.length);
  return { events, steps: steps.toSorted((a, b) => a.hi - b.hi), complete: last.complete };
}

async function skim(model: Model, passage: string, threshold: number, forced: Forced[] = []): Promise<Run> {
  const run = startRun({
    id: "1",
    started: "",
    passage: { text: passage, name: "test" },
    model: model.info,
    control: [threshold],
    precision: model.precision,
    backend: model.backend,
  });
  for await (const event of model.skim(passage, { control: [threshold], forced })) append(run, event);
  return run;
}

/** One float32 number up. */
function above(x: number): number {
  const bits = new Uint32Array(Float32Array.of(x).buffer);
  bits[0] = (bits[0] ?? 0) + 1;
  return new Float32Array(bits.buffer)[0] ?? NaN;
}

function expectPartition(steps: SweepStep[], from: number, to: number): void {
  expect(steps[0]?.lo).toBe(Math.fround(from));
  expect(steps.at(-1)?.hi).toBe(Math.fround(to));
  for (const [i, step] of steps.entries()) {
    expect(step.lo).toBe(Math.fround(step.lo));
    expect(step.hi).toBe(Math.fround(step.hi));
    if (i > 0) expect(step.lo).toBe(steps[i - 1]?.hi);
    if (i > 0) expect(step.hi).toBeGreaterThan(step.lo);
  }
}

function expectSame(step: SweepStep | undefined, run: Run): void {
  expect(step?.depths).toEqual(run.depth);
  expect(step?.kept).toEqual(run.kept);
  expect(step?.label).toBe(run.result?.label);
  expect(step?.flops).toBe(costOf(run).flops);
  for (const [i, p] of (run.result?.probabilities ?? []).entries())
    expect(Math.abs((step?.probabilities[i] ?? NaN) - p)).toBeLessThan(1e-5);
  for (const [i, x] of (run.result?.logits ?? []).entries())
    expect(Math.abs((step?.logits[i] ?? NaN) - x)).toBeLessThan(1e-5);
}

describe.each([
  ["fp32", "cls", "dropped"],
  ["fp32", "mean", "dropped"],
  ["fp32", "mean", "official"],
  ["int8", "cls", "dropped"],
] as const)("the sweep of a %s model with %s pooling, %s semantics", (precision, pooling, semantics) => {
  let model: Model;
  beforeAll(async () => {
    model = await Model.load(await smallBundle({ pooling, semantics, maxTokens: 12 }), { precision, threads: 1 });
  });
  afterAll(() => model.dispose());

  it("gives intervals that part the range, whose neighbours differ, and at any threshold the run that skim gives", async () => {
    let windows = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(someText(1, 6), someText(15, 30)),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 }),
        async (passage, thresholds) => {
          const { events, steps, complete } = await sweep(model, passage);
          expect(complete).toBe(true);
          expectPartition(steps, 0, 1);
          for (const [i, step] of steps.entries()) if (i > 0) expect(step.depths).not.toEqual(steps[i - 1]?.depths);
          if (events[0]?.kind === "tokens") windows = Math.max(windows, events[0].windows.length);
          for (const t of thresholds) expectSame(stepIn(steps, t), await skim(model, passage, t));
        },
      ),
      { numRuns: 12 },
    );
    expect(windows).toBeGreaterThan(1);
  });

  it("is exact on the very borders of its intervals", async () => {
    const { steps } = await sweep(model, text);
    expect(steps.length).toBeGreaterThan(10);
    for (const step of steps) {
      expectSame(step, await skim(model, text, step.hi));
      if (step.hi < 1) expect((await skim(model, text, above(step.hi))).depth).not.toEqual(step.depths);
    }
  });

  it("covers a part of the range, visits given thresholds only, and goes on from known steps", async () => {
    const whole = await sweep(model, text);
    const part = await sweep(model, text, { from: 0.31, to: 0.62 });
    expectPartition(part.steps, 0.31, 0.62);
    for (const step of part.steps) expect(stepIn(whole.steps, step.hi)?.depths).toEqual(step.depths);

    const at = [0.9, 0.1, 0.5, 0.5, 0];
    const some = await sweep(model, text, { at });
    const expected = [...new Set([0, 0.1, 0.5, 0.9].map((t) => stepIn(whole.steps, t)))];
    expect(some.steps).toEqual(expected);
    expect(some.complete).toBe(true);

    const first = await sweep(model, text, { runs: 7 });
    expect([first.steps.length, first.complete]).toEqual([7, false]);
    expect(first.steps[0]?.lo).toBe(0);
    expect(first.steps.at(-1)?.hi).toBe(1);
    const rest = await sweep(model, text, { known: first.steps });
    expect([...first.steps, ...rest.steps].toSorted((a, b) => a.hi - b.hi)).toEqual(whole.steps);
    expect((await sweep(model, text, { known: whole.steps })).steps).toEqual([]);

    // Another backend's scores differ by a little, and so do its steps' bounds: what is missing is given, and no more.
    const [i, wide] = [...whole.steps.entries()].reduce((a, b) => (b[1].hi - b[1].lo > a[1].hi - a[1].lo ? b : a));
    const [low, high] = [wide.lo * 0.7 + wide.hi * 0.3, wide.lo * 0.3 + wide.hi * 0.7].map(Math.fround);
    const apart = [
      { lo: wide.lo, hi: low ?? 0 },
      { lo: high ?? 0, hi: wide.hi },
    ];
    const between = await sweep(model, text, { known: [...whole.steps.filter((_, other) => other !== i), ...apart] });
    expect(between.steps).toEqual([{ ...wide, lo: low, hi: high }]);
    expect((await sweep(model, text, { runs: 0 })).complete).toBe(false);
  });
});

it("samples the whole range before it refines any of it: its ends, then ever finer where scores lie", async () => {
  const model = await Model.load(await openBundle(readFolder("models/sst2")), { precision: "fp32", threads: 1 });
  const review = "A slow, sad, clumsy little film that I would not have missed for the world. ".repeat(2);
  const found: SweepStep[] = [];
  for await (const event of model.sweep(review, { runs: 96 })) if (event.kind === "step") found.push(event.step);
  await model.dispose();
  const [low, high] = [logit(found[0]?.hi ?? 0), logit(found[1]?.lo ?? 1)];
  expect([found[0]?.lo, found[1]?.hi]).toEqual([0, 1]);
  const widest = (runs: number) => {
    const known = found.slice(0, runs).sort((a, b) => a.lo - b.lo);
    return Math.max(...known.slice(1).map((step, i) => logit(step.lo) - logit(known[i]?.hi ?? 0))) / (high - low);
  };
  expect(high - low).toBeGreaterThan(10); // from 0.0…1 to 0.9…9
  expect(widest(12)).toBeLessThan(1 / 3);
  expect(widest(40)).toBeLessThan(1 / 12);
  expect(widest(96)).toBeLessThan(1 / 30);
});

describe("what raising the threshold does", () => {
  /** Seeds of nets on which it happens; found by trying, asserted below. */
  const seeds = [1, 2, 3, 4, 5, 6];

  it("can make a token stay longer, or leave and come back: both are in the sweep and are what skim does", async () => {
    const seen = { dips: 0, bumps: 0, dearer: 0 };
    for (const seed of seeds) {
      const model = await Model.load(await smallBundle({ seed }), { precision: "fp32", threads: 1 });
      const { steps } = await sweep(model, text);
      for (let token = 0; token < (steps[0]?.depths.length ?? 0); token++) {
        const all = steps.map((step) => step.depths[token] ?? 0);
        const depths = all.filter((depth, i) => depth !== all[i - 1]);
        depths.slice(1, -1).forEach((depth, i) => {
          const [before = 0, after = 0] = [depths[i], depths[i + 2]];
          if (depth < before && depth < after) seen.dips++;
          if (depth > before && depth > after) seen.bumps++;
        });
      }
      for (const [i, step] of steps.entries()) {
        const before = steps[i - 1];
        if (!before?.depths.some((d, token) => d < (step.depths[token] ?? 0))) continue;
        seen.dearer += step.flops > before.flops ? 1 : 0;
        expectSame(before, await skim(model, text, before.hi));
        expectSame(step, await skim(model, text, step.hi));
      }
      await model.dispose();
    }
    // A higher threshold keeps a token longer again; then shorter again; and a whole run becomes dearer.
    expect(seen.dips).toBeGreaterThan(0);
    expect(seen.bumps).toBeGreaterThan(0);
    expect(seen.dearer).toBeGreaterThan(0);
  });
});

describe("a sweep beside other runs", () => {
  let model: Model;
  beforeAll(async () => {
    model = await Model.load(await smallBundle(), { precision: "fp32", threads: 1 });
  });
  afterAll(() => model.dispose());

  it("waits while a skim is under way, and goes on after it", async () => {
    const order: string[] = [];
    const sweeping = (async () => {
      for await (const event of model.sweep(text)) order.push(`sweep ${event.kind}`);
    })();
    while (order.length < 4) await new Promise((resolve) => setImmediate(resolve));
    const before = order.length;
    for await (const event of model.skim(text)) order.push(`skim ${event.kind}`);
    const skimming = order.slice(order.indexOf("skim tokens"), order.indexOf("skim result"));
    // The layer that had begun may have been a run's last.
    expect(skimming.filter((what) => what.startsWith("sweep")).length).toBeLessThan(2);
    expect(order.indexOf("skim tokens")).toBeLessThan(before + 2);
    await sweeping;
    expect(order.at(-1)).toBe("sweep end");
  });

  it("stops between two layers when it is cancelled, also while it waits for a skim", async () => {
    const whole = await sweep(model, text);
    for (const waiting of [false, true]) {
      const abort = new AbortController();
      const reason = new Error("enough");
      const held = waiting ? model.skim(text) : null;
      await held?.next();
      const run = (async () => {
        for await (const event of model.sweep(text, { signal: abort.signal }))
          if (event.kind === "step") abort.abort(reason);
      })();
      const outcome = expect(run).rejects.toBe(reason);
      if (held) {
        abort.abort(reason);
        await held.next();
        await held.next();
      }
      await outcome;
      await held?.return(undefined);
      expect((await sweep(model, text)).steps).toEqual(whole.steps);
    }
  });

  it("says which ranges and thresholds it cannot take", async () => {
    for (const options of [{ from: -0.1 }, { to: 2 }, { from: 0.6, to: 0.5 }, { at: [NaN] }, { from: 0.5, at: [0.4] }])
      await expect(sweep(model, text, options)).rejects.toMatchObject({ code: "threshold" });
    await expect(sweep(model, " ")).rejects.toMatchObject({ code: "text-empty" });
    expect((await sweep(model, text, { from: 0.5, to: 0.5 })).steps).toHaveLength(1);
  });
});
