import { BrowserMessageReader, BrowserMessageWriter, createMessageConnection } from "vscode-jsonrpc/browser";
import type { Engine } from "../protocol/engine.js";

/**
 * Starts the engine's worker in a browser (built from web.ts) on its script and the runtime's wasm, which is moved there. It is
 * started from a Blob: a page may not start a worker from another origin.
 */
export function startEngine(script: Uint8Array<ArrayBuffer>, wasm: Uint8Array<ArrayBuffer>): Engine {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(address, { name: "transkimmer-engine" });
  const connection = createMessageConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker));
  // The worker takes the first message for the runtime's wasm, all others for the protocol's.
  worker.postMessage(wasm, [wasm.buffer]);

  let exit: ((reason: Error | null) => void) | null = null;
  let reason: Error | null | undefined;
  const end = (why: Error | null): void => {
    if (reason !== undefined) return;
    reason = why;
    worker.terminate(); // a browser's worker outlives its own errors
    URL.revokeObjectURL(address);
    exit?.(why);
  };
  worker.onerror = (event) => end(new Error(event.message || "the browser did not start the engine's worker"));
  return {
    connection,
    onExit: (listener) => {
      exit = listener;
      if (reason !== undefined) listener(reason);
    },
    terminate: () => end(null),
  };
}
