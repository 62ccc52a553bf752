import { workspace, type Disposable, type LogOutputChannel, type Memento } from "vscode";
import * as v from "valibot";
import { adapterName, type AdapterInfo } from "../../run/adapter.js";
import { chooseBackend, MeasuredSchema, type Choice, type Measured } from "../../run/backend.js";
import { SkimError, toFailure } from "../../protocol/errors.js";
import { config, section } from "../config.js";
import { goneView, type Gpu } from "./gpu.js";
import type { OwnPlan } from "./loadModel.js";
import { logError } from "../log.js";
import { warn } from "../say.js";

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

  constructor(
    private readonly memory: Memento,
    private readonly gpu: Gpu,
    private readonly log: LogOutputChannel,
  ) {
    this.#subscription = workspace.onDidChangeConfiguration((e) => {
      if (!e.affectsConfiguration(`${section}.backend`)) return;
      this.#failed = null; // who asks again gets another try
      this.#found = null;
      this.#adapter = undefined;
      this.#said.clear();
    });
  }

  /** True where `choose` would choose otherwise a moment later: resolve `ready` first. */
  mustWait(plan: OwnPlan): boolean {
    if (config.backend === "wasm" || this.#failed !== null) return false;
    // While nothing was measured, auto is WASM whatever opens or is found.
    if (config.backend === "auto" && !this.measured(plan)) return false;
    return this.gpu.opening !== null || (this.gpu.away === null && this.#adapter === undefined);
  }

  /** Resolves when `choose` can be asked: the adapter is known, where it can be known now. */
  async ready(plan: OwnPlan): Promise<void> {
    if (config.backend === "wasm") return;
    if (this.mustWait(plan)) await this.gpu.opening;
    if (this.gpu.away === null) await (this.#found ??= this.#find());
  }

  choose(plan: OwnPlan, tokens: number): Choice {
    const measured = this.measured(plan);
    const gpu = { adapter: this.#adapter, failed: this.#failed, away: this.gpu.away };
    return chooseBackend({ wanted: config.backend, precision: plan.precision, measured, ...gpu }, tokens);
  }

  /** Tells the person, once, that WebGPU was asked for and WASM computes. */
  say({ backend, why }: Choice): void {
    if (config.backend === "webgpu" && backend === "wasm") this.#tell(why, `Transkimmer runs on WASM: ${why}.`);
  }

  /**
   * WebGPU could not go on: gives the reason for which WASM does what is under way. It also does all that comes, until the setting changes
   * or the window is reloaded; unless only the page is gone in which WebGPU computed: that may come back.
   */
  giveUp(error: unknown, quietly: boolean): string {
    logError(this.log, "Computing on WebGPU", error);
    const gone = goneView(error);
    const why = gone?.message ?? this.#failed ?? `WebGPU stopped working: ${reasonOf(error)}`;
    if (!gone) this.#failed = why;
    if (!quietly) this.#tell(why, `Transkimmer goes on with WASM, and nothing is lost. ${why}.`);
    return why;
  }

  /** True where auto could choose WebGPU, if only it knew how fast it is. */
  wantsMeasuring(plan: OwnPlan): boolean {
    if (config.backend !== "auto" || this.measured(plan)) return false;
    const trial = { wasm: [1, 1], webgpu: [0, 0] } satisfies Measured;
    const gpu = { adapter: this.#adapter, failed: this.#failed, away: this.gpu.away };
    const { precision } = plan;
    return chooseBackend({ wanted: "auto", precision, measured: trial, ...gpu }, 0).backend === "webgpu";
  }

  /** On this adapter; while it is not known, on the one of which it was measured last. */
  measured(plan: OwnPlan): Measured | null {
    const key = this.#keyOf(plan);
    const fits = (other: string) => (this.#adapter === undefined ? other.startsWith(key) : other === key);
    return Object.entries(this.#records()).findLast(([other]) => fits(other))?.[1] ?? null;
  }

  async remember(plan: OwnPlan, measured: Measured): Promise<void> {
    const key = this.#keyOf(plan);
    const others = Object.entries(this.#records()).filter(([other]) => other !== key);
    await this.memory.update(place, Object.fromEntries([...others, [key, measured]].slice(-most)));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #find(): Promise<void> {
    try {
      this.#adapter = await this.gpu.findAdapter();
    } catch (error) {
      logError(this.log, "Looking for a graphics adapter", error);
      this.#found = null;
      if (goneView(error)) return; // it is looked for again when the page is back
      this.#adapter = null;
    }
    this.log.info(`Graphics adapter: ${this.#adapter ? adapterName(this.#adapter) : "none"}.`);
  }

  #records(): Record<string, Measured> {
    const read = v.safeParse(Records, this.memory.get(place));
    return read.success ? read.output : {};
  }

  /** The model's files and arithmetic, and the machine as far as it is known. */
  #keyOf({ files, precision }: OwnPlan): string {
    return [files, precision, this.#adapter ? adapterName(this.#adapter) : ""].join(" ");
  }

  /** Once for each reason. */
  #tell(why: string, sentence: string): void {
    if (this.#said.has(why)) return;
    this.#said.add(why);
    this.log.warn(sentence);
    warn(sentence, this.log);
  }
}

/** What a WebGPU engine died of or refused with, for the middle of a sentence. */
function reasonOf(error: unknown): string {
  const died = SkimError.is(error, "engine-lost") && error.cause instanceof Error ? error.cause : error;
  return toFailure(died).message.replace(/\.$/, "");
}
