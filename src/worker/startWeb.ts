import { BrowserMessageReader, BrowserMessageWriter, createMessageConnection } from "vscode-jsonrpc/browser";
import type { Engine } from "../protocol/engine.js";
import { startBlobWorker } from "./blobWorker.js";

/** Starts the engine's worker in a browser: see startBlobWorker. */
export function startEngine(script: Uint8Array<ArrayBuffer>, wasm: Uint8Array<ArrayBuffer>): Engine {
  let exit: ((reason: Error | null) => void) | null = null;
  let reason: Error | null | undefined;
  const { worker, end } = startBlobWorker(script, wasm, (why) => {
    reason = why;
    exit?.(why);
  });
  const connection = createMessageConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker));
  return {
    connection,
    onExit: (listener) => {
      exit = listener;
      if (reason !== undefined) listener(reason);
    },
    terminate: end,
  };
}
