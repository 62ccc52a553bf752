import { describe, expect, it } from "vitest";
import { depthStep, depthSteps, fateOf, fateText, markOf } from "../../src/words/fate.js";
import { barsOf, layersOver } from "../../src/run/bars.js";
import { append, columnDepth, columnsOf, type Run } from "../../src/run/run.js";
import { emptyRun, eventsOf } from "../view/synthetic.js";

const told = (run: Run): string[] => barsOf(run, columnsOf(run, "word")).map((bar) => fateText(bar, run.model));

describe("what became of a word", () => {
  it("is told at every moment of a run of two windows, and never taken back", () => {
    const run = emptyRun("r", "It forgets its plot twice, and I would see it again.", 4, 0.7);
    const seen = new Set<string>();
    let before: string[] = [];
    for (const event of eventsOf(run, 5, 5)) {
      append(run, event);
      const now = told(run);
      const firsts = columnsOf(run, "word").map((c) => c.text === "[CLS]");
      now.forEach((text, i) => {
        expect(text === "always kept").toBe(firsts[i]);
        if (before[i]?.startsWith("skimmed")) expect(text).toBe(before[i]);
        seen.add(text.replace(/\d+/, "n"));
      });
      before = now;
    }
    expect(seen).toEqual(
      new Set([
        "always kept",
        "waiting for layer n",
        "kept so far, at n of 4 layers",
        "skimmed before layer n of 4",
        "kept at all n layers",
      ]),
    );
  });

  it("is told of each of 200,000 tokens without a look at all windows for each, and of a word that has them all", () => {
    const n = 200_000;
    const run = emptyRun("r", "x".repeat(n), 4, 0.7);
    let looks = 0;
    const window = (first: number) => ({
      get first() {
        looks++;
        return first;
      },
      count: 2,
      start: 0,
      end: n,
    });
    run.tokens = Array.from({ length: n }, (_, i) => ({
      id: 1,
      piece: "x",
      start: i,
      end: i + 1,
      special: false,
      ...(i % 2 === 0 ? { always: true } : {}),
      word: 0,
    }));
    run.windows = Array.from({ length: n / 2 }, (_, w) => window(2 * w));
    run.done = run.windows.map(() => 4);
    run.depth = run.tokens.map((_, t) => (t % 2 === 0 ? 4 : 3));
    run.scores = Array.from({ length: 4 }, () => run.tokens.map((_, t) => (t === n - 1 ? 0.9 : 0.5)));
    const [word] = columnsOf(run, "word");
    if (!word) throw new Error("there is no word");
    expect(columnDepth(run, word)).toBe(4);
    expect(barsOf(run, [word])[0]?.p).toEqual([0.9, 0.9, 0.9, 0.9]);
    expect(layersOver(run)).toBe(4);
    looks = 0;
    const fates = columnsOf(run, "piece").map((column) => fateOf(run, column));
    expect(fates.slice(0, 4)).toEqual(["always", "left", "always", "left"]);
    expect(looks).toBeLessThan(n * 2 * 20);
  });

  it("has steps that only grow with depth, the first and the last for none and all of the layers alone", () => {
    for (const layers of [1, 2, 4, 6, 12, 24]) {
      const steps = Array.from({ length: layers + 1 }, (_, depth) => depthStep(depth, layers));
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
      expect(steps.filter((s) => s === 0)).toHaveLength(1);
      expect(steps.filter((s) => s === depthSteps - 1)).toHaveLength(1);
    }
  });
});

describe("the mark of a word on the text", () => {
  it("is a line that grows with its depth, and fades what left early", () => {
    const marks = [0, 1, 2, 3, 4, 5].map((depth) => markOf("left", depth, 6, 6));
    expect(marks.map(({ line }) => line)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(marks.map(({ faded }) => faded)).toEqual([true, true, false, false, false, false]);
    expect(markOf("survived", 6, 6, 6)).toEqual({ line: 6, faded: false });
    expect(markOf("alive", 0, 6, 6).faded).toBe(false);
  });

  it("fades a word once the layers shown are past it, and not before", () => {
    const shown = [0, 1, 2, 3, 4].map((layer) => markOf("left", 2, layer, 6));
    expect(shown.map(({ faded }) => faded)).toEqual([false, false, false, true, true]);
    expect(shown.map(({ line }) => line)).toEqual([0, 1, 2, 2, 2]);
  });
});
