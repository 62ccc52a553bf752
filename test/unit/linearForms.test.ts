// A linear whose matrix lies in the file as two factors: what it computes, and what it costs. Which factors are refused: bundle.test.ts.
import { expect, it } from "vitest";
import type { Tensors } from "../../src/engine/architectures/architecture.js";
import { modelInfo } from "../../src/engine/bundle/bundle.js";
import { bytesOf, linear32, linears } from "../../src/engine/parts/linear.js";
import { Graph } from "../../src/engine/runtime/graph.js";
import { Matrix } from "../../src/engine/runtime/matrix.js";
import { Session } from "../../src/engine/runtime/session.js";
import { bertLayer, denseFlops, predictorFlops } from "../../src/run/cost.js";
import type { Precision } from "../../src/run/run.js";
import { smallBundle } from "./smallBundle.js";

const [out, into, rows] = [5, 4, 3];
const numbers = (count: number, step: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(step * i));

function tensorsOf(named: Record<string, [Float32Array, ...number[]]>): Tensors {
  const entries = Object.entries(named).map(([name, [values, ...shape]]) => {
    return [name, { name, dtype: "F32" as const, shape, bytes: bytesOf(values) }] as const;
  });
  return new Map(entries);
}

/** What three linears of these tensors give for the same rows, one after another: two by `linears`, the third by `linear32`. */
async function computed(tensors: Tensors, precision: Precision): Promise<number[][]> {
  const graph = new Graph();
  const weights = { tensors, precision, fp32Linears: [] };
  const outputs = [...linears(graph, weights, ["a", "b"], { value: "x" }), linear32(graph, weights, "a", "x")];
  const dims = Object.fromEntries(outputs.map((name) => [name, ["T", out]]));
  const session = await Session.create(graph.build({ x: ["T", into] }, dims));
  const given = await session.run({ x: Matrix.of(numbers(rows * into, 1.7), into) });
  await session.release();
  return outputs.map((name) => [...(given[name]?.numbers ?? [])]);
}

const whole: [Float32Array, ...number[]] = [numbers(out * into, 0.9), out, into];
const bias: [Float32Array, number] = [numbers(out, 2.1), out];
const identity: [Float32Array, ...number[]] = [
  Float32Array.from({ length: into * into }, (_, i) => (i % (into + 1) === 0 ? 1 : 0)),
  into,
  into,
];

it.each([
  ["fp32", 1e-4],
  ["int8", 0.05], // What enters the second factor is rounded once more.
] as const)("at full rank gives what the whole matrix gives, %s", async (precision, most) => {
  const plain = tensorsOf({ "a.weight": whole, "a.bias": bias, "b.weight": whole });
  const two = tensorsOf({
    "a.factors.0.weight": identity,
    "a.factors.1.weight": whole,
    "a.bias": bias,
    "b.weight": whole, // It shares its rounded activations with the first factor of the other.
  });
  const [expected, found] = [await computed(plain, precision), await computed(two, precision)];
  for (const [i, values] of expected.entries())
    for (const [j, value] of values.entries()) expect(Math.abs(value - (found[i]?.[j] ?? NaN))).toBeLessThan(most);
});

it("costs what its factors cost, of tokens and of predictors, and is measured against the plain model", async () => {
  const [H, I] = [32, 64];
  const info = modelInfo(await smallBundle({ layers: 1, hidden: H, intermediate: I, factored: 0.4 }));
  const [two, wide] = [2 * 6 * (H + H), 2 * 9 * (H + I)]; // of the ranks that save work up to 15, up to 21
  const { whole, perToken, projecting, scoring } = info.cost[0] ?? {};
  expect({ whole, perToken, projecting, scoring }).toEqual({
    whole: bertLayer(H, I).perToken,
    perToken: 4 * two + 2 * wide,
    projecting: 3 * two,
    scoring: two + 2 * (H + 2) + predictorFlops(H) - 2 * H * H - 4 * H,
  });
  expect(denseFlops(9, info.cost)).toBe(denseFlops(9, modelInfo(await smallBundle({ layers: 1 })).cost));
  const inside = await smallBundle({ layers: 1, factored: 0.4, policy: "attention-share" });
  expect(modelInfo(inside).cost[0]?.feeding).toBe(2 * wide);
});
