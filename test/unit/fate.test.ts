import { describe, expect, it } from "vitest";
import { depthStep, depthSteps, fateOf, fateText } from "../../src/protocol/fate.js";
import { append, columnDepth, columnsOf, type Run } from "../../src/protocol/run.js";
import { emptyRun, eventsOf } from "../view/synthetic.js";

const told = (run: Run): string[] =>
  columnsOf(run, "word").map((c) =>
    fateText({ fate: fateOf(run, c), depth: columnDepth(run, c), byHand: [] }, run.model.layers),
  );

describe("what became of a word", () => {
  it("is told at every moment of a run of two windows, and never taken back", () => {
    const run = emptyRun("r", "It forgets its plot twice, and I would see it again.", 4, 0.7);
    const seen = new Set<string>();
    let before: string[] = [];
    for (const event of eventsOf(run, 5, 5)) {
      append(run, event);
      const now = told(run);
      const firsts = columnsOf(run, "word").map((c) => run.windows.some((w) => w.first === c.tokens[0]));
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

  it("has steps that only grow with depth, the first and the last for none and all of the layers alone", () => {
    for (const layers of [1, 2, 4, 6, 12, 24]) {
      const steps = Array.from({ length: layers + 1 }, (_, depth) => depthStep(depth, layers));
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
      expect(steps.filter((s) => s === 0)).toHaveLength(1);
      expect(steps.filter((s) => s === depthSteps - 1)).toHaveLength(1);
    }
  });
});
