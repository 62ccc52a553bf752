import { denseFlops, skimmedFlops } from "../../run/cost.js";
import type { Loaded, SweepParams } from "../../protocol/engine.js";
import { SkimError } from "../../protocol/errors.js";
import type { ExactOutcome, Outcome, OutcomeAt } from "../../run/evaluation.js";
import type { SkimEvent, TokenWindow } from "../../run/events.js";
import type { Texts } from "../../run/passage.js";
import { append, startRun, type ModelInfo, type Run } from "../../run/run.js";
import { isOver } from "../../run/shownSweep.js";
import type { SweepEvent, SweepStep } from "../../run/sweep.js";
import { fromFile } from "../../words/text.js";
import type { EngineClient, LoadPlan } from "../../worker/engineClient.js";
import { kindOf } from "../measure/index.js";
import type { Kind } from "../measure/kind.js";
import type { Asked } from "./asked.js";

/** Gives the outcome of one text, or of one pair. Runs one at a time. */
export interface Runner {
  /** Rejects with SkimError "engine" or "text-empty" if it is the text's own fault, with another if there is nobody left to run it: the engine is gone, or the model. */
  run(texts: Texts, ask: Asked): Promise<Outcome>;
}

/** The evaluation's end: its rows would be of two models. */
export function otherModel(name: string): SkimError {
  return new SkimError(
    "bundle-weights",
    `The files of the model ${fromFile(name)} were changed while the data set was evaluated: evaluate it again with the model as it is now.`,
  );
}

/** What any engine that is well can run, whatever its control is. */
const harmless = { texts: { text: "a" }, ask: { thresholds: [1], exact: null } };

/**
 * An engine worker of its own, which sweeps: what the runs at the thresholds have in common is computed once. One that dies or
 * refuses a text is started anew, once for each text. A text that kills twice ends the evaluation; one that is refused twice is
 * at fault only where the new worker can run another: otherwise each text that is left would be blamed.
 */
export class EngineRunner implements Runner {
  #confirmed: Loaded | null = null;
  #disposed = false;

  /** `confirm`: rejects where the model's files are no longer those that the evaluation began with. */
  constructor(
    private readonly client: EngineClient,
    private readonly plan: LoadPlan,
    private readonly confirm: () => Promise<void>,
  ) {}

  /** Starts the worker and loads the model, unless that is done. Rejects with SkimError. */
  async load(): Promise<Loaded> {
    if (this.#disposed) throw new SkimError("engine-lost", "The evaluation was stopped.");
    try {
      const loaded = await this.client.load(this.plan);
      if (loaded !== this.#confirmed) await this.confirm(); // after the load: what was read is what lay there all the time
      return (this.#confirmed = loaded);
    } catch (error) {
      this.client.terminate();
      throw error;
    }
  }

  async run(texts: Texts, ask: Asked): Promise<Outcome> {
    try {
      return await this.#run(texts, ask);
    } catch (error) {
      if (this.#disposed || !SkimError.is(error)) throw error;
      if (error.code === "engine") return this.#runAnew(texts, ask);
      if (error.code === "engine-lost") return this.#run(texts, ask);
      throw error;
    }
  }

  /** One run of its own, whole. Rejects with SkimError. */
  async whole(texts: Texts, control: number[]): Promise<Run> {
    const { model, precision, backend } = await this.load();
    const [setting = 0] = control;
    const passage = { ...texts, name: "" };
    const at = control.length === 1 ? model.control.map(() => setting) : control;
    const run = startRun({ id: "", started: "", passage, model, control: at, precision, backend });
    await this.client.skim({ ...texts, control }, (event) => void append(run, event));
    return run;
  }

  /** Milliseconds of one run of its own, computed from its first layer on. Rejects with SkimError. */
  async time(texts: Texts, at: number): Promise<number> {
    await this.load();
    let ms = NaN;
    const onEvent = (event: SkimEvent) => {
      if (event.kind === "result") ({ ms } = event);
    };
    await this.client.skim({ ...texts, control: [at] }, onEvent);
    return ms;
  }

  /**
   * The outcome at each of these settings, lists of one a layer among them: one run after the other, in an order in which what two have in
   * common is computed once. Rejects with SkimError.
   */
  async runAt(texts: Texts, controls: readonly number[][]): Promise<Outcome> {
    const { model, backend } = await this.load();
    const at = controls.map((): OutcomeAt => ({ label: NaN, flops: 0, kept: [] }));
    const order = [...controls.keys()].sort((a, b) => compare(controls[a] ?? [], controls[b] ?? []));
    const kind = kindOf(model.task);
    let [tokens, flopsDense] = [0, 0];
    for (const i of order) {
      const run = { flops: 0, kept: Array<number>(model.layers).fill(0) };
      const onEvent = (event: SkimEvent) => {
        if (event.kind === "tokens") {
          tokens = event.tokens.length;
          flopsDense = event.windows.reduce((sum, { count }) => sum + denseFlops(count, model.cost), 0);
        } else if (event.kind === "layer") {
          run.flops += event.flops;
          run.kept[event.layer] = (run.kept[event.layer] ?? 0) + event.rows;
        } else if (event.kind === "result") at[i] = { ...run, label: kind.said(event) };
      };
      await this.client.skim({ ...texts, control: controls[i] ?? [], reuse: true }, onEvent);
    }
    return { tokens, flopsDense, backend, at };
  }

  /** Ends the worker, even in the middle of a text. */
  dispose(): void {
    this.#disposed = true;
    this.client.terminate();
  }

  async #runAnew(texts: Texts, ask: Asked): Promise<Outcome> {
    this.client.terminate();
    try {
      return await this.#run(texts, ask);
    } catch (error) {
      if (SkimError.is(error, "engine")) await this.#run(harmless.texts, harmless.ask).catch(lose);
      throw error;
    }
  }

  async #run(texts: Texts, { thresholds, exact }: Asked): Promise<Outcome> {
    const loaded = await this.load().catch(lose);
    const steps: SweepStep[] = [];
    let tokens = 0;
    let flopsDense = 0;
    let leastFlops = 0;
    const onEvent = (event: SweepEvent) => {
      if (event.kind === "step") steps.push(event.step);
      else if (event.kind === "tokens") {
        tokens = event.tokens.length;
        flopsDense = event.flopsDense;
        leastFlops = leastOf(event.windows, loaded.model);
      }
    };
    const sweep = (wanted: Pick<SweepParams, "at" | "runs">) =>
      this.client.sweep({ ...texts, from: 0, to: 1, ...wanted }, onEvent);
    if (exact !== null) await sweep({ runs: exact });
    const at = thresholds.filter((threshold) => stepAt(steps, threshold) === undefined);
    if (at.length > 0) await sweep({ at });
    const { backend } = loaded;
    const kind = kindOf(loaded.model.task);
    const outcome = {
      tokens,
      flopsDense,
      backend,
      at: thresholds.map((threshold) => outcomeAt(steps, threshold, kind)),
    };
    return exact === null ? outcome : { ...outcome, exact: { ...columnsOf(steps, kind), leastFlops } };
  }
}

/** The step whose interval (lo, hi] the threshold lies in; steps in any order. */
function stepAt(steps: readonly SweepStep[], threshold: number): SweepStep | undefined {
  return steps.find(({ lo, hi }) => (isOver(threshold, lo) || lo === 0) && !isOver(threshold, hi));
}

/** The run that the threshold gives. */
export function outcomeAt(steps: readonly SweepStep[], threshold: number, kind: Kind): OutcomeAt {
  const step = stepAt(steps, threshold);
  if (!step) throw new SkimError("engine", `The engine gave no run at the threshold ${threshold}.`);
  return { label: kind.said(step), flops: step.flops, kept: step.kept };
}

function columnsOf(steps: readonly SweepStep[], kind: Kind): Omit<ExactOutcome, "leastFlops"> {
  const sorted = [...steps].sort((a, b) => a.hi - b.hi);
  return {
    lo: sorted.map(({ lo }) => lo),
    hi: sorted.map(({ hi }) => hi),
    label: sorted.map((step) => kind.said(step)),
    flops: sorted.map(({ flops }) => flops),
  };
}

/** Lists that begin alike are neighbours. */
function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((share, l) => share !== b[l]);
  return at < 0 ? a.length - b.length : (b[at] ?? 0) - (a[at] ?? 0);
}

/** FLOPs of a run that keeps position 0 of each window alone. */
function leastOf(windows: readonly TokenWindow[], model: ModelInfo): number {
  const alone = model.cost.map(() => [0]);
  return windows.reduce((sum, { count }) => sum + skimmedFlops(count, alone, model.cost), 0);
}

/** An engine's failure that is no text's fault. */
function lose(error: unknown): never {
  if (SkimError.is(error, "engine")) throw new SkimError("engine-lost", error.message, { cause: error });
  throw error;
}
