import { describe, expect, it } from "vitest";
import { append } from "../../src/run/run.js";
import { begun, eventsOf, recorded, recordings } from "../view/recorded.js";

describe("recorded runs", () => {
  it.each(recordings)("%s: its events make it again", (name) => {
    const run = recorded(name);
    const again = eventsOf(run).reduce(append, begun(run));
    const { scores, layerMs, layerFlops } = run;
    const exact = { ...again, scores, layerMs, layerFlops };
    expect(exact).toEqual(Object.fromEntries(Object.keys(exact).map((key) => [key, run[key as keyof typeof run]])));
    expect(again.scores).toEqual(scores.map((layer) => layer.map((p) => (p === null ? null : Math.fround(p)))));
    layerMs.forEach((ms, l) => expect(again.layerMs[l]).toBeCloseTo(ms ?? NaN, 6));
    layerFlops.forEach((flops, l) => expect(again.layerFlops[l]).toBe(flops));
  });
});
