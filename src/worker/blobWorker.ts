/** An engine's worker in a browser (built from web.ts), and the way to end it. */
export interface BlobWorker {
  worker: Worker;
  end: () => void;
}

/**
 * Starts it on its script and the runtime's wasm, which is moved there. It is started from a Blob: a page may not start a worker from
 * another origin. `onEnd` is called once: with what it died of, or null where `end` was called.
 */
export function startBlobWorker(
  script: Uint8Array<ArrayBuffer>,
  wasm: Uint8Array<ArrayBuffer>,
  onEnd: (reason: Error | null) => void,
): BlobWorker {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(address, { name: "transkimmer-engine" });
  // The worker takes the first message for the runtime's wasm, all others for the protocol's.
  worker.postMessage(wasm, [wasm.buffer]);
  let ended = false;
  const end = (reason: Error | null): void => {
    if (ended) return;
    ended = true;
    worker.terminate(); // a browser's worker outlives its own errors
    URL.revokeObjectURL(address);
    onEnd(reason);
  };
  worker.addEventListener("error", ({ message }) =>
    end(new Error(message || "the browser did not start the engine's worker")),
  );
  return { worker, end: () => end(null) };
}
