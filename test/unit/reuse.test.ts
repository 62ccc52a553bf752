// A run may take over what the run before it computed alike: to the last bit, and never more than that.
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Model, type SkimOptions } from "../../src/engine/model.js";
import { Session } from "../../src/engine/runtime/session.js";
import type { LayerEvent, ResultEvent, SkimEvent, TokensEvent } from "../../src/run/events.js";
import { append, startRun, takenOver } from "../../src/run/run.js";
import { smallBundle } from "./smallBundle.js";

const layers = 4;
const text = "The movie was unfunly long, a good bad time. A movie was time. The long time was good.";
const threshold = fc.array(fc.double({ min: 0.47, max: 0.53, noNaN: true }), { minLength: layers, maxLength: layers });

async function collect(model: Model, passage: string, options: SkimOptions) {
  const events: SkimEvent[] = [];
  for await (const event of model.skim(passage, options)) events.push(event);
  const first = events[0] as TokensEvent;
  const result = events.at(-1) as ResultEvent;
  return { events, first, layerEvents: events.filter((e): e is LayerEvent => e.kind === "layer"), result };
}
type Seen = Awaited<ReturnType<typeof collect>>;

/** All that a run says but its times and where it has it from. */
const said = ({ events }: Seen) =>
  events.map((event) => Object.fromEntries(Object.entries(event).filter(([key]) => key !== "ms" && key !== "reused")));

/** Layers of a run up to which each window's kept sets are those of the run before. */
function alike(before: Seen, run: Seen): number {
  return run.first.windows.reduce((sum, _, w) => {
    const [a, b] = [before, run].map(({ layerEvents }) => layerEvents.filter((e) => e.window === w));
    const parts = b?.findIndex(({ into }, l) => into.join() !== a?.[l]?.into.join()) ?? -1;
    return sum + (parts < 0 ? layers : parts);
  }, 0);
}

describe.each([
  ["fp32", "cls", "dropped", 48, "transkimmer", 0],
  ["fp32", "mean", "dropped", 12, "transkimmer", 0],
  ["fp32", "mean", "official", 12, "transkimmer", 0],
  ["int8", "mean", "dropped", 12, "transkimmer", 0],
  ["fp32", "mean", "dropped", 12, "attention-share", 1],
  ["int8", "mean", "dropped", 12, "merge", 1],
] as const)(
  "%s, %s pooling, %s semantics, windows of %i tokens, %s",
  (precision, pooling, semantics, maxTokens, policy, whole) => {
    let model: Model;
    let fresh: Model;
    beforeAll(async () => {
      const bundle = await smallBundle({ layers, pooling, semantics, maxTokens, policy });
      [model, fresh] = (await Promise.all([1, 2].map(() => Model.load(bundle, { precision, threads: 1 })))) as [
        Model,
        Model,
      ];
    });
    afterAll(() => Promise.all([model.dispose(), fresh.dispose()]));
    afterEach(() => vi.restoreAllMocks());

    it("gives what a run from the start gives, and computes only where the kept sets part", async () => {
      let taken = 0;
      let computed = 0;
      let before = await collect(model, text, { control: [0.5] });
      const count = before.first.tokens.length;
      const firsts = before.first.windows.map((w) => w.first);
      const fates = fc.array(
        fc
          .record({ token: fc.nat(count - 1), from: fc.nat(layers - 1), keep: fc.boolean() })
          .filter(({ token, keep }) => keep || !firsts.includes(token)),
        { maxLength: 2 },
      );
      await fc.assert(
        fc.asyncProperty(fc.tuple(threshold, fates), async ([bounds, forced]) => {
          const whole = await collect(fresh, text, { control: bounds, forced });
          // `reused` and times are what the run says of itself: that the runtime was not asked shows nowhere else.
          const calls = vi.spyOn(Session.prototype, "run");
          const run = await collect(model, text, { control: bounds, forced, reuse: true });
          const expected = alike(before, run);
          expect(said(run)).toEqual(said(whole));
          expect(run.result.reused ?? 0).toBe(expected);
          expect(calls).toHaveBeenCalledTimes(firsts.length * (layers + 1) - expected); // each window has a head, too
          calls.mockRestore();
          before = run;
          taken += expected;
          computed += firsts.length * layers - expected;
        }),
        { numRuns: 40 },
      );
      expect(Math.min(taken, computed)).toBeGreaterThan(20);
    });

    it("has times of what it computed itself, and none of what it took over", async () => {
      const runOf = ({ events }: Seen) => {
        const run = startRun({
          id: "1",
          started: "2026-11-26T00:00:00Z",
          passage: { text, name: "text" },
          model: model.info,
          control: [0.5],
          precision,
          backend: "WASM",
        });
        return events.reduce(append, run);
      };
      const taken = (run: Seen) => run.layerEvents.map(({ ms }) => ms === null);
      const first = await collect(model, text, { control: [whole] });
      expect(taken(first)).not.toContain(true);
      expect(takenOver(runOf(first))).toBe(null);

      // The first layer itself is another: what comes before it is all that is the same.
      const forced = first.first.tokens.flatMap((t, token) => (t.special ? [] : [{ token, from: 0, keep: false }]));
      const parted = await collect(model, text, { control: [whole], forced, reuse: true });
      expect(taken(parted)).not.toContain(true);
      expect(parted.result.reused).toBe(0);
      expect(takenOver(runOf(parted))).toBe("the embedding was");

      const later = forced.map((fate) => ({ ...fate, from: 2 }));
      await collect(model, text, { control: [whole], reuse: true });
      const half = await collect(model, text, { control: [whole], forced: later, reuse: true });
      expect(taken(half)).toEqual(half.layerEvents.map(({ layer }) => layer < 2));
      const windows = first.first.windows.length;
      const each = windows > 1 ? `, ${layers} for each window,` : "";
      const all = windows * layers;
      expect(takenOver(runOf(half))).toBe(`${all / 2} of ${all} layers${each} were`);
      expect(runOf(half).layerMs.map((ms) => ms === null)).toEqual([true, true, false, false]);
      expect(half.result.ms).toBeGreaterThan(half.layerEvents.reduce((sum, { ms }) => sum + (ms ?? 0), 0));
    });

    it("computes all of a run that does not ask for it, of another text, and after one of another text", async () => {
      await collect(model, text, { control: [0.5] });
      expect((await collect(model, text, { control: [0.5] })).result.reused).toBeUndefined();
      const other = text.replace("good", "bad");
      const asked = await collect(model, other, { control: [0.5], reuse: true });
      expect(said(asked)).toEqual(said(await collect(fresh, other, { control: [0.5] })));
      const back = await collect(model, text, { control: [0.5], reuse: true });
      expect(said(back)).toEqual(said(await collect(fresh, text, { control: [0.5] })));
      const windows = back.first.windows.length;
      expect(back.result.reused ?? 0).toBeLessThan(windows * layers);
    });

    it("leaves what the last run left where one is computed apart, and takes nothing over for it", async () => {
      await collect(model, text, { control: [0.5] });
      const timed = await collect(model, text, { control: [0.5], apart: true });
      expect(timed.result.reused).toBeUndefined();
      await collect(model, text.replace("good", "bad"), { control: [0.5], apart: true });
      const windows = timed.first.windows.length;
      expect((await collect(model, text, { control: [0.5], reuse: true })).result.reused).toBe(windows * layers);
    });

    it("goes on from a run that was cancelled, or left in the middle", async () => {
      const whole = said(await collect(fresh, text, { control: [0.45] }));
      for (let stop = 1; stop < whole.length; stop++) {
        const abort = new AbortController();
        const cancelled = model.skim(text, { control: [0.55], signal: abort.signal });
        for (let seen = 0; seen < stop; seen++) await cancelled.next();
        abort.abort("enough");
        await expect(cancelled.next()).rejects.toBe("enough");
        expect(said(await collect(model, text, { control: [0.45], reuse: true }))).toEqual(whole);
        const left = model.skim(text, { control: [0.55], reuse: true });
        for (let seen = 0; seen < stop; seen++) await left.next();
        await left.return(undefined);
        expect(said(await collect(model, text, { control: [0.45], reuse: true }))).toEqual(whole);
      }
    });

    it("lets such runs overlap", async () => {
      const bounds = [0.4, 0.5, 0.6];
      const wanted = [];
      for (const t of bounds) wanted.push(said(await collect(fresh, text, { control: [t] })));
      const runs = await Promise.all(bounds.map((t) => collect(model, text, { control: [t], reuse: true })));
      expect(runs.map(said)).toEqual(wanted);
    });

    it("begins anew after a layer that failed", async () => {
      await collect(model, text, { control: [0.3] });
      // The runtime refuses what fits its graph for want of memory alone.
      const fails = vi.spyOn(Session.prototype, "run").mockRejectedValueOnce(new Error("no memory"));
      await expect(collect(model, text, { control: [0.7], reuse: true })).rejects.toThrow("no memory");
      fails.mockRestore();
      const run = await collect(model, text, { control: [0.7], reuse: true });
      expect(said(run)).toEqual(said(await collect(fresh, text, { control: [0.7] })));
      // The first window failed; the others' embeddings, where there are others, are still those of the run before.
      expect(run.result.reused).toBe(run.first.windows.length > 1 ? 0 : undefined);
    });
  },
);

describe("a text longer than what may be held", () => {
  it("is taken over as far as there was room", async () => {
    const model = await Model.load(await smallBundle({ layers, maxTokens: 512 }), { precision: "fp32", threads: 1 });
    const long = "good ".repeat(60_000); // 4 bytes × 32 × 5 states: 38 MB
    const whole = await collect(model, long, { control: [0.5] });
    const again = await collect(model, long, { control: [0.5], reuse: true });
    expect(said(again)).toEqual(said(whole));
    const share = (again.result.reused ?? 0) / (whole.first.windows.length * layers);
    expect(share).toBeGreaterThan(0.8);
    expect(share).toBeLessThan(0.95);
    await model.dispose();
  });
});
