import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { createMessageConnection, PortMessageReader, PortMessageWriter } from "vscode-jsonrpc/node";
import type { Engine } from "./engineClient.js";

/** Starts the engine's worker from its built script (dist/worker.mjs), on a thread of its own. */
export function startEngine(script: string): Engine {
  const worker = new Worker(script, { name: "transkimmer-engine" });
  const connection = createMessageConnection(new PortMessageReader(worker), new PortMessageWriter(worker));
  let reason: Error | null = null;
  worker.on("error", (error) => (reason = error instanceof Error ? error : new Error(String(error))));
  return {
    connection,
    onExit: (listener) =>
      void worker.once("exit", (code) =>
        listener(reason ?? (code === 0 || code === 1 ? null : new Error(`exit code ${code}`))),
      ),
    terminate: () => void worker.terminate(),
  };
}

/** Threads for the setting 0 = automatic: half of the processors, at most 4; the window itself needs the others. */
export function automaticThreads(): number {
  return Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
}
