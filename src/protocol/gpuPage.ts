/**
 * Between a host without WebGPU and the skim view's page, which has it: the page starts the engine's worker and relays what the two
 * say to each other. Buffers and typed arrays cross as such; all else as JSON.
 */
import * as v from "valibot";
import type { AdapterInfo } from "../run/adapter.js";

/** From the host. An engine is known by a number that is never used twice. */
export type GpuOrder =
  | { do: "find" }
  /** Addresses that the page may fetch: of the worker's script, and of the runtime's wasm. */
  | { do: "start"; engine: number; script: string; wasm: string }
  | { do: "relay"; engine: number; message: object }
  | { do: "end"; engine: number };

/** From the page. */
export type GpuReport =
  | { what: "adapter"; adapter: AdapterInfo | null }
  | { what: "relay"; engine: number; message: object }
  /** The engine ended by itself, or did not start. */
  | { what: "exit"; engine: number; reason: string };

const Engine = v.pipe(v.number(), v.safeInteger());
const Name = v.pipe(v.string(), v.maxLength(1000));

/** What an engine says is checked no further: its other end is our own worker, and vscode-jsonrpc drops what is no message. */
export const GpuReportSchema = v.variant("what", [
  v.object({
    what: v.literal("adapter"),
    adapter: v.nullable(
      v.object({
        vendor: Name,
        architecture: Name,
        device: Name,
        description: Name,
        isFallbackAdapter: v.optional(v.boolean(), false),
      }),
    ),
  }),
  v.object({ what: v.literal("relay"), engine: Engine, message: v.looseObject({ jsonrpc: v.literal("2.0") }) }),
  v.object({ what: v.literal("exit"), engine: Engine, reason: v.string() }),
]);
