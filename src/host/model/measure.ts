import { CancellationTokenSource, EventEmitter, type Disposable, type LogOutputChannel } from "vscode";
import { measuredTokens, type Measured } from "../../run/backend.js";
import type { Backend } from "../../run/run.js";
import type { Backends } from "./backends.js";
import { config } from "../config.js";
import { cancelled, type EngineClient } from "./engineClient.js";
import { withChoice, type ModelLoader } from "./loadModel.js";
import type { Runs } from "../run/runs.js";

/** Measuring begins so long after a run, milliseconds: who types or moves a slider runs again before that. */
const quiet = 1500;

/** Measures WASM against WebGPU, once a model and machine, in the pauses between runs: a run stops it, and the next pause tries again. */
export class Measurer implements Disposable {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: CancellationTokenSource | null = null;
  #work: Promise<void> = Promise.resolve();
  readonly #subscription: Disposable;
  readonly #measured = new EventEmitter<void>();
  /** Both were measured, and the next run is chosen for by that. */
  readonly onDidMeasure = this.#measured.event;

  constructor(
    private readonly clients: Record<Backend, EngineClient>,
    private readonly loader: ModelLoader,
    private readonly backends: Backends,
    runs: Runs,
    private readonly log: LogOutputChannel,
  ) {
    this.#subscription = runs.onDidChange(({ kind, run }) => {
      if (kind === "started") this.#cancel();
      if (kind === "state" && run.state === "done") this.#soon();
    });
  }

  dispose(): void {
    this.#cancel();
    this.#subscription.dispose();
    this.#measured.dispose();
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#stop?.cancel();
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
    const stop = (this.#stop = new CancellationTokenSource());
    let backend: Backend = "wasm";
    try {
      await this.backends.ready(plan);
      if (stop.token.isCancellationRequested || this.loader.plan !== plan || !this.backends.wantsMeasuring(plan))
        return;
      const times: Partial<Measured> = {};
      for (backend of ["wasm", "webgpu"] as const) {
        const client = this.clients[backend];
        const precision = backend === "webgpu" ? "fp32" : plan.precision;
        await client.load(withChoice(plan, { backend, precision }), () => undefined);
        const measured = await client.measure({ tokens: measuredTokens }, stop.token);
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
      // A person did not ask for this: only that WebGPU cannot be used is worth knowing, to whoever looks at a run.
      const choice = { backend, precision: "fp32", why: "" } as const;
      if (this.backends.isWebGpuFault(choice, error) && !stop.token.isCancellationRequested) {
        this.clients.webgpu.terminate();
        this.backends.giveUp(error, true);
      } else this.log.warn(`Measuring ${backend} failed: ${String(error)}`);
    } finally {
      stop.dispose();
    }
  }
}
