import type { Int8Record } from "../../run/int8.js";
import type { Backend, Precision, WantedPrecision } from "../../run/run.js";

/** int8 is the automatic choice only where it agrees with fp32 that well: labels, tokens' depths, and accuracy lost. */
const agreement = { sameLabel: 0.995, sameDepth: 0.99, accuracyLost: 0.003 };

/** The precision to load with, and why, for people: without a full stop. `int8`: null = it was never measured. */
export function takePrecision(
  wanted: WantedPrecision,
  backend: Backend,
  int8: Int8Record | null,
): { precision: Precision; why: string } {
  if (wanted !== "auto") return { precision: wanted, why: "asked for" };
  if (backend === "webgpu") return { precision: "fp32", why: "WebGPU computes in fp32 only" };
  if (!int8) return { precision: "fp32", why: "config.json does not say how far int8 agrees with it" };
  const agrees =
    int8.sameLabel >= agreement.sameLabel &&
    int8.sameDepth >= agreement.sameDepth &&
    int8.accuracyFp32 - int8.accuracy <= agreement.accuracyLost;
  return agrees
    ? { precision: "int8", why: "config.json says that it agrees with fp32" }
    : { precision: "fp32", why: "config.json says that int8 agrees too little with it" };
}
