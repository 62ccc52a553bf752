import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bertLayer, denseFlops, layerFlops, predictorFlops, scoringFlops, skimmedFlops } from "../../src/run/cost.js";
import type { LayerEvent, TokenSpan } from "../../src/run/events.js";
import { transkimmer } from "../../src/run/policy.js";
import { append, columnDepth, columnsOf, costOf, startRun, type ModelInfo, type Run } from "../../src/run/run.js";
import { upTo } from "./upTo.js";

const layers = 3;
const cost = { ...bertLayer(8, 16), scoring: predictorFlops(8) };
const model: ModelInfo = {
  name: "made for this test",
  family: "bert",
  layers,
  hidden: 8,
  intermediate: 16,
  heads: 2,
  maxTokens: 64,
  labels: ["no", "yes"],
  task: { answer: "one" },
  control: [0.5, 0.5, 0.5],
  pooling: "cls",
  int8: null,
  policy: transkimmer,
  semantics: "dropped",
  cost: [cost, cost, cost],
};

function emptyRun(text: string): Run {
  return startRun({
    id: "1",
    started: "2026-11-24T00:00:00.000Z",
    passage: { text, name: "test" },
    model,
    control: model.control,
    precision: "fp32",
    backend: "none",
  });
}

/** Tokens of "[CLS] a a … [SEP]" with `words[i]` = the word of piece i. */
function tokensOf(words: number[]): TokenSpan[] {
  const special = (piece: string, at: number): TokenSpan => ({
    id: 0,
    piece,
    start: at,
    end: at,
    special: true,
    word: -1,
  });
  const pieces = words.map((word, i) => ({ id: 5, piece: "a", start: i, end: i + 1, special: false, word }));
  return [{ ...special("[CLS]", 0), always: true }, ...pieces, special("[SEP]", words.length)];
}

/** Exit depths of a whole run (position 0 survives) as the layer events that such a run sends. */
function eventsOf(depth: number[]): LayerEvent[] {
  return Array.from({ length: layers }, (_, layer) => {
    const into = Int32Array.from(depth, (d, i) => (d > layer ? i : -1));
    const score = Float32Array.from(depth, (d, i) => (i === 0 || d < layer ? NaN : d > layer ? 0.75 : 0.25));
    const alive = depth.flatMap((d, i) => (d > layer ? i : []));
    const before = depth.filter((d) => d >= layer).length;
    const flops = scoringFlops(before, cost) + layerFlops(alive, cost);
    return { kind: "layer", window: 0, layer, into, rows: alive.length, score, ms: 1, flops };
  });
}

const depths = fc.array(fc.integer({ min: 0, max: layers }), { minLength: 1, maxLength: 30 });

describe("append", () => {
  it("reads depth, scores, kept counts and cost off any stream of nested masks", () => {
    fc.assert(
      fc.property(depths, (inner) => {
        const depth = [layers, ...inner, 0];
        const run = emptyRun("a".repeat(inner.length));
        const tokens = tokensOf(inner.map((_, i) => i));
        append(run, {
          kind: "tokens",
          tokens,
          windows: [{ first: 0, count: tokens.length, start: 0, end: inner.length }],
        });
        for (const event of eventsOf(depth)) append(run, event);
        append(run, { kind: "result", label: 1, logits: [0, 1], probabilities: [0.27, 0.73], ms: 3 });
        expect(run.depth).toEqual(depth);
        expect(run.kept).toEqual([0, 1, 2].map((l) => depth.filter((d) => d > l).length));
        run.scores.forEach((row, layer) =>
          row.forEach((p, t) => expect(p === null).toBe(t === 0 || (depth[t] ?? 0) < layer)),
        );
        const kept = model.cost.map((_, l) => depth.flatMap((d, i) => (d > l ? i : [])));
        const { flops, dense } = costOf(run);
        expect(flops).toBe(skimmedFlops(tokens.length, kept, model.cost));
        expect(dense).toBe(denseFlops(tokens.length, model.cost));
        expect(JSON.parse(JSON.stringify(run))).toEqual(run);
      }),
    );
  });
});

describe("columnsOf", () => {
  it("merges pieces to words, each as deep as its deepest piece", () => {
    const run = emptyRun("abcd");
    append(run, {
      kind: "tokens",
      tokens: tokensOf([0, 0, 1, 2]),
      windows: [{ first: 0, count: 6, start: 0, end: 4 }],
    });
    for (const event of eventsOf([3, 0, 2, 1, 0, 3])) append(run, event);
    const columns = columnsOf(run, "word");
    expect(columns.map((c) => [c.text, columnDepth(run, c)])).toEqual([
      ["[CLS]", 3],
      ["ab", 2],
      ["c", 1],
      ["d", 0],
      ["[SEP]", 3],
    ]);
    expect(columnsOf(run, "piece")).toHaveLength(6);
  });
});

describe("cost", () => {
  it("is the formula of the contract", () => {
    const [k, n, H, I] = [7, 11, 8, 16];
    expect(layerFlops(upTo(k), cost)).toBe(k * (8 * H ** 2 + 4 * H * I) + 4 * k ** 2 * H);
    expect(scoringFlops(n, cost)).toBe(n * (2 * H ** 2 + 4 * H));
    const all = model.cost.map(() => upTo(n));
    expect(skimmedFlops(n, all, model.cost) - denseFlops(n, model.cost)).toBe(3 * scoringFlops(n, cost));
  });
});
