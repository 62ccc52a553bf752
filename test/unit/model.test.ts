import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Bundle } from "../../src/engine/bundle/bundle.js";
import { Model, type SkimOptions } from "../../src/engine/model.js";
import { Session } from "../../src/engine/runtime/session.js";
import { costAt, stepFlops } from "../../src/run/cost.js";
import { upTo } from "./upTo.js";
import { SkimError } from "../../src/protocol/errors.js";
import type { LayerEvent, ResultEvent, SkimEvent, TokensEvent } from "../../src/run/events.js";
import { append, startRun } from "../../src/run/run.js";
import { plainSkim } from "./plainTranskimmer.js";
import { smallBundle } from "./smallBundle.js";

const layers = 4;
const text = "The movie was unfunly long, a good bad time. A movie was time.";
const word = fc.constantFrom("the", "movie", "was", "good", "badly", "unfun", ".", "ünfun", "🙂", "\r\n");
const someText = fc
  .array(word, { minLength: 1, maxLength: 40 })
  .map((w) => w.join(" "))
  .filter((t) => t.trim() !== "");
const someThreshold = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: layers, maxLength: layers });

interface Seen {
  events: SkimEvent[];
  first: TokensEvent;
  layerEvents: LayerEvent[];
  result: ResultEvent;
}

async function collect(model: Model, passage: string, options?: SkimOptions): Promise<Seen> {
  const events: SkimEvent[] = [];
  for await (const event of model.skim(passage, options)) events.push(event);
  const [first] = events;
  const result = events.at(-1);
  if (first?.kind !== "tokens" || result?.kind !== "result") throw new Error("tokens come first, the result last");
  return { events, first, layerEvents: events.filter((e) => e.kind === "layer"), result };
}

async function codeOf(run: Promise<unknown>): Promise<string> {
  const error: unknown = await run.then(() => null).catch((e: unknown) => e);
  return SkimError.is(error) ? error.code : `no SkimError but ${String(error)}`;
}

describe.each([
  ["fp32", "cls", "dropped", 1e-4],
  ["fp32", "mean", "dropped", 1e-4],
  ["fp32", "cls", "official", 1e-4],
  ["fp32", "mean", "official", 1e-4],
  // One activation on a rounding border moves by a 255th of its row's range: the bound is that, not float32's.
  ["int8", "cls", "dropped", 3e-2],
  ["int8", "mean", "dropped", 3e-2],
  ["int8", "mean", "official", 3e-2],
] as const)("a %s model with %s pooling, %s semantics", (precision, pooling, semantics, near) => {
  let bundle: Bundle;
  let model: Model;
  beforeAll(async () => {
    bundle = await smallBundle({ layers, pooling, semantics });
    model = await Model.load(bundle, { precision, threads: 1 });
  });
  afterAll(() => model.dispose());

  it("computes what plain loops compute, whatever the thresholds", async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(someText, someThreshold, async (passage, threshold) => {
        const { first, layerEvents, result } = await collect(model, passage, { control: threshold });
        const sums = [0, 0, 0];
        for (const [w, window] of first.windows.entries()) {
          const ids = first.tokens.slice(window.first, window.first + window.count).map((t) => t.id);
          const plain = plainSkim(bundle, ids, threshold, precision === "int8");
          for (const event of layerEvents.filter((e) => e.window === w)) {
            const p = plain.p[event.layer] ?? [];
            const asked = Array.from(event.score, (score) => !Number.isNaN(score));
            expect(asked).toEqual(p.map((x) => x !== null));
            for (const [i, score] of event.score.entries())
              if (!Number.isNaN(score)) expect(Math.abs(score - (p[i] ?? NaN))).toBeLessThan(near);
            const keep = Array.from(event.into, (unit, i) => unit === i);
            const different = keep.flatMap((k, i) => (k === plain.keep[event.layer]?.[i] ? [] : [i]));
            for (const i of different)
              expect(Math.abs((p[i] ?? NaN) - (threshold[event.layer] ?? NaN))).toBeLessThan(near);
            if (different.length > 0) return; // later layers of the two now have other tokens before them
            compared++;
          }
          plain.logits.forEach((x, i) => (sums[i] = (sums[i] ?? 0) + (x * window.count) / first.tokens.length));
        }
        for (const [i, x] of result.logits.entries()) expect(Math.abs(x - (sums[i] ?? NaN))).toBeLessThan(10 * near);
      }),
      { numRuns: 15 },
    );
    expect(compared).toBeGreaterThan(30);
  });

  it("gives nested kept sets, scores exactly where asked, true FLOPs, and depths equal to its masks", async () => {
    await fc.assert(
      fc.asyncProperty(someText, someThreshold, async (passage, threshold) => {
        const { events, first, layerEvents, result } = await collect(model, passage, { control: threshold });
        expect(layerEvents.map((e) => [e.window, e.layer])).toEqual(
          first.windows.flatMap((_, w) => model.info.control.map((_, l) => [w, l])),
        );
        const run = startRun({
          id: "1",
          started: "2026-11-24T00:00:00.000Z",
          passage: { text: passage, name: "test" },
          model: model.info,
          control: threshold,
          precision,
          backend: model.backend,
        });
        for (const event of events) append(run, event);
        for (const [w, window] of first.windows.entries()) {
          let before = new Uint8Array(window.count).fill(1);
          const depth = Array<number>(window.count).fill(0);
          for (const event of layerEvents.filter((e) => e.window === w)) {
            const { into, score, layer } = event;
            expect(into.every((unit, i) => unit === i || unit === -1)).toBe(true);
            const keep = Uint8Array.from(into, (unit) => Number(unit >= 0));
            expect(keep[0]).toBe(1);
            expect(score[0]).toBeNaN();
            for (let i = 1; i < window.count; i++) {
              const asked = before[i] === 1;
              expect(Number.isNaN(score[i] ?? 0)).toBe(!asked);
              expect(keep[i]).toBe(asked && (score[i] ?? 0) >= Math.fround(threshold[layer] ?? NaN) ? 1 : 0);
            }
            keep.forEach((k, i) => (depth[i] = (depth[i] ?? 0) + k));
            const sum = (mask: Uint8Array) => mask.reduce((a, b) => a + b, 0);
            expect(event.rows).toBe(sum(keep));
            const cost = costAt(model.info.cost, layer);
            expect(event.flops).toBe(stepFlops(window.count, upTo(sum(before)), upTo(sum(keep)), cost));
            before = Uint8Array.from(keep);
          }
          expect(run.depth.slice(window.first, window.first + window.count)).toEqual(depth);
        }
        expect(result.probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1);
        expect(result.logits[result.label ?? -1]).toBe(Math.max(...result.logits));
      }),
      { numRuns: 20 },
    );
  });

  it("runs on when position 0 alone is left", async () => {
    const { layerEvents, result } = await collect(model, text, { control: [1] });
    expect(layerEvents.map((e) => e.rows)).toEqual([1, 1, 1, 1]);
    expect(result.logits.every(Number.isFinite)).toBe(true);
  });

  it("can be cancelled at every event, and the next run gives what it always gives", async () => {
    const whole = await collect(model, text, { control: [0.3] });
    for (let stop = 0; stop < whole.events.length - 1; stop++) {
      const abort = new AbortController();
      const reason = new Error(`stop at ${stop}`);
      let seen = 0;
      const run = (async () => {
        for await (const event of model.skim(text, { control: [0.3], signal: abort.signal })) {
          expect(event.kind).toBe(whole.events[seen]?.kind);
          if (seen++ === stop) abort.abort(reason);
        }
      })();
      await expect(run).rejects.toBe(reason);
      expect(seen).toBe(stop + 1);
      const again = await collect(model, text, { control: [0.3] });
      expect(again.result.logits).toEqual(whole.result.logits);
    }
  });

  it("lets runs overlap, and one that is left in the middle", async () => {
    const alone = await collect(model, text);
    for await (const event of model.skim(text)) if (event.kind === "layer") break;
    const together = await Promise.all([1, 2, 3].map(() => collect(model, text)));
    for (const run of together) expect(run.result.logits).toEqual(alone.result.logits);
  });
});

describe("a model", () => {
  let model: Model;
  beforeAll(async () => {
    model = await Model.load(await smallBundle(), { precision: "fp32", threads: 1 });
  });

  it("says which texts and thresholds it cannot take", async () => {
    expect(await codeOf(collect(model, " \r\n\t"))).toBe("text-empty");
    for (const threshold of [[0.1, 0.2], [NaN], [-0.1], [1.1], [0, 0, 0, Infinity]])
      expect(await codeOf(collect(model, text, { control: threshold }))).toBe("threshold");
  });

  it.each([NaN, Infinity, 3e38])("says that a bundle with a weight of %d computes no numbers", async (weight) => {
    const bundle = await smallBundle({ layers: 2 });
    const name = "classifier.weight";
    const tensor = bundle.tensors.get(name);
    if (!tensor) throw new Error(`${name} is not there`);
    bundle.tensors.set(name, {
      ...tensor,
      bytes: new Uint8Array(new Float32Array(tensor.bytes.length / 4).fill(weight).buffer),
    });
    const broken = await Model.load(bundle, { precision: "fp32", threads: 1 });
    expect(await codeOf(collect(broken, text))).toBe("bundle-weights");
    await broken.dispose();
  });

  it("takes no threshold, an empty one and the bundle's own for the same", async () => {
    const scores = async (options?: SkimOptions) => (await collect(model, text, options)).result.logits;
    expect(await scores({ control: [] })).toEqual(await scores());
    expect(await scores({ control: [0.5] })).toEqual(await scores());
  });

  it("leaves the event loop a turn between layers, so that a cancel can come in", async () => {
    const abort = new AbortController();
    const reason = new Error("cancelled by a timer");
    setTimeout(() => abort.abort(reason), 0);
    const endless = async () => {
      for (;;) await collect(model, text, { signal: abort.signal });
    };
    await expect(endless()).rejects.toBe(reason);
  });

  it("leaves in fp32 the linears that the config names", async () => {
    const names = (await smallBundle()).tensors.keys();
    const fp32Linears = [...names].filter((n) => n.endsWith(".weight")).map((n) => n.slice(0, -".weight".length));
    const mixed = await Model.load(await smallBundle({ fp32Linears }), { precision: "int8", threads: 1 });
    expect((await collect(mixed, text)).result.logits).toEqual((await collect(model, text)).result.logits);
    await mixed.dispose();
  });

  it("fails a run after it was disposed of, with a reason", async () => {
    const gone = await Model.load(await smallBundle({ layers: 2 }), { precision: "fp32", threads: 1 });
    await gone.dispose();
    await gone.dispose();
    expect(await codeOf(collect(gone, text))).toBe("engine");
    expect((await collect(model, text)).result.logits).toHaveLength(3);
  });
});

describe("a run's time", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("is without that of layers that were not loaded yet, whichever run asked for them first", async () => {
    const model = await Model.load(await smallBundle({ layers: 3 }), { precision: "fp32", threads: 1 });
    // Only a clock that goes on while the layer is loaded, and at no other time, shows that all of that and nothing else is left out.
    let clock = 0;
    vi.spyOn(performance, "now").mockImplementation(() => clock);
    let bothThere: () => void = () => undefined;
    const both = new Promise<void>((resolve) => (bothThere = resolve));
    const create = Session.create.bind(Session);
    // The load waits until both runs do.
    vi.spyOn(Session, "create").mockImplementation(async (...args) => {
      await both;
      if (clock === 0) clock = 1000; // the second layer's time
      return create(...args);
    });
    let firstLayers = 0;
    const run = async () => {
      const times: number[] = [];
      for await (const event of model.skim(text)) {
        if ("ms" in event) times.push(event.ms ?? 0);
        if (event.kind === "layer" && event.layer === 0 && ++firstLayers === 2) setTimeout(bothThere, 20);
      }
      return times;
    };
    const none = [0, 0, 0, 0]; // of three layers and the whole
    expect(await Promise.all([run(), run()])).toEqual([none, none]);
    await model.dispose();
  });
});

describe("a model whose second layer cannot be loaded", () => {
  it("says so when a run comes to it, after the first layer; mended, the next run works", async () => {
    const bundle = await smallBundle({ layers: 3 });
    const name = "bert.encoder.layer.1.output.dense.weight";
    const tensor = bundle.tensors.get(name);
    if (!tensor) throw new Error(`${name} is not there`);
    bundle.tensors.set(name, { ...tensor, shape: [...tensor.shape, 2] });
    const model = await Model.load(bundle, { precision: "fp32", threads: 1 });
    const events: SkimEvent[] = [];
    const run = async (): Promise<void> => {
      for await (const event of model.skim(text)) events.push(event);
    };
    expect(await codeOf(run())).toBe("engine");
    expect(events.map(({ kind }) => kind)).toEqual(["tokens", "layer"]);
    bundle.tensors.set(name, tensor);
    expect((await collect(model, text)).layerEvents).toHaveLength(3);
    await model.dispose();
    expect(await codeOf(run())).toBe("engine");
  });
});
