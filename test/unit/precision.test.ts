import { expect, it } from "vitest";
import { takePrecision } from "../../src/engine/bundle/precision.js";

const agreeing = { data: "all", rows: 9, sameLabel: 1, sameDepth: 1, sameMasks: 1, accuracy: 0.9, accuracyFp32: 0.9 };
const auto = (int8: Partial<typeof agreeing> | null) =>
  takePrecision("auto", "wasm", int8 && { ...agreeing, ...int8 }).precision;

it("auto is int8 where the model says that it agrees with fp32, and nowhere else", () => {
  expect(auto({})).toBe("int8");
  expect(auto({ sameLabel: 0.995, sameDepth: 0.99, accuracy: 0.8971 })).toBe("int8");
  for (const too of [{ sameLabel: 0.994 }, { sameDepth: 0.989 }, { accuracy: 0.896 }, null])
    expect(auto(too), JSON.stringify(too)).toBe("fp32");
  expect(takePrecision("auto", "webgpu", agreeing).precision, "on WebGPU").toBe("fp32");
});

it("what is asked for is taken, whatever the model says", () => {
  expect(takePrecision("int8", "wasm", null).precision).toBe("int8");
  expect(takePrecision("fp32", "wasm", agreeing).precision).toBe("fp32");
});
