/** ONNX Runtime in WASM, with all its peculiarities. One WASM instance serves a whole worker. */
import * as ort from "onnxruntime-web";
import { SkimError } from "../protocol/errors.js";
import { Graph, type BuiltGraph } from "./graph.js";

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

let queue: Promise<unknown> = Promise.resolve();

/** One call of the runtime at a time: WASM sessions share one stack and refuse a second. A failed call does not stop the next. */
function exclusive<T>(call: () => Promise<T>): Promise<T> {
  const result = queue.then(call);
  queue = result.catch(() => undefined);
  return result;
}

/** A graph that is ready to run. */
export class Session {
  private released = false;

  private constructor(
    private readonly session: ort.InferenceSession,
    private readonly columns: number,
  ) {}

  /** Loads a graph whose one input is h, rows × columns. The weights are copied into WASM memory. Throws SkimError "engine". */
  static async create(graph: BuiltGraph, columns: number): Promise<Session> {
    try {
      const session = await exclusive(() =>
        ort.InferenceSession.create(graph.model, {
          executionProviders: ["wasm"],
          graphOptimizationLevel: "all",
          externalData: graph.weights,
          // Patterns are kept per input shape, and each text has its own: they would only grow.
          enableMemPattern: false,
        }),
      );
      return new Session(session, columns);
    } catch (cause) {
      throw refused("ONNX Runtime could not load a part of the model; is there enough memory?", cause);
    }
  }

  /** Runs on h (rows × columns) and gives each output's numbers. Nothing stays behind. Throws SkimError "engine". */
  async run(h: Float32Array): Promise<Record<string, Float32Array>> {
    return exclusive(async () => {
      if (this.released) throw new SkimError("engine", "The model was closed: load it again.");
      const input = new ort.Tensor("float32", h, [h.length / this.columns, this.columns]);
      try {
        const outputs = await this.session.run({ h: input });
        // Outputs on the CPU are copies in JavaScript's own memory; dispose frees what the runtime holds of them.
        return Object.fromEntries(
          Object.entries(outputs).map(([name, tensor]) => {
            const numbers = tensor.data as Float32Array;
            tensor.dispose();
            return [name, numbers];
          }),
        );
      } catch (cause) {
        throw refused("ONNX Runtime could not run the model on this text.", cause);
      } finally {
        input.dispose();
      }
    });
  }

  /** Frees the weights, after the call that is running. */
  release(): Promise<void> {
    return exclusive(async () => {
      if (this.released) return;
      this.released = true;
      await this.session.release();
    });
  }
}

let started = false;

/** Compiles the runtime ahead of its first session, by a session on nothing. Should it fail, the first real session says so. */
export function startRuntime(): void {
  if (started) return;
  started = true;
  const graph = new Graph();
  graph.node("Identity", ["h"], {}, "y");
  const nothing = graph.build({ h: ["T", 1] }, { y: ["T", 1] });
  Session.create(nothing, 1).then(
    (session) => session.release(),
    () => undefined,
  );
}

/** The runtime throws Errors, strings, and on a lack of memory bare numbers. */
function refused(message: string, cause: unknown): SkimError {
  return new SkimError("engine", `${message} It said: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
  });
}
