import { window, workspace, type Disposable, type LogOutputChannel, type Memento } from "vscode";
import * as v from "valibot";
import { adapterName, type AdapterInfo } from "../protocol/adapter.js";
import { chooseBackend, MeasuredSchema, type Choice, type Measured } from "../protocol/backend.js";
import { SkimError, toFailure } from "../protocol/errors.js";
import { config, section } from "./config.js";
import type { LoadPlan } from "./engineClient.js";
import { logError } from "./log.js";

/** Measured times that are remembered: of the models used last. */
const most = 20;
const place = "backendTimes";
const Records = v.record(v.string(), MeasuredSchema);

/** Chooses the backend of a run, by the settings, the machine, and what became of WebGPU in this window. Says once what went otherwise than asked. */
export class Backends implements Disposable {
  #adapter: AdapterInfo | null | undefined;
  #found: Promise<void> | null = null;
  #failed: string | null = null;
  readonly #said = new Set<string>();
  readonly #subscription: Disposable;

  /** `findAdapter`: null = there is none. Absent: VS Code runs extensions where there is no WebGPU. */
  constructor(
    private readonly memory: Memento,
    private readonly findAdapter: (() => Promise<AdapterInfo | null>) | undefined,
    private readonly log: LogOutputChannel,
  ) {
    this.#subscription = workspace.onDidChangeConfiguration((e) => {
      if (!e.affectsConfiguration(`${section}.backend`)) return;
      this.#failed = null; // who asks again gets another try
      this.#found = null;
      this.#said.clear();
    });
  }

  /** Resolves when the adapter is known; `choose` can be asked from then on. */
  ready(): Promise<void> {
    this.#found ??= this.#find();
    return this.#found;
  }

  choose(plan: LoadPlan, characters: number): Choice {
    const measured = this.measured(plan);
    const precision = { wanted: config.precision, wasm: plan.precision };
    const facts = { wanted: config.backend, precision, adapter: this.#adapter, failed: this.#failed, measured };
    return chooseBackend(facts, characters);
  }

  /** Tells the person, once, that WebGPU was asked for and WASM computes. */
  say({ backend, why }: Choice): void {
    if (config.backend !== "webgpu" || backend === "webgpu" || this.#failed !== null) return;
    this.#tell(`Transkimmer runs on WASM: ${why}.`);
  }

  /** True where WASM may still do what failed: WebGPU computed it, and nobody ended its engine on purpose. */
  isWebGpuFault({ backend }: Choice, error: unknown): boolean {
    return backend === "webgpu" && !(SkimError.is(error, "engine-lost") && error.cause === null);
  }

  /** WebGPU could not go on: WASM computes from now on, until the setting changes or the window is reloaded. */
  giveUp(error: unknown, quietly = false): void {
    logError(this.log, "Computing on WebGPU", error);
    if (this.#failed !== null) return;
    this.#failed = `WebGPU stopped working: ${toFailure(error).message.replace(/\.$/, "")}`;
    if (!quietly) this.#tell(`Transkimmer goes on with WASM, and nothing is lost. ${this.#failed}.`);
  }

  /** True where auto could choose WebGPU, if only it knew how fast it is. */
  wantsMeasuring(plan: LoadPlan): boolean {
    if (config.backend !== "auto" || this.measured(plan)) return false;
    const trial = { wasm: [1, 1], webgpu: [0, 0] } satisfies Measured;
    const precision = { wanted: config.precision, wasm: plan.precision };
    const facts = { wanted: "auto", precision, adapter: this.#adapter, failed: this.#failed, measured: trial } as const;
    return chooseBackend(facts, 0).backend === "webgpu";
  }

  measured(plan: LoadPlan): Measured | null {
    return this.#records()[this.#keyOf(plan)] ?? null;
  }

  async remember(plan: LoadPlan, measured: Measured): Promise<void> {
    const key = this.#keyOf(plan);
    const others = Object.entries(this.#records()).filter(([other]) => other !== key);
    await this.memory.update(place, Object.fromEntries([...others, [key, measured]].slice(-most)));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #find(): Promise<void> {
    if (!this.findAdapter) return;
    this.#adapter = await this.findAdapter().catch((error: unknown) => {
      logError(this.log, "Looking for a graphics adapter", error);
      return null;
    });
    this.log.info(`Graphics adapter: ${this.#adapter ? adapterName(this.#adapter) : "none"}.`);
  }

  #records(): Record<string, Measured> {
    const read = v.safeParse(Records, this.memory.get(place));
    return read.success ? read.output : {};
  }

  /** The model's files and arithmetic, and the machine as far as it is known. */
  #keyOf({ files, precision }: LoadPlan): string {
    return [files, precision, this.#adapter ? adapterName(this.#adapter) : ""].join(" ");
  }

  #tell(sentence: string): void {
    if (this.#said.has(sentence)) return;
    this.#said.add(sentence);
    this.log.warn(sentence);
    void window.showWarningMessage(sentence, "Show Log").then((button) => {
      if (button) this.log.show();
    });
  }
}
