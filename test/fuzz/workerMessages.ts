import { build } from "esbuild";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  LoadRequest,
  MeasureRequest,
  SkimProgressType,
  SkimRequest,
  SweepRequest,
  type Engine,
} from "../../src/protocol/engine.js";
import { fromFailure, type Failure } from "../../src/protocol/errors.js";
import type { SkimEvent } from "../../src/protocol/events.js";
import { startEngine } from "../../src/worker/start.js";
import { CancellationTokenSource, ResponseError, type RequestType } from "vscode-jsonrpc";
import { damageJson } from "./damage.js";
import { must, type Kind, type Verdict } from "./kind.js";

const load = { source: { folder: resolve("test/fixtures/tiny") }, precision: "fp32", threads: 1 };
const skim = {
  text: "red green blue, and a long way to go",
  threshold: [0.5, 0.5, 0.5],
  forced: [{ token: 1, from: 0, keep: true }],
  reuse: false,
};
const sweep = { text: "red green blue", from: 0, to: 1, budget: { runs: 20 }, forced: [] };

/** The engine's worker, on a thread of its own as it ships; its logits of one text must stay the same to the bit. */
class Worker {
  #started: Promise<{ engine: Engine; reference: string }> | null = null;
  #asked = 0;
  #lost: Error | null = null;

  get(): Promise<{ engine: Engine; reference: string }> {
    return (this.#started ??= this.#start());
  }

  async #start(): Promise<{ engine: Engine; reference: string }> {
    const outfile = "out/fuzz/worker.mjs";
    await build({
      entryPoints: ["src/worker/node.ts"],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      conditions: ["node"],
      packages: "external",
      logLevel: "warning",
    });
    const engine = startEngine(pathToFileURL(outfile));
    engine.onExit((reason) => (this.#lost = reason ?? new Error("it left")));
    engine.connection.listen();
    await this.send(engine, LoadRequest, load);
    return { engine, reference: await this.logits(engine) };
  }

  /** Rejects with SkimError where the worker answered with a failure. */
  async send<P, R>(engine: Engine, type: RequestType<P, R, Failure>, params: unknown, stop = false): Promise<R> {
    must(this.#lost === null, `the worker died: ${this.#lost?.message ?? ""}`);
    const source = new CancellationTokenSource();
    const answer = engine.connection.sendRequest<R>(type.method, params, source.token);
    if (stop) source.cancel();
    try {
      return await answer;
    } catch (error) {
      if (error instanceof ResponseError && isFailure(error.data)) throw fromFailure(error.data);
      throw error;
    }
  }

  async logits(engine: Engine): Promise<string> {
    const events = `reference-${++this.#asked}`;
    let logits = "";
    const listener = engine.connection.onProgress(SkimProgressType, events, (event: SkimEvent) => {
      if (event.kind === "result") logits = event.logits.join();
    });
    await this.send(engine, SkimRequest, { ...skim, threshold: [], forced: [], events });
    listener.dispose();
    return logits;
  }

  get events(): string {
    return `fuzz-${++this.#asked}`;
  }

  end(): void {
    void this.#started?.then(({ engine }) => engine.terminate());
    this.#started = null;
  }
}

const isFailure = (data: unknown): data is Failure =>
  typeof data === "object" && data !== null && "code" in data && "message" in data;
const worker = new Worker();

/** Requests to the engine's worker, of other values, doubled and cancelled: it answers each, and computes right afterwards. */
export const workerMessages: Kind = {
  name: "worker",
  async once(random): Promise<Verdict> {
    const { engine, reference } = await worker.get();
    const events = worker.events;
    const [type, params] = random.of([
      [SkimRequest, { ...skim, events }],
      [SweepRequest, { ...sweep, events }],
      [MeasureRequest, { tokens: [2, 8] }],
    ] as const);
    const damaged = random.chance(0.8) ? damageJson(structuredClone(params), random) : params;
    // Kinds of values are not checked here: only our own host sends these, and its compiler does.
    const wellTyped = sameKinds(params, damaged) ? damaged : params;
    const stop = random.chance(0.3);
    const asked = type as RequestType<unknown, unknown, Failure>;
    const both = [worker.send(engine, asked, wellTyped, stop)];
    if (random.chance(0.3))
      both.push(worker.send(engine, SkimRequest, { ...skim, events: worker.events }, random.chance(0.5)));
    const [first] = await Promise.allSettled(both);
    if (random.chance(0.1)) must((await worker.logits(engine)) === reference, "other logits of the same text");
    if (first?.status === "rejected") throw first.reason as Error;
    return "accepted";
  },
  end: () => worker.end(),
};

/** Every value that both have is of one kind. */
function sameKinds(a: unknown, b: unknown): boolean {
  if (typeof a !== typeof b || Array.isArray(a) !== Array.isArray(b) || (a === null) !== (b === null)) return false;
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return true;
  if (Array.isArray(a) && Array.isArray(b)) return b.every((item) => a.length === 0 || sameKinds(a[0], item));
  return Object.entries(a).every(([key, value]) => sameKinds(value, (b as Record<string, unknown>)[key]));
}
