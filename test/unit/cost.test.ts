import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bertLayer, denseFlops, layerFlops, predictorFlops, scoringFlops, skimmedFlops } from "../../src/run/cost.js";
import { upTo } from "./upTo.js";

const bert = (H: number, I: number) => ({ ...bertLayer(H, I), scoring: predictorFlops(H) });
const cost = bert(3, 5);
const count = fc.integer({ min: 1, max: 600 });

/** Multiply-adds of rows × into by into × out. */
const product = (rows: number, into: number, out: number) => rows * into * out;

describe("cost", () => {
  it("of a layer is two per multiply-add of its six linears and two attention products", () => {
    fc.assert(
      fc.property(count, count, count, (k, H, I) => {
        const linears = 4 * product(k, H, H) + product(k, H, I) + product(k, I, H);
        const attention = product(k, H, k) + product(k, k, H);
        expect(layerFlops(upTo(k), bert(H, I))).toBe(2 * (linears + attention));
      }),
    );
  });

  it("of a predictor is two per multiply-add of its two linears", () => {
    fc.assert(
      fc.property(count, count, (k, H) => {
        expect(scoringFlops(k, bert(H, 1))).toBe(2 * (product(k, H, H) + product(k, H, 2)));
      }),
    );
  });

  it("of 4 tokens, 2 and 1 kept, worked out by hand", () => {
    // predictors 4 × 30 + 2 × 30; layers 2 × 132 + 48 and 132 + 12
    expect(skimmedFlops(4, [[0, 2], [0]], [cost, cost])).toBe(120 + 60 + 312 + 144);
    expect(denseFlops(4, [cost, cost])).toBe(2 * (4 * 132 + 192));
  });

  it("of a run that skims nothing is the dense one and the predictors", () => {
    fc.assert(
      fc.property(count, fc.integer({ min: 1, max: 24 }), (n, layers) => {
        const costs = Array.from({ length: layers }, () => cost);
        const all = costs.map(() => upTo(n));
        expect(skimmedFlops(n, all, costs)).toBe(denseFlops(n, costs) + layers * scoringFlops(n, cost));
      }),
    );
  });

  it("of a layer whose tokens hear those within reach counts the pairs that are left", () => {
    const places = fc.uniqueArray(fc.nat(60), { minLength: 1 }).map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(places, fc.nat(20), (kept, reach) => {
        const pairs = kept.reduce((sum, a) => sum + kept.filter((b) => Math.abs(a - b) <= reach).length, 0);
        const local = { perToken: 0, projecting: 0, perPair: 1, reach, scoring: 0 };
        expect(layerFlops(kept, local)).toBe(pairs);
        expect(denseFlops(kept.length, [local])).toBe(layerFlops(upTo(kept.length), local));
      }),
    );
  });
});
