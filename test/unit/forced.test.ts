import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Bundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import { SkimError } from "../../src/protocol/errors.js";
import type { LayerEvent, ResultEvent, TokensEvent } from "../../src/run/events.js";
import type { Forced, SweepStep } from "../../src/run/sweep.js";
import { plainSkim } from "./plainTranskimmer.js";
import { smallBundle } from "./smallBundle.js";
import { stepIn } from "./stepIn.js";

const layers = 4;
const text = "The movie was unfunly long, a good bad time. A movie was time. The long time was good.";
const near = 1e-4;

/** Fates of the text's tokens; position 0 of a window is never forced out. */
const fates = (firsts: number[], count: number) =>
  fc.array(
    fc
      .record({ token: fc.nat(count - 1), from: fc.nat(layers - 1), keep: fc.boolean() })
      .filter(({ token, keep }) => keep || !firsts.includes(token)),
    { maxLength: 12 },
  );

describe.each(["cls", "mean"] as const)("fates decided by hand, %s pooling", (pooling) => {
  let bundle: Bundle;
  let model: Model;
  let first: TokensEvent;
  beforeAll(async () => {
    bundle = await smallBundle({ layers, pooling, maxTokens: 20 });
    model = await Model.load(bundle, { precision: "fp32", threads: 1 });
    ({ first } = await skim(0.5, []));
  });
  afterAll(() => model.dispose());

  async function skim(threshold: number, forced: Forced[]) {
    const events = [];
    for await (const event of model.skim(text, { control: [threshold], forced })) events.push(event);
    const layerEvents = events.filter((event): event is LayerEvent => event.kind === "layer");
    return { first: events[0] as TokensEvent, layerEvents, result: events.at(-1) as ResultEvent };
  }

  it("hold whatever the score, which is told all the same: plain loops say the same", async () => {
    expect(first.windows.length).toBeGreaterThan(1);
    const firsts = first.windows.map((w) => w.first);
    let forcedAgainst = 0;
    const some = fc.tuple(fates(firsts, first.tokens.length), fc.double({ min: 0, max: 1, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(some, async ([forced, threshold]) => {
        const { layerEvents, result } = await skim(threshold, forced);
        const sums = [0, 0, 0];
        for (const [w, window] of first.windows.entries()) {
          const ids = first.tokens.slice(window.first, window.first + window.count).map((t) => t.id);
          const own = forced.map((f) => ({ ...f, token: f.token - window.first }));
          const plain = plainSkim(bundle, ids, Array<number>(layers).fill(threshold), false, own);
          if (plain.p.flat().some((p) => p !== null && Math.abs(p - threshold) < near)) return;
          for (const { layer, into, score } of layerEvents.filter((e) => e.window === w)) {
            expect(Array.from(into, (unit, i) => unit === i)).toEqual(plain.keep[layer]);
            for (const [i, p] of (plain.p[layer] ?? []).entries())
              if (p === null) expect(score[i]).toBeNaN();
              else expect(Math.abs((score[i] ?? NaN) - p)).toBeLessThan(near);
            into.forEach((unit, i) => {
              if (i > 0 && !Number.isNaN(score[i] ?? NaN) && (unit === i) !== (score[i] ?? NaN) >= threshold)
                forcedAgainst++;
            });
          }
          plain.logits.forEach((x, i) => (sums[i] = (sums[i] ?? 0) + (x * window.count) / first.tokens.length));
        }
        for (const [i, x] of result.logits.entries()) expect(Math.abs(x - (sums[i] ?? NaN))).toBeLessThan(10 * near);
      }),
      { numRuns: 30 },
    );
    expect(forcedAgainst).toBeGreaterThan(10);
  });

  it("hold over a whole sweep", async () => {
    const forced = [
      { token: 2, from: 1, keep: true },
      { token: 3, from: 0, keep: false },
      { token: first.tokens.length - 2, from: 2, keep: true },
    ];
    const steps: SweepStep[] = [];
    for await (const event of model.sweep(text, { forced })) if (event.kind === "step") steps.push(event.step);
    steps.sort((a, b) => a.hi - b.hi);
    expect(steps.every((step) => step.depths[3] === 0)).toBe(true);
    for (let i = 0; i < 20; i++) {
      const threshold = (i + 0.5) / 20;
      const { layerEvents, result } = await skim(threshold, forced);
      const step = stepIn(steps, threshold);
      expect(step?.logits).toEqual(result.logits);
      expect(step?.kept).toEqual(
        Array.from({ length: layers }, (_, l) => layerEvents.reduce((sum, e) => sum + (e.layer === l ? e.rows : 0), 0)),
      );
    }
  });

  it("are refused where they fit no token and no layer, with a reason", async () => {
    const window = first.windows[1]?.first ?? NaN;
    for (const fate of [
      { token: 0, from: 0, keep: false },
      { token: window, from: 2, keep: false },
      { token: first.tokens.length, from: 0, keep: true },
      { token: -1, from: 0, keep: true },
      { token: 1.5, from: 0, keep: true },
      { token: 1, from: layers, keep: true },
      { token: 1, from: -1, keep: false },
    ]) {
      const error: unknown = await skim(0.5, [fate]).catch((e: unknown) => e);
      expect(SkimError.is(error, "forced"), JSON.stringify(fate)).toBe(true);
    }
    await skim(0.5, [{ token: window, from: 0, keep: true }]);
  });
});
