import type { LogOutputChannel } from "vscode";
import { estimatedTokens } from "../../words/estimate.js";
import { sameQuestion } from "../../run/question.js";
import { SkimError, toFailure } from "../../protocol/errors.js";
import type { SkimEvent } from "../../run/events.js";
import { settingName } from "../../run/policy.js";
import { askedControl, type Run } from "../../run/run.js";
import { textsOf, type Passage } from "../../run/passage.js";
import type { Forced } from "../../run/sweep.js";
import { config, spreadSetting } from "../config.js";
import type { Compute } from "../model/compute.js";
import { cancelled } from "../../worker/cancelled.js";
import type { ModelLoader, Prepared } from "../model/loadModel.js";
import { logError } from "../log.js";
import type { Runs } from "./runs.js";

export interface Request {
  /** Run one after another. */
  passages: Passage[];
  /** Settings of the policy's control: one number, or one per layer; absent = what VS Code's settings say. */
  control?: readonly number[];
  /** The policy whose setting that is; absent = that of the run whose tokens `byHand` counts, or whatever skims. */
  policy?: string;
  /** Fates decided by hand, and the run whose tokens they count: they hold only where the same model reads the same text. Null = whatever reads it. */
  byHand?: { forced: readonly Forced[]; of: Run | null };
  /** Asked for by a control that moves: see Runs.isPassing. */
  moved?: boolean;
  /** The passage is the shown run's own: see RunChange. */
  again?: boolean;
  /** What the run before computed alike is not computed again. */
  reuse?: boolean;
}

interface Job extends Request {
  /** The control was let go there. */
  settled?: boolean;
  stop: AbortController;
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
    private readonly compute: Compute,
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
      this.#waiting = { ...request, stop: new AbortController(), finished };
      if (this.#running) this.#running.stop.abort();
      else this.#idle = this.#drain();
    });
  }

  /** Runs the shown passage again with the control elsewhere, or with other fates decided by hand. */
  rerun(control: readonly number[], forced: readonly Forced[], moved = true): Promise<void> {
    const run = this.runs.current;
    if (!run) return Promise.resolve();
    const byHand = { forced, of: run };
    const passages = [run.passage];
    return this.classify({ passages, control: together(control), byHand, moved, again: true, reuse: true });
  }

  /** The control that moves was let go: the run of where it stands is no passing one, whether it is under way or done. */
  settle(): void {
    const last = this.#waiting ?? this.#running;
    if (last) last.settled = true;
    if (!this.#waiting) this.runs.settle();
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
    return this.classify({ passages: [passage], byHand, ...(own ? {} : { control: askedControl(run) }) });
  }

  /** False where there was nothing to cancel. */
  cancel(): boolean {
    const running = this.#running;
    this.#waiting?.finished();
    this.#waiting = null;
    if (!running) return false;
    running.stop.abort();
    this.loader.cancel();
    return true;
  }

  async #drain(): Promise<void> {
    for (let job = this.#take(); job; job = this.#take()) {
      for (const passage of job.passages) {
        if (job.stop.signal.aborted) break;
        await this.#one(passage, job);
      }
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
    const { signal } = job.stop;
    const { reuse = false } = job;
    let run = null as Run | null;
    let layers = 0;
    let misfit: unknown = null;
    const onEvent = (shown: Run, event: SkimEvent) => {
      try {
        this.runs.append(shown, event);
      } catch (error) {
        misfit ??= error;
      }
      if (event.kind === "layer" && layers++ === 0) this.log.debug(`First layer after ${since()} ms.`);
    };
    try {
      const tokens = estimatedTokens(passage.text + (passage.pair ?? ""));
      const ready = this.loader.ready({ tokens });
      const end = await this.compute.on(
        (without) => {
          if (without === undefined && ready) return ready.prepared;
          return this.loader.load(signal, { tokens, precision: run?.precision, without });
        },
        async (place) => {
          const { backend } = place.loaded;
          if (run) {
            misfit = null; // what WebGPU sent is gone with it
            onEvent(run, { kind: "backend", backend, backendWhy: place.choice.why });
          } else {
            const started = this.#start(passage, job, place);
            run = started.run;
            if (started.wrong) throw started.wrong;
          }
          const shown = run;
          const params = { ...textsOf(passage), control: askedControl(run), forced: run.forced, reuse };
          return place.client.skim(params, (event) => onEvent(shown, event), signal);
        },
      );
      if (!run) return;
      if (misfit !== null) throw misfit as Error;
      // The model was trained anew since: once more, with the new one.
      // Who cancelled does not wait for the look at its files.
      if (ready && end !== cancelled && !(await ready.confirmed)) {
        await this.#one(passage, job);
        return;
      }
      const done = run.result !== null;
      if (!done && end !== cancelled)
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

  /** The view takes the control from the run's start; one that does not fit (`wrong`) is that run's own failure. */
  #start(passage: Passage, job: Job, { loaded, choice }: Prepared): { run: Run; wrong: Error | null } {
    const { model, precision, backend } = loaded;
    const { byHand } = job;
    const forced =
      byHand && (byHand.of === null || sameQuestion("model", byHand.of, { passage, model })) ? [...byHand.forced] : [];
    const started = { passage: { ...passage }, model, forced, precision, backend, backendWhy: choice.why };
    const { name } = model.policy;
    // What was turned in the view is no setting of a policy that was chosen since.
    const turned = (job.policy ?? byHand?.of?.model.policy.name ?? name) === name ? job.control : undefined;
    const said = turned ? "The view" : `The setting transkimmer.${settingName(model.policy)}`;
    const set = settle(() => spreadSetting(turned ?? config.settingOf(model.policy), model, said));
    if ("error" in set) return { run: this.runs.start({ ...started, control: model.control }, job), wrong: set.error };
    const run = this.runs.start({ ...started, ...set.value }, job);
    if (!turned) this.#bySettings.add(run);
    return { run, wrong: null };
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
