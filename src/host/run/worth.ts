import type { Disposable, LogOutputChannel } from "vscode";
import { SkimError, toFailure } from "../../protocol/errors.js";
import { shownOutput, type MarkKind } from "../../run/marks.js";
import { textsOf } from "../../run/passage.js";
import { sameQuestion } from "../../run/question.js";
import type { Run } from "../../run/run.js";
import { estimatedTokens } from "../../words/estimate.js";
import { cancelled } from "../../worker/cancelled.js";
import { config } from "../config.js";
import { logError } from "../log.js";
import type { Compute } from "../model/compute.js";
import type { ModelLoader } from "../model/loadModel.js";
import { inform } from "../say.js";
import type { Runs } from "./runs.js";

/** What each word of the shown run is worth, computed behind every run that a person asks for: of one run at a time, until another is shown. */
export class Worth implements Disposable {
  #under: { run: Run; kind: MarkKind; stop: AbortController } | null = null;
  #work: Promise<void> = Promise.resolve();
  /** The last run whose words have all of their numbers. */
  #known: Run | null = null;
  readonly #subscription: Disposable;

  constructor(
    private readonly loader: ModelLoader,
    private readonly compute: Compute,
    private readonly runs: Runs,
    private readonly log: LogOutputChannel,
  ) {
    this.#subscription = runs.onDidChange(({ kind, run }) => {
      if (kind === "started") this.cancel();
      if (kind === "state" && run.state === "done" && run === runs.current) this.#takeOver(run);
    });
  }

  /** A sentence where there is nothing to compute it of. */
  start(kind: MarkKind): string | undefined {
    const run = this.runs.current;
    if (run?.state !== "done") return "There is no finished run to tell of. Classify a text first.";
    this.cancel();
    const under = (this.#under = { run, kind, stop: new AbortController() });
    this.#work = this.#compute(under).finally(() => {
      if (this.#under === under) this.#under = null;
    });
    return undefined;
  }

  /** Resolves when nothing is under way. */
  async whenIdle(): Promise<void> {
    while (this.#under) await this.#work;
  }

  /** False where nothing was under way. */
  cancel(): boolean {
    const under = this.#under;
    this.#under = null;
    under?.stop.abort();
    return under !== null;
  }

  dispose(): void {
    this.cancel();
    this.#subscription.dispose();
  }

  async #compute({ run, kind, stop }: { run: Run; kind: MarkKind; stop: AbortController }): Promise<void> {
    const tokens = estimatedTokens(run.passage.text + (run.passage.pair ?? ""));
    const { signal } = stop;
    try {
      const answer = await this.compute.on(
        async (without) => {
          const precision = config.precision === "auto" ? run.precision : undefined;
          const prepared = await this.loader.load(signal, { tokens, precision, without });
          if (prepared === cancelled) return cancelled;
          const { model, precision: taken } = prepared.loaded;
          if (!sameQuestion("precision", { passage: run.passage, model, precision: taken }, run))
            throw new SkimError(
              "engine",
              `The settings now name another model than that of the shown run (${run.model.name}, ${run.precision}). Classify the text again first.`,
            );
          return prepared;
        },
        ({ client }) =>
          client.occlude(
            { ...textsOf(run.passage), kind, label: shownOutput(run) },
            (event) => this.runs.append(run, { kind: "mark", ...event }),
            signal,
          ),
      );
      if (answer !== cancelled) this.#known = run;
    } catch (error) {
      if (signal.aborted) return;
      logError(this.log, `Telling what words of ${run.passage.name} are worth`, error);
      void inform(toFailure(error).message);
    }
  }

  /** Another setting of the control changes nothing of it. */
  #takeOver(run: Run): void {
    const known = this.#known;
    if (!known || known === run || run.marks) return;
    if (!sameQuestion("precision", known, run) || shownOutput(known) !== shownOutput(run)) return;
    for (const { values, ...mark } of known.marks ?? []) {
      const tokens = values.flatMap((value, token) => (value === null ? [] : [token]));
      const own = values.filter((value) => value !== null);
      this.runs.append(run, { kind: "mark", mark, tokens, values: own, done: own.length, total: own.length });
    }
  }
}
