import { CancellationTokenSource, type LogOutputChannel } from "vscode";
import { estimatedTokens } from "../../words/estimate.js";
import { sameTokens } from "../../run/byHand.js";
import { SkimError, toFailure } from "../../protocol/errors.js";
import type { SkimEvent } from "../../run/events.js";
import type { Run } from "../../run/run.js";
import { textsOf, type Passage } from "../../run/passage.js";
import type { Forced } from "../../run/sweep.js";
import { config, spreadThreshold } from "../config.js";
import type { Backends } from "../model/backends.js";
import { cancelled, type Cancelled } from "../model/engineClient.js";
import type { ModelLoader, Prepared } from "../model/loadModel.js";
import { logError } from "../log.js";
import type { Runs } from "./runs.js";

export interface Request {
  /** Run one after another. */
  passages: Passage[];
  /** Settings of the policy's control: one number, or one per layer; absent = what VS Code's settings say. */
  control?: readonly number[];
  /** Fates decided by hand, and the run whose tokens they count: they hold only where the same model reads the same text. Null = whatever reads it. */
  byHand?: { forced: readonly Forced[]; of: Run | null };
  /** Asked for by a control that moves: see Runs.passing. */
  passing?: boolean;
  /** The passage is the shown run's own: see RunChange. */
  again?: boolean;
  /** What the run before computed alike is not computed again. */
  reuse?: boolean;
}

interface Job extends Request {
  stop: CancellationTokenSource;
  finished: () => void;
}

/** One request at a time. A new one replaces the running one and the waiting one, so nothing ever queues up. */
export class Classifier {
  #running: Job | null = null;
  #waiting: Job | null = null;
  #idle: Promise<void> = Promise.resolve();
  /** Runs with the control where VS Code's settings have it. */
  readonly #bySettings = new WeakSet<Run>();

  constructor(
    private readonly loader: ModelLoader,
    private readonly backends: Backends,
    private readonly runs: Runs,
    private readonly log: LogOutputChannel,
  ) {}

  get busy(): boolean {
    return this.#running !== null;
  }

  /** Resolves when nothing runs and nothing waits. */
  async whenIdle(): Promise<void> {
    while (this.#running) await this.#idle;
  }

  /** Resolves when the request has run, failed, or been replaced. Never rejects: a failure is in the run or in the model's status. */
  classify(request: Request): Promise<void> {
    return new Promise((finished) => {
      this.#waiting?.finished();
      this.#waiting = { ...request, stop: new CancellationTokenSource(), finished };
      if (this.#running) this.#running.stop.cancel();
      else this.#idle = this.#drain();
    });
  }

  /** Runs the shown passage again with the control elsewhere, or with other fates decided by hand. */
  rerun(control: readonly number[], forced: readonly Forced[], passing = true): Promise<void> {
    const run = this.runs.current;
    if (!run) return Promise.resolve();
    const byHand = { forced, of: run };
    const passages = [run.passage];
    return this.classify({ passages, control: together(control), byHand, passing, again: true, reuse: true });
  }

  /** Runs the shown passage again as the settings now say; what was decided by hand stays, unless another model reads it. */
  again(): Promise<void> {
    const run = this.runs.current;
    if (!run) return Promise.resolve();
    return this.classify({ passages: [run.passage], byHand: { forced: run.forced, of: run }, again: true });
  }

  /** The shown passage as it now stands: with the control where the view set it, else as the settings now say. */
  classifyAgain(run: Run, passage: Passage): Promise<void> {
    const own = this.#bySettings.has(run) || run.control.every((at, layer) => at === run.model.control[layer]);
    const byHand = { forced: run.forced, of: run };
    return this.classify({ passages: [passage], byHand, ...(own ? {} : { control: together(run.control) }) });
  }

  /** False where there was nothing to cancel. */
  cancel(): boolean {
    const running = this.#running;
    this.#waiting?.finished();
    this.#waiting = null;
    if (!running) return false;
    running.stop.cancel();
    this.loader.cancel();
    return true;
  }

  async #drain(): Promise<void> {
    for (let job = this.#take(); job; job = this.#take()) {
      for (const passage of job.passages) {
        if (job.stop.token.isCancellationRequested) break;
        await this.#one(passage, job);
      }
      job.stop.dispose();
      job.finished();
    }
  }

  #take(): Job | null {
    this.#running = this.#waiting;
    this.#waiting = null;
    return this.#running;
  }

  async #one(passage: Passage, job: Job): Promise<void> {
    const asked = performance.now();
    const since = () => (performance.now() - asked).toFixed(1);
    let run: Run | null = null;
    try {
      const wish = { tokens: estimatedTokens(passage.text + (passage.pair ?? "")) };
      const ready = this.loader.ready(wish);
      const prepared = ready?.prepared ?? (await this.loader.load(job.stop.token, wish));
      if (prepared === cancelled) return;
      const { model, precision, backend } = prepared.loaded;
      const backendWhy = prepared.choice.why;
      const { byHand } = job;
      const forced =
        byHand && (byHand.of === null || sameTokens(byHand.of, { passage, model })) ? [...byHand.forced] : [];
      // The view takes the control from the run's start; one that does not fit is that run's own failure.
      const control = settle(() =>
        spreadThreshold(
          job.control ?? config.threshold,
          model.control,
          job.control ? "The view" : "The setting transkimmer.threshold",
        ),
      );
      const started = { passage: { ...passage }, model, forced, precision, backend, backendWhy };
      run = this.runs.start({ ...started, control: "value" in control ? control.value : model.control }, job);
      if ("error" in control) throw control.error;
      if (!job.control) this.#bySettings.add(run);
      const shown = run;
      let layers = 0;
      let misfit: unknown = null;
      const answer = await this.#skim(prepared, shown, job, (event) => {
        try {
          this.runs.append(shown, event);
        } catch (error) {
          misfit ??= error;
        }
        if (event.kind === "layer" && layers++ === 0) this.log.debug(`First layer after ${since()} ms.`);
      });
      if (misfit !== null) throw misfit as Error;
      // The model was trained anew since: once more, with the new one.
      // Who cancelled does not wait for the look at its files.
      if (ready && answer !== cancelled && !(await ready.confirmed)) {
        await this.#one(passage, job);
        return;
      }
      const done = run.result !== null;
      if (!done && answer !== cancelled)
        throw new SkimError("engine", "The engine ended the run without a result. Run the command again.");
      this.runs.end(run, done ? "done" : "cancelled");
      this.log.info(`${run.passage.name}, ${run.tokens.length} tokens: ${run.state} after ${since()} ms.`);
    } catch (error) {
      // A load that failed is in the model's status, and in the log already.
      if (!run) return;
      logError(this.log, `Classifying ${passage.name}`, error);
      this.runs.end(run, "failed", toFailure(error));
    }
  }

  /** Runs it where it was prepared; should WebGPU fail under way, anew on WASM, in the same precision. */
  async #skim(
    { client, choice }: Prepared,
    run: Run,
    job: Job,
    onEvent: (event: SkimEvent) => void,
  ): Promise<null | Cancelled> {
    const { token } = job.stop;
    const { reuse = false } = job;
    const params = { ...textsOf(run.passage), control: run.control, forced: run.forced, reuse };
    try {
      return await client.skim(params, onEvent, token);
    } catch (error) {
      if (!this.backends.isWebGpuFault(choice, error)) throw error;
      client.terminate();
      const without = this.backends.giveUp(error);
      const wish = { tokens: estimatedTokens(params.text + (params.pair ?? "")), precision: run.precision, without };
      const next = await this.loader.load(token, wish);
      if (next === cancelled) return cancelled;
      onEvent({ kind: "backend", backend: next.loaded.backend, backendWhy: next.choice.why });
      return this.#skim(next, run, job, onEvent);
    }
  }
}

function settle<T>(work: () => T): { value: T } | { error: Error } {
  try {
    return { value: work() };
  } catch (error) {
    return { error: error as Error };
  }
}

/** One number where all layers have the same: it fits a model of any number of layers, should another be chosen meanwhile. */
function together(control: readonly number[]): readonly number[] {
  return new Set(control).size === 1 ? control.slice(0, 1) : control;
}
