import { describe, expect, it } from "vitest";
import { sameQuestion } from "../../src/run/question.js";
import type { Run } from "../../src/run/run.js";
import { recorded } from "../view/recorded.js";

const run = recorded("sst2-strict");
const forced = [
  { token: 1, from: 0, keep: true },
  { token: 2, from: 3, keep: false },
];

describe("two runs ask the same", () => {
  it("whatever their control, backend and document, and in whatever order their fates were decided", () => {
    const a = { ...run, forced };
    const b = {
      ...structuredClone(a),
      control: [0.9],
      backend: "WebGPU",
      passage: { ...run.passage, name: "other", offset: 9 },
      forced: forced.toReversed(),
    };
    expect(sameQuestion("fates", a, b)).toBe(true);
  });

  it.each([
    ["text", { passage: { ...run.passage, text: "other" } }],
    ["text", { passage: { ...run.passage, pair: "" } }],
    ["model", { model: { ...run.model, hidden: 1 } }],
    ["precision", { precision: "int8" }],
    ["fates", { forced }],
  ] as [Parameters<typeof sameQuestion>[0], Partial<Run>][])("up to their %s", (part, other) => {
    const parts = ["text", "model", "precision", "fates"] as const;
    const shared = parts.filter((upTo) => sameQuestion(upTo, run, { ...run, ...other }));
    expect(shared).toEqual(parts.slice(0, parts.indexOf(part)));
  });
});
