import { build } from "esbuild";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  LoadRequest,
  MeasureRequest,
  OccludeRequest,
  SkimProgressType,
  SkimRequest,
  SweepRequest,
  type Engine,
} from "../../src/protocol/engine.js";
import { SkimError, type Failure } from "../../src/protocol/errors.js";
import type { SkimEvent } from "../../src/run/events.js";
import { answered } from "../../src/worker/answered.js";
import { startEngine } from "../../src/worker/start.js";
import { CancellationTokenSource, type RequestType } from "vscode-jsonrpc";
import { anyValue, damageJson } from "./damage.js";
import { must, Wrong, type Kind, type Verdict } from "./kind.js";

const load = { source: { folder: resolve("test/fixtures/tiny") }, precision: "fp32", threads: 1 };
const skim = {
  text: "red green blue, and a long way to go",
  control: [0.5, 0.5, 0.5],
  forced: [{ token: 1, from: 0, keep: true }],
  reuse: false,
};
const sweep = { text: "red green blue", from: 0, to: 1, at: [0.5], known: [{ lo: 0, hi: 0.1 }], runs: 20, forced: [] };

/** An answer that has not come by then, milliseconds, is taken for none: a request here takes a second at most. */
const patience = 60_000;

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
    await this.load(engine);
    return { engine, reference: await this.logits(engine) };
  }

  async load(engine: Engine): Promise<void> {
    await this.send(engine, LoadRequest, { ...load, events: this.events });
  }

  /** Rejects with SkimError where the worker answered with a failure. */
  async send<P, R>(engine: Engine, type: RequestType<P, R, Failure>, params: unknown, stop = false): Promise<R> {
    must(this.#lost === null, `the worker died: ${this.#lost?.message ?? ""}`);
    const source = new CancellationTokenSource();
    const answer = engine.connection.sendRequest<R>(type.method, params, source.token);
    if (stop) source.cancel();
    let late: ReturnType<typeof setTimeout> | undefined;
    const none = new Promise<never>((_, reject) => {
      late = setTimeout(() => reject(new Wrong(`no answer to ${type.method}`)), patience);
    });
    try {
      return await Promise.race([answered(answer), none]);
    } finally {
      clearTimeout(late);
    }
  }

  async logits(engine: Engine): Promise<string> {
    const events = `reference-${++this.#asked}`;
    let logits = "";
    const listener = engine.connection.onProgress(SkimProgressType, events, (event: SkimEvent) => {
      if (event.kind === "result") logits = event.logits.join();
    });
    await this.send(engine, SkimRequest, { ...skim, control: [], forced: [], events });
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

const worker = new Worker();

/** Requests to the engine's worker, of other kinds and values, doubled and cancelled: it answers each, and computes right afterwards. */
export const workerMessages: Kind = {
  name: "worker",
  async once(random): Promise<Verdict> {
    const { engine, reference } = await worker.get();
    const events = worker.events;
    const [type, params] = random.of([
      [SkimRequest, { ...skim, events }],
      [SweepRequest, { ...sweep, events }],
      [OccludeRequest, { text: "red green", kind: "omit", label: 0, events }],
      [MeasureRequest, { tokens: [2, 8] }],
      [LoadRequest, { ...load, events }],
    ] as const);
    const whole = random.chance(0.2);
    const asked = type as RequestType<unknown, unknown, Failure>;
    const sent = whole ? params : random.chance(0.1) ? anyValue(random) : damageJson(structuredClone(params), random);
    const both = [worker.send(engine, asked, sent, random.chance(0.3))];
    // A load takes away the model of what runs beside it.
    if (type !== LoadRequest && random.chance(0.3))
      both.push(worker.send(engine, SkimRequest, { ...skim, events: worker.events }, random.chance(0.5)));
    const [first, second] = await Promise.allSettled(both);
    if (type === LoadRequest) await worker.load(engine);
    if (random.chance(0.1)) must((await worker.logits(engine)) === reference, "other logits of the same text");
    must(
      second?.status !== "rejected",
      `a good run beside it failed: ${String(second?.status === "rejected" && second.reason)}`,
    );
    if (first?.status !== "rejected") return "accepted";
    must(!whole, `a good request was refused: ${String(first.reason)}`);
    must(!isRaw(first.reason), `words of the runtime's: ${String(first.reason)}`);
    throw first.reason as Error;
  },
  end: () => worker.end(),
};

/** What JavaScript and ONNX Runtime say of what they did not expect. The worker gives it the code "engine", and so it is no raw error here. */
const isRaw = (reason: unknown): boolean => SkimError.is(reason, "engine");
