/** ONNX Runtime in WASM, with all its peculiarities. One WASM instance serves a whole worker. */
import * as ort from "onnxruntime-web";

declare const performance: { now(): number };
declare const setImmediate: ((then: () => void) => unknown) | undefined;
declare const MessageChannel:
  | undefined
  | (new () => {
      port1: { onmessage: (() => void) | null; close(): void };
      port2: { postMessage(message: null): void };
    });

/** Wall clock, milliseconds. */
export const now = (): number => performance.now();

/** Gives the event loop a turn, so that messages (a cancel) come in. Promises alone never do; a timer would wait 1 to 4 ms. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else if (typeof MessageChannel === "function") {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    } else resolve();
  });
}

let threads: number | null = null;

/** Sets the number of WASM threads, once: the runtime starts them with its first session and keeps them. Gives the number in force. */
export function useThreads(wanted: number): number {
  if (threads === null) {
    threads = Math.max(1, Math.floor(wanted) || 1);
    ort.env.wasm.numThreads = threads;
    ort.env.logLevel = "error"; // its warnings go to stderr, and are about graphs that we build ourselves
  }
  return threads;
}

/** Gives the runtime its wasm, before the first session. In Node it finds the file itself, beside its script. */
export function useWasm(bytes: Uint8Array): void {
  ort.env.wasm.wasmBinary = bytes;
}
