import type { HostToView, ViewToHost } from "../src/protocol/view.js";
import { onMessage } from "./messages.js";

interface VsCodeApi {
  postMessage(message: ViewToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** What the person looks at; all that VS Code keeps for the view over a reload. */
export interface Kept {
  runId: string | null;
  unit: "word" | "piece";
  mode: "depth" | "p";
  layer: number | null;
}

const incoming = [
  "snapshot",
  "event",
  "runState",
  "model",
  "highlight",
  "sweepSnapshot",
  "sweepEvent",
  "sweepState",
  "compare",
  "gpu",
] satisfies HostToView["type"][];

/** The only way in and out of the page. */
export class Link {
  readonly #api = acquireVsCodeApi();

  post(message: ViewToHost): void {
    this.#api.postMessage(message);
  }

  listen(receive: (message: HostToView) => void): void {
    onMessage(incoming, receive);
  }

  keep(kept: Kept): void {
    this.#api.setState(kept);
  }

  kept(): Kept | null {
    const state = this.#api.getState();
    if (typeof state !== "object" || state === null) return null;
    const { runId, unit, mode, layer } = state as Record<string, unknown>;
    return {
      runId: typeof runId === "string" ? runId : null,
      unit: unit === "piece" ? "piece" : "word",
      mode: mode === "p" ? "p" : "depth",
      layer: typeof layer === "number" && Number.isInteger(layer) && layer >= 0 ? layer : null,
    };
  }
}
