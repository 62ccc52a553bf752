import { beforeAll, describe, expect, it } from "vitest";
import { ExactSum, flipsOf } from "../../src/dataset/measure/exact.js";
import { one } from "../../src/dataset/measure/one.js";
import { Model } from "../../src/engine/model.js";
import type { ExactCurves, Outcome } from "../../src/run/evaluation.js";
import { bestPieces, pieceIndexAt, pieceOf, thinned, type Between } from "../../src/run/exactCurves.js";
import type { SweepStep } from "../../src/run/sweep.js";
import { smallBundle } from "./smallBundle.js";

const words = ["the", "movie", "was", "a", "good", "bad", "long", "time"];
const texts = Array.from({ length: 12 }, (_, i) =>
  Array.from({ length: 2 + ((i * 5) % 7) }, (_, j) => words[(i * i + 3 * j) % words.length]).join(" "),
);
const golds = texts.map((_, i) => (i % 4 === 3 ? null : i % 2));
const labelled = golds.filter((gold) => gold !== null).length;

let model: Model;
let whole: ExactCurves;
beforeAll(async () => {
  model = await Model.load(await smallBundle({ seed: 11 }), { precision: "fp32", threads: 1 });
  whole = await curves(Infinity);
});

/** A text's runs as the engine's sweep finds them, so many at most. */
async function swept(text: string, runs: number): Promise<Outcome> {
  const steps: SweepStep[] = [];
  let flopsDense = 0;
  for await (const event of model.sweep(text, { runs })) {
    if (event.kind === "step") steps.push(event.step);
    if (event.kind === "tokens") flopsDense = event.flopsDense;
  }
  steps.sort((a, b) => a.hi - b.hi);
  const column = (name: "lo" | "hi" | "label" | "flops") => steps.map((step) => step[name] ?? -1);
  const [lo, hi, label, flops] = [column("lo"), column("hi"), column("label"), column("flops")];
  return { tokens: 0, flopsDense, backend: model.backend, at: [], exact: { lo, hi, label, flops, leastFlops: 0 } };
}

async function curves(runs: number): Promise<ExactCurves> {
  const sum = new ExactSum(runs, one);
  for (const [i, text] of texts.entries()) sum.add(golds[i] ?? null, await swept(text, runs));
  return sum.curves();
}

/** Accuracy, agreement and FLOPs gain by a fresh, whole run of every text. */
async function fresh(threshold: number): Promise<{ accuracy: number; agreement: number; gain: number }> {
  const run = async (text: string, at: number) => {
    let label = -1;
    let flops = 0;
    for await (const event of model.skim(text, { control: [at] })) {
      if (event.kind === "layer") flops += event.flops;
      if (event.kind === "result") label = event.label ?? -1;
    }
    return { label, flops };
  };
  let [hits, agree, flops] = [0, 0, 0];
  for (const [i, text] of texts.entries()) {
    const found = await run(text, threshold);
    if (found.label === golds[i]) hits++;
    if (found.label === (await run(text, 0)).label) agree++;
    flops += found.flops;
  }
  return { accuracy: hits / labelled, agreement: agree / texts.length, gain: whole.flopsDense / flops };
}

const thresholds = Array.from({ length: 25 }, (_, i) => ((i * 0.618 + 0.05) % 1) ** 2 + (i % 3 === 0 ? 0.2 : 0));
const holds = ([low, high]: Between, value: number) => low <= value && value <= high;

describe("an exact evaluation's curves", () => {
  it("give at any threshold what fresh, whole runs of all texts give", async () => {
    expect(whole.unfinished).toBe(0);
    expect(whole.pieces).toBeGreaterThan(50);
    expect(new Set(whole.sums[0]?.low).size).toBeGreaterThan(1);
    for (const threshold of [0, 1, ...thresholds.filter((t) => t <= 1)]) {
      const piece = pieceOf(whole, pieceIndexAt(whole, threshold));
      const { accuracy, agreement, gain } = await fresh(threshold);
      const expected = [
        [accuracy, accuracy],
        [agreement, agreement],
        [gain, gain],
      ];
      expect([piece.accuracy, piece.agreement, piece.flopsGain], `at ${threshold}`).toEqual(expected);
    }
  });

  it("jump at the very bounds of the texts' runs, on both sides of each", async () => {
    for (const i of [0, 7, 19, whole.hi.length - 2]) {
      const { hi } = pieceOf(whole, i);
      const [at, above] = [await fresh(hi), await fresh(hi + 2 ** -24)];
      expect(pieceOf(whole, i).flopsGain[0], `up to ${hi}`).toBe(at.gain);
      expect(pieceOf(whole, i + 1).flopsGain[0], `above ${hi}`).toBe(above.gain);
      expect(at).not.toEqual(above);
    }
  });

  it("are bounds that hold where the budget left runs unvisited, and narrower with more of it", async () => {
    const widths: number[] = [];
    for (const runs of [1, 3, 8]) {
      const partly = await curves(runs);
      expect(partly.unfinished).toBeGreaterThan(0);
      expect(partly.runs).toBeLessThanOrEqual(runs * texts.length);
      let width = 0;
      for (let t = 0; t <= 1; t += 1 / 64) {
        const known = pieceOf(whole, pieceIndexAt(whole, t));
        const between = pieceOf(partly, pieceIndexAt(partly, t));
        expect(holds(between.accuracy ?? [1, 0], known.accuracy?.[0] ?? NaN), `accuracy at ${t}`).toBe(true);
        expect(holds(between.agreement ?? [1, 0], known.agreement?.[0] ?? NaN), `agreement at ${t}`).toBe(true);
        expect(holds(between.flopsGain, known.flopsGain[0]), `gain at ${t}`).toBe(true);
        width += (between.agreement?.[1] ?? 0) - (between.agreement?.[0] ?? 0);
      }
      widths.push(width);
    }
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
  });

  it("thinned for drawing have few pieces, and lie within each what the whole ones are", () => {
    const few = thinned(whole, 16);
    expect(few.hi.length).toBeLessThanOrEqual(32);
    expect(few.hi.at(-1)).toBe(1);
    expect(few.pieces).toBe(whole.pieces);
    whole.hi.forEach((hi, i) => {
      const piece = pieceOf(whole, i);
      const drawn = pieceOf(few, pieceIndexAt(few, hi));
      expect(holds(drawn.flopsGain, piece.flopsGain[0])).toBe(true);
      expect(holds(drawn.agreement ?? [1, 0], piece.agreement?.[0] ?? NaN)).toBe(true);
    });
    expect(thinned(whole, whole.hi.length)).toBe(whole);
  });

  it("name the most accurate piece, and the cheapest as accurate as at 0", () => {
    const all = whole.hi.map((_, i) => pieceOf(whole, i));
    const [best, cheapest] = bestPieces({ figures: [...one.figures], labelled, exact: whole });
    expect(best?.piece.accuracy?.[0]).toBe(Math.max(...all.map(({ accuracy }) => accuracy?.[0] ?? 0)));
    const asGood = all.filter(({ accuracy }) => (accuracy?.[0] ?? 0) >= (all[0]?.accuracy?.[0] ?? 1));
    expect(cheapest?.piece.flopsGain[0]).toBe(Math.max(...asGood.map(({ flopsGain }) => flopsGain[0])));
  });

  it("keep every flip of a text, with a threshold that gives the new label, and say where it lies in a gap", () => {
    const flips = flipsOf(
      {
        lo: [0, 0.25, 0.625],
        hi: [0.25, 0.5, 1],
        label: [0, 1, 0],
        flops: [3, 2, 1],
        leastFlops: 1,
      },
      one,
    );
    expect(flips).toEqual([
      { below: 0.25, above: 0.25, at: 0.38, label: 1 },
      { below: 0.5, above: 0.625, at: 0.81, label: 0 },
    ]);
  });
});
