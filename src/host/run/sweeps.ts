import { EventEmitter, type Disposable, type LogOutputChannel } from "vscode";
import { estimatedTokens } from "../../words/estimate.js";
import { lackText } from "../../words/policy.js";
import { SkimError, toFailure, type Failure } from "../../protocol/errors.js";
import type { Run, RunState } from "../../run/run.js";
import { textsOf } from "../../run/passage.js";
import { sameQuestion } from "../../run/question.js";
import { appendSweep, gapsOf, mostRuns, startSweep, type ShownSweep } from "../../run/shownSweep.js";
import type { SweepEvent } from "../../run/sweep.js";
import type { Compute } from "../model/compute.js";
import { config } from "../config.js";
import { cancelled, type Cancelled } from "../../worker/cancelled.js";
import type { ModelLoader, Prepared } from "../model/loadModel.js";
import { logError } from "../log.js";
import { withoutStack, type Runs } from "./runs.js";

export type SweepChange =
  | { kind: "snapshot"; sweep: ShownSweep | null }
  | { kind: "event"; sweep: ShownSweep; event: SweepEvent }
  | { kind: "state"; sweep: ShownSweep };

/** The sweep of the shown passage: at most one, of one text, model, precision and fates. A run of anything else drops it. */
export class Sweeps implements Disposable {
  #current: ShownSweep | null = null;
  /** What it sweeps, and the loaded files by then. */
  #of: { run: Run; key: string } | null = null;
  #stop = new AbortController();
  #round: Promise<void> = Promise.resolve();
  readonly #changed = new EventEmitter<SweepChange>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription: Disposable;

  constructor(
    private readonly loader: ModelLoader,
    private readonly compute: Compute,
    private readonly runs: Runs,
    private readonly log: LogOutputChannel,
  ) {
    this.#subscription = runs.onDidChange(({ kind, run }) => {
      if (kind === "started" && this.#current && !this.#isOf(run)) this.#drop();
    });
  }

  /** Live: read it, never write it. */
  get current(): ShownSweep | null {
    return this.#current;
  }

  /**
   * Begins the sweep of the shown passage, or goes on where it was stopped. It goes
   * on to its end by itself, behind every run that a person asks for, which waits for one layer at most. A sentence where there is nothing to sweep.
   */
  start(): string | undefined {
    const run = this.runs.current;
    if (run?.state !== "done") return "There is no finished run to sweep. Classify a text first.";
    const lack = lackText(run.model.policy);
    if (lack !== null) return lack;
    if (this.#current?.state === "running") {
      if (this.#stop.signal.aborted) void this.#round.then(() => this.start()); // the engine has not answered the cancel yet
      return undefined;
    }
    if (!this.#current) {
      this.#current = startSweep(run.id, { from: 0, to: 1 });
      this.#of = { run, key: this.loader.key };
      this.#changed.fire({ kind: "snapshot", sweep: this.#current });
    } else this.#state(this.#current, "running");
    this.#stop = new AbortController();
    this.#round = this.#compute(this.#current, run, this.#stop);
    return undefined;
  }

  /** False where nothing was under way. */
  cancel(): boolean {
    if (this.#current?.state !== "running") return false;
    this.#stop.abort();
    return true;
  }

  /** Resolves when no round is under way. */
  async whenIdle(): Promise<void> {
    while (this.#current?.state === "running") await this.#round;
  }

  dispose(): void {
    this.#stop.abort();
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #compute(sweep: ShownSweep, run: Run, stop: AbortController): Promise<void> {
    try {
      const answer = await this.compute.on(
        (without) => this.#prepare(sweep, run, stop, without),
        (place) => this.#steps(sweep, run, stop, place),
      );
      const gaps = gapsOf(sweep).length;
      this.log.info(
        `Swept ${run.passage.name}: ${sweep.steps.length} distinct runs, ${gaps} gaps, ${sweep.ms.toFixed(0)} ms.`,
      );
      this.#state(sweep, answer === cancelled ? "cancelled" : "done");
    } catch (error) {
      logError(this.log, `Sweeping ${run.passage.name}`, error);
      this.#state(sweep, "failed", withoutStack(toFailure(error)));
    }
  }

  /** Loads the shown run's model. */
  async #prepare(
    sweep: ShownSweep,
    run: Run,
    stop: AbortController,
    without: string | undefined,
  ): Promise<Prepared | Cancelled> {
    const before = this.loader.key;
    const tokens = estimatedTokens(run.passage.text + (run.passage.pair ?? ""));
    const { precision } = run;
    const wish = { tokens, precision: config.precision === "auto" ? precision : undefined, without };
    const prepared = await this.loader.load(stop.signal, wish);
    if (prepared === cancelled) return cancelled;
    const { model, precision: taken } = prepared.loaded;
    if (before !== "" && before !== this.loader.key)
      throw new SkimError(
        "engine",
        `The files of ${run.model.name} changed since the shown run. Classify the text again, then sweep it.`,
      );
    if (sweep === this.#current) this.#of = { run, key: this.loader.key }; // now that the model is known to be loaded
    if (!sameQuestion("precision", { passage: run.passage, model, precision: taken }, run))
      throw new SkimError(
        "engine",
        `The settings now name another model than that of the shown run (${run.model.name}, ${precision}). ` +
          "Classify the text again, then sweep it.",
      );
    return prepared;
  }

  /** Computes what is missing until the sweep is complete, has as many runs as are kept, or is stopped. */
  async #steps(sweep: ShownSweep, run: Run, stop: AbortController, { client }: Prepared): Promise<null | Cancelled> {
    const params = {
      ...textsOf(run.passage),
      ...sweep.range,
      known: sweep.steps.map(({ lo, hi }) => ({ lo, hi })),
      runs: Math.max(0, mostRuns(run.tokens.length) - sweep.steps.length),
      forced: run.forced,
    };
    const onEvent = (event: SweepEvent) => {
      appendSweep(sweep, event);
      if (sweep === this.#current) this.#changed.fire({ kind: "event", sweep, event });
    };
    const replaced = this.loader.onWillReplace((other) => {
      if (other === client) stop.abort();
    });
    try {
      return await client.sweep(params, onEvent, stop.signal);
    } finally {
      replaced.dispose();
    }
  }

  #state(sweep: ShownSweep, state: RunState, failure: Failure | null = null): void {
    Object.assign(sweep, { state, failure });
    if (sweep === this.#current) this.#changed.fire({ kind: "state", sweep });
  }

  /** The run differs in its control alone from what is swept. */
  #isOf(run: Run): boolean {
    return this.#of?.key === this.loader.key && sameQuestion("fates", this.#of.run, run);
  }

  #drop(): void {
    this.#stop.abort();
    this.#current = null;
    this.#changed.fire({ kind: "snapshot", sweep: null });
  }
}
