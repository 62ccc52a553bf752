import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { denseFlops, layerFlops, predictorFlops, skimmedFlops } from "../../src/run/cost.js";

const sizes = { hidden: 3, intermediate: 5 };
const count = fc.integer({ min: 1, max: 600 });

/** Multiply-adds of rows × into by into × out. */
const product = (rows: number, into: number, out: number) => rows * into * out;

describe("cost", () => {
  it("of a layer is two per multiply-add of its six linears and two attention products", () => {
    fc.assert(
      fc.property(count, count, count, (k, H, I) => {
        const linears = 4 * product(k, H, H) + product(k, H, I) + product(k, I, H);
        const attention = product(k, H, k) + product(k, k, H);
        expect(layerFlops(k, { hidden: H, intermediate: I })).toBe(2 * (linears + attention));
      }),
    );
  });

  it("of a predictor is two per multiply-add of its two linears", () => {
    fc.assert(
      fc.property(count, count, (k, H) => {
        expect(predictorFlops(k, { hidden: H, intermediate: 1 })).toBe(2 * (product(k, H, H) + product(k, H, 2)));
      }),
    );
  });

  it("of 4 tokens, 2 and 1 kept, worked out by hand", () => {
    // predictors 4 × 30 + 2 × 30; layers 2 × 132 + 48 and 132 + 12
    expect(skimmedFlops(4, [2, 1], sizes)).toBe(120 + 60 + 312 + 144);
    expect(denseFlops(4, 2, sizes)).toBe(2 * (4 * 132 + 192));
  });

  it("of a run that skims nothing is the dense one and the predictors", () => {
    fc.assert(
      fc.property(count, fc.integer({ min: 1, max: 24 }), (n, layers) => {
        const all = Array<number>(layers).fill(n);
        expect(skimmedFlops(n, all, sizes)).toBe(denseFlops(n, layers, sizes) + layers * predictorFlops(n, sizes));
      }),
    );
  });
});
