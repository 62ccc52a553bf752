import { Uri, workspace } from "vscode";
import { BrowserMessageReader, BrowserMessageWriter, createMessageConnection } from "vscode-jsonrpc/browser";
import { SkimError } from "../protocol/errors.js";
import type { Engine } from "./engineClient.js";

const scriptFile = "dist/web/worker.js";
const wasmFile = "dist/ort-wasm-simd-threaded.wasm";

/**
 * Starts the engine's worker (src/worker/web.ts). Its script comes from the extension's own folder, wherever that is, and is
 * started from a Blob: a page may not start a worker from another origin. Rejects with SkimError "engine" where a file is missing.
 */
export async function startEngine(extensionUri: Uri): Promise<Engine> {
  const [script, wasm] = await Promise.all([read(extensionUri, scriptFile), read(extensionUri, wasmFile)]);
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

async function read(extensionUri: Uri, file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await workspace.fs.readFile(Uri.joinPath(extensionUri, file)));
  } catch (cause) {
    throw new SkimError("engine", `The extension's own ${file} cannot be read: install the extension again.`, {
      cause,
      file,
    });
  }
}
