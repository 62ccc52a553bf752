import type { Disposable, LogOutputChannel } from "vscode";
import { askedControl, canSkim, type Run } from "../../run/run.js";
import { denseAt } from "../../run/policy.js";
import { textsOf } from "../../run/passage.js";
import { sameQuestion } from "../../run/question.js";
import { timedRuns, warmMedians } from "../../run/timing.js";
import { estimatedTokens } from "../../words/estimate.js";
import { cancelled } from "../../worker/cancelled.js";
import { config } from "../config.js";
import type { Measurer } from "../model/measure.js";
import type { ModelLoader } from "../model/loadModel.js";
import type { Runs } from "./runs.js";

/** Measuring begins so long after a run, milliseconds: who types or moves a control runs again before that. */
const quiet = 1500;
/** A text of more tokens would keep the processor busy for long: eight runs. */
const mostTokens = 2000;

/** Times the shown run, warm and beside nothing skimmed, in the pause after it: the next run stops it, before the layer that comes. */
export class RunSpeeds implements Disposable {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop = new AbortController();
  readonly #subscription: Disposable;

  /** `isSeen`: a run that nobody looks at is not timed. */
  constructor(
    private readonly loader: ModelLoader,
    private readonly runs: Runs,
    private readonly measurer: Measurer,
    private readonly isSeen: () => boolean,
    private readonly log: LogOutputChannel,
  ) {
    this.#subscription = runs.onDidChange(({ kind, run }) => {
      if (kind === "started") this.#cancel();
      if (kind === "state" && run.state === "done" && !run.speed) this.#soon(run);
    });
  }

  dispose(): void {
    this.#cancel();
    this.#subscription.dispose();
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#stop.abort();
  }

  #soon(run: Run): void {
    this.#cancel();
    if (run.tokens.length > mostTokens) return;
    const { signal } = (this.#stop = new AbortController());
    this.#timer = setTimeout(() => {
      void this.#measure(run, signal).catch((error: unknown) => this.log.warn(`Timing a run failed: ${String(error)}`));
    }, quiet);
  }

  async #measure(run: Run, signal: AbortSignal): Promise<void> {
    await this.measurer.whenIdle();
    if (signal.aborted || !this.isSeen() || run !== this.runs.current) return;
    const tokens = estimatedTokens(run.passage.text + (run.passage.pair ?? ""));
    const precision = config.precision === "auto" ? run.precision : undefined;
    const ready = this.loader.ready({ tokens, precision });
    if (!ready || !(await ready.confirmed)) return;
    const { client, loaded } = ready.prepared;
    const { model, precision: taken, backend } = loaded;
    if (backend !== run.backend || !sameQuestion("precision", { passage: run.passage, model, precision: taken }, run))
      return;
    const { control } = run.model.policy;
    const skimmed = { control: askedControl(run), forced: run.forced };
    const asked = canSkim(run) ? [{ control: control ? [denseAt(control)] : [], forced: [] }, skimmed] : [skimmed];
    const medians = await warmMedians(asked.length, async (i) => {
      let ms = null as number | null;
      const params = { ...textsOf(run.passage), ...(asked[i] ?? skimmed), apart: true };
      const end = await client.skim(
        params,
        (event) => {
          if (event.kind === "result") ({ ms } = event);
        },
        signal,
      );
      return end === cancelled ? null : ms;
    });
    if (!medians || run !== this.runs.current) return;
    const [unskimmed = null] = canSkim(run) ? medians : [];
    this.runs.append(run, { kind: "speed", speed: { unskimmed, skimmed: medians.at(-1) ?? NaN, runs: timedRuns } });
  }
}
