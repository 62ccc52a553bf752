import { EventEmitter, type Disposable, type LogOutputChannel } from "vscode";
import { measuredTokens, type Measured } from "../../run/backend.js";
import type { Backend } from "../../run/run.js";
import type { Backends } from "./backends.js";
import type { Compute } from "./compute.js";
import { config } from "../config.js";
import { cancelled, type Cancelled } from "../../worker/cancelled.js";
import type { EngineClient } from "../../worker/engineClient.js";
import { withChoice, type ModelLoader, type OwnPlan } from "./loadModel.js";
import type { Runs } from "../run/runs.js";

/** Measuring begins so long after a run, milliseconds: who types or moves a slider runs again before that. */
const quiet = 1500;

/** Measures WASM against WebGPU, once a model and machine, in the pauses between runs: a run stops it, and the next pause tries again. */
export class Measurer implements Disposable {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop = new AbortController();
  #work: Promise<void> = Promise.resolve();
  readonly #subscription: Disposable;
  readonly #measured = new EventEmitter<void>();
  /** Both were measured, and the next run is chosen for by that. */
  readonly onDidMeasure = this.#measured.event;

  constructor(
    private readonly clients: Record<Backend, EngineClient>,
    private readonly loader: ModelLoader,
    private readonly backends: Backends,
    private readonly compute: Compute,
    runs: Runs,
    private readonly log: LogOutputChannel,
  ) {
    this.#subscription = runs.onDidChange(({ kind, run }) => {
      if (kind === "started") this.#cancel();
      if (kind === "state" && run.state === "done") this.#soon();
    });
  }

  /** Resolves when nothing is being measured. */
  async whenIdle(): Promise<void> {
    await this.#work;
  }

  dispose(): void {
    this.#cancel();
    this.#subscription.dispose();
    this.#measured.dispose();
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#stop.abort();
  }

  #soon(): void {
    this.#cancel();
    if (config.backend !== "auto") return;
    this.#timer = setTimeout(() => {
      this.#work = this.#work.then(() => this.#measure());
    }, quiet);
  }

  async #measure(): Promise<void> {
    const { plan } = this.loader;
    if (!plan) return;
    const { signal } = (this.#stop = new AbortController());
    try {
      await this.backends.ready(plan);
      if (signal.aborted || this.loader.plan !== plan || !this.backends.wantsMeasuring(plan)) return;
      const times: Partial<Measured> = {};
      for (const backend of ["wasm", "webgpu"] as const) {
        const measured = await this.#timesOn(backend, plan, signal);
        if (measured === cancelled) return;
        const [short = NaN, long = NaN] = measured;
        times[backend] = [short, long];
        this.log.info(
          `Measured ${backend}, ${measuredTokens.join(" and ")} tokens: ${measured.map((ms) => ms.toFixed(1)).join(" and ")} ms.`,
        );
      }
      if (!times.wasm || !times.webgpu) return;
      await this.backends.remember(plan, { wasm: times.wasm, webgpu: times.webgpu });
      this.#measured.fire();
    } catch (error) {
      this.log.warn(`Measuring WASM and WebGPU failed: ${String(error)}`);
    }
  }

  /** Warm runs at `measuredTokens`, milliseconds each. A person did not ask for this: that WebGPU cannot be used is told whoever looks at a run. */
  #timesOn(backend: Backend, plan: OwnPlan, signal: AbortSignal): Promise<number[] | Cancelled> {
    const client = this.clients[backend];
    const choice = { backend, precision: backend === "webgpu" ? "fp32" : plan.precision, why: "" } as const;
    const quietly = true;
    return this.compute.on(
      (without) => (without === undefined ? { choice, end: () => client.terminate() } : cancelled),
      async () => {
        try {
          await client.load(withChoice(plan, choice));
          return await client.measure({ tokens: measuredTokens }, signal);
        } catch (error) {
          if (signal.aborted) return cancelled;
          throw error;
        }
      },
      quietly,
    );
  }
}
