/** Which backend computes a run, and why: one rule, and no state. */
import * as v from "valibot";
import { adapterName, isSoftware, type AdapterInfo } from "./adapter.js";
import type { Backend, WantedPrecision } from "./run.js";

/** Lengths at which both backends are measured, tokens. */
export const measuredTokens = [32, 256] as const;
/** The longest text that the measured times are drawn out to: longer ones are read in windows of about this. */
const longest = 512;

/** Wall-clock milliseconds of a warm run without skimming, at each of `measuredTokens`. */
export const MeasuredSchema = v.object({
  wasm: v.tuple([v.number(), v.number()]),
  webgpu: v.tuple([v.number(), v.number()]),
});
export type Measured = v.InferOutput<typeof MeasuredSchema>;

export interface BackendFacts {
  /** What the setting says. */
  wanted: "auto" | Backend;
  /** What the setting of the precision says. WebGPU has fp32 only. */
  precision: WantedPrecision;
  /** null = there is none; undefined = it is not known yet. */
  adapter: AdapterInfo | null | undefined;
  /** Why WebGPU is not tried again; null = it did not fail. */
  failed: string | null;
  /** Why WebGPU cannot be used just now; null = it can. */
  away: string | null;
  /** null = this model was not yet measured on this machine. */
  measured: Measured | null;
}

export interface Choice {
  backend: Backend;
  precision: WantedPrecision;
  /** For people, without a full stop: "chosen in the settings". Empty = there was no choice. */
  why: string;
}

/** The backend for a text of so many tokens, [CLS] and [SEP] aside, as estimate.ts says. */
export function chooseBackend(facts: BackendFacts, textTokens: number): Choice {
  const { wanted, precision, adapter, failed, away, measured } = facts;
  const wasm = (why: string): Choice => ({ backend: "wasm", precision, why });
  const webgpu = (why: string): Choice =>
    away === null && adapter
      ? { backend: "webgpu", precision: "fp32", why }
      : wasm(away ?? "WebGPU is still looking for a graphics adapter");
  if (wanted === "wasm") return wasm("chosen in the settings");
  if (precision === "int8") return wasm("8-bit arithmetic runs on WASM only");
  if (failed !== null) return wasm(failed);
  if (adapter === null) return wasm("WebGPU finds no graphics adapter here");
  if (wanted === "webgpu") return webgpu("chosen in the settings");
  if (adapter && isSoftware(adapter))
    return wasm(`the only graphics adapter here is a program (${adapterName(adapter)})`);
  if (!measured) return wasm("WebGPU was not yet measured with this model on this machine");
  const tokens = Math.round(textTokens) + 2;
  const at = (times: readonly [number, number]): number => timeAt(times, tokens);
  const why = `for about ${tokens} tokens it measured ${at(measured.wasm).toFixed(0)} ms on WASM, ${at(measured.webgpu).toFixed(0)} ms on WebGPU`;
  return at(measured.webgpu) < at(measured.wasm) ? webgpu(why) : wasm(why);
}

/** On the line through both measured times. */
function timeAt([short, long]: readonly [number, number], tokens: number): number {
  const [from, to] = measuredTokens;
  const share = (Math.min(longest, Math.max(from, tokens)) - from) / (to - from);
  return Math.max(0, short + (long - short) * share);
}
