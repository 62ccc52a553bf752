import { availableParallelism } from "node:os";

export { startEngine } from "../worker/start.js";

/** Threads for the setting 0 = automatic: half of the processors, at most 4; the window itself needs the others. */
export function automaticThreads(): number {
  return Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
}
