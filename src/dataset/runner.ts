import { ResponseError } from "vscode-jsonrpc";
import {
  LoadRequest,
  SweepProgressType,
  SweepRequest,
  type Engine,
  type Loaded,
  type LoadParams,
} from "../protocol/engine.js";
import { fromFailure, SkimError, type Failure } from "../protocol/errors.js";
import type { Outcome, OutcomeAt } from "../protocol/evaluation.js";
import type { SweepStep } from "../protocol/sweep.js";

/** Gives one text's outcome at some thresholds. Runs one text at a time. */
export interface Runner {
  /** Rejects with SkimError "engine-lost" if there is nobody left to run it, with another if it is the text's own fault. */
  run(text: string, thresholds: readonly number[]): Promise<Outcome>;
}

/** An engine worker of its own, which sweeps: what the runs at the thresholds have in common is computed once. One that dies is started anew, once for each text: a text that kills twice ends the evaluation. */
export class EngineRunner implements Runner {
  #current: Promise<{ engine: Engine; loaded: Loaded; lost: Promise<never> }> | null = null;
  #disposed = false;
  #runs = 0;

  constructor(
    private readonly start: () => Promise<Engine>,
    private readonly params: LoadParams,
  ) {}

  /** Starts the worker and loads the model, unless that is done. Rejects with SkimError. */
  async load(): Promise<Loaded> {
    return (await this.#ready()).loaded;
  }

  async run(text: string, thresholds: readonly number[]): Promise<Outcome> {
    try {
      return await this.#run(text, thresholds);
    } catch (error) {
      if (!SkimError.is(error, "engine-lost") || this.#disposed) throw error;
      return this.#run(text, thresholds);
    }
  }

  /** Ends the worker, even in the middle of a text. */
  dispose(): void {
    this.#disposed = true;
    this.#current?.then(
      ({ engine }) => engine.terminate(),
      () => undefined, // it never started, and whoever waits for it is told why
    );
    this.#current = null;
  }

  async #run(text: string, thresholds: readonly number[]): Promise<Outcome> {
    const { engine, lost } = await this.#ready();
    const events = `row-${++this.#runs}`;
    const steps: SweepStep[] = [];
    let tokens = 0;
    let flopsDense = 0;
    const subscription = engine.connection.onProgress(SweepProgressType, events, (event) => {
      if (event.kind === "step") steps.push(event.step);
      else if (event.kind === "tokens") {
        tokens = event.tokens.length;
        flopsDense = event.flopsDense;
      }
    });
    try {
      const params = { text, from: 0, to: 1, at: [...thresholds], events };
      await unwrapped(Promise.race([engine.connection.sendRequest(SweepRequest, params), lost]));
    } finally {
      subscription.dispose();
    }
    return { tokens, flopsDense, at: thresholds.map((threshold) => outcomeAt(steps, threshold)) };
  }

  #ready() {
    if (this.#disposed) throw new SkimError("engine-lost", "The evaluation was stopped.");
    if (this.#current) return this.#current;
    const current = this.#begin();
    this.#current = current;
    current.catch(() => {
      if (this.#current === current) this.#current = null;
    });
    return current;
  }

  async #begin() {
    const engine = await this.start();
    const lost = new Promise<never>((_, reject) => {
      engine.onExit((reason) => {
        this.#current = null;
        const why = reason ? ` (${reason.message})` : "";
        reject(new SkimError("engine-lost", `An engine of the evaluation stopped${why}.`, { cause: reason }));
        engine.connection.dispose();
      });
    });
    lost.catch(() => undefined);
    engine.connection.listen();
    try {
      const loaded = await unwrapped(Promise.race([engine.connection.sendRequest(LoadRequest, this.params), lost]));
      return { engine, loaded, lost };
    } catch (error) {
      engine.terminate(); // nobody will hear of it again
      throw error;
    }
  }
}

/** The run that the threshold gives: the one whose interval (lo, hi] it lies in, as float32 numbers, as the engine compares. */
export function outcomeAt(steps: readonly SweepStep[], threshold: number): OutcomeAt {
  const bound = Math.fround(threshold);
  const step = steps.find(({ lo, hi }) => (bound > lo || (bound === 0 && lo === 0)) && bound <= hi);
  if (!step) throw new SkimError("engine", `The engine gave no run at the threshold ${threshold}.`);
  const { label, flops, kept } = step;
  return { label, flops, kept };
}

/** The engine's own failures come as data of a ResponseError. */
async function unwrapped<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ResponseError && isFailure(error.data)) throw fromFailure(error.data);
    throw error;
  }
}

function isFailure(data: unknown): data is Failure {
  return typeof data === "object" && data !== null && "code" in data && "message" in data;
}
