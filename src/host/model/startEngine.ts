import { availableParallelism } from "node:os";

export { startEngine } from "../../worker/start.js";

/** WASM threads. 0 = automatic takes half of the processors, at most 4; the window itself needs the others. */
export function threads(wanted: number): number {
  return wanted > 0 ? wanted : Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
}
