import * as ort from "onnxruntime-web";
import { SkimError } from "../../protocol/errors.js";
import type { Backend } from "../../run/run.js";
import { watchGpu, type Gpu } from "./gpu.js";
import { Graph, type BuiltGraph } from "./graph.js";
import { Matrix } from "./matrix.js";
import { fromFile } from "../../words/text.js";

/** Places of rows in a matrix. */
export type RowLists = readonly (readonly number[])[];

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
    /** What it runs on; null = the processor. */
    readonly gpu: Gpu | null,
  ) {}

  /**
   * Loads a graph; the weights are copied into the backend's memory. `stay` names the outputs that WebGPU leaves on the GPU: all
   * others are read back. Throws SkimError "engine", or "webgpu" where the GPU is at fault.
   */
  static async create(graph: BuiltGraph, backend: Backend = "wasm", stay: readonly string[] = []): Promise<Session> {
    try {
      return await exclusive(async () => {
        const session = await ort.InferenceSession.create(graph.model, {
          graphOptimizationLevel: "all",
          externalData: graph.weights,
          // Patterns are kept per input shape, and each text has its own: they would only grow.
          enableMemPattern: false,
          ...(backend === "wasm" ? { executionProviders: ["wasm"] } : onGpu(stay)),
        });
        return new Session(session, backend === "wasm" ? null : await watchGpu());
      });
    } catch (cause) {
      throw refused(backend, "could not load a part of the model; is there enough memory?", cause);
    }
  }

  /** Runs on matrices and lists of rows, one a window and all as long, and gives the outputs but those `unread`; no input is changed. Throws SkimError "engine" or "webgpu". */
  async run(
    inputs: Record<string, Matrix | RowLists>,
    unread: readonly string[] = [],
  ): Promise<Record<string, Matrix>> {
    return exclusive(async () => {
      if (this.released) throw new SkimError("engine", "The model was closed: load it again.");
      const given = Object.entries(inputs).map(([name, value]) => ({ name, ...toInput(value) }));
      const feeds = Object.fromEntries(given.map(({ name, tensor }) => [name, tensor]));
      try {
        const read = this.session.outputNames.filter((name) => !unread.includes(name));
        const run = () => this.session.run(feeds, read);
        const outputs = await (this.gpu ? this.gpu.guard(run) : run());
        return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, Matrix.from(tensor)]));
      } catch (cause) {
        throw refused(this.gpu ? "webgpu" : "wasm", "could not run the model on this text.", cause);
      } finally {
        for (const { done } of given) done();
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
  Session.create(nothing).then(
    (session) => session.release(),
    () => undefined,
  );
}

/** A node that WebGPU cannot compute would be computed by the processor, hidden states read back and all, in silence: it is refused. */
function onGpu(stay: readonly string[]): ort.InferenceSession.SessionOptions {
  return {
    executionProviders: ["webgpu"],
    preferredOutputLocation: Object.fromEntries(stay.map((name) => [name, "gpu-buffer"])),
    extra: { session: { disable_cpu_ep_fallback: "1" } },
  };
}

function toInput(value: Matrix | RowLists): ReturnType<Matrix["input"]> {
  if (value instanceof Matrix) return value.input();
  const tensor = new ort.Tensor("int32", Int32Array.from(value.flat()), [value.length, value[0]?.length ?? 0]);
  return { tensor, done: () => tensor.dispose() };
}

/** The runtime throws Errors, strings, and on a lack of memory bare numbers. */
function refused(backend: Backend, what: string, cause: unknown): SkimError {
  if (SkimError.is(cause)) return cause;
  const said = fromFile(cause instanceof Error ? cause.message : String(cause)); // it repeats names and lines of its own
  return backend === "wasm"
    ? new SkimError("engine", `ONNX Runtime ${what} It said: ${said}`, { cause })
    : new SkimError("webgpu", `WebGPU ${what} It said: ${said}`, { cause });
}
