import { Worker } from "node:worker_threads";
import { createMessageConnection, PortMessageReader, PortMessageWriter } from "vscode-jsonrpc/node";
import type { Engine } from "../protocol/engine.js";

/** Starts the engine's worker from its built script (dist/worker.mjs), on a thread of its own. */
export function startEngine(script: string | URL): Engine {
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
