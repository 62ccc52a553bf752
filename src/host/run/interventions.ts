import type { Disposable } from "vscode";
import { byHandCount } from "../../run/byHand.js";
import { sameQuestion } from "../../run/question.js";
import { beforeOf, type Run } from "../../run/run.js";
import type { ChosenMessage } from "../../protocol/view.js";
import type { Runs } from "./runs.js";

/** Fates decided by hand live in the run itself; this follows what they are read against, and when they have to be let go. */
export class Interventions implements Disposable {
  #last: Run | null = null;
  /** The last finished run in which the model alone decided, of the text, model and precision of the shown run; null where it is not known. */
  #alone: Run | null = null;
  #dropped = "";
  /** Runs whose tokens are those of the shown run. */
  readonly #same = new Set<string>();
  #chosen: { runId: string; tokens: readonly number[] } = { runId: "", tokens: [] };
  readonly #subscription: Disposable;

  constructor(private readonly runs: Runs) {
    this.#subscription = runs.onDidChange(({ kind, run }) => {
      if (kind === "started") this.#follow(run);
    });
  }

  /** What was decided by hand in the run before and the shown one could not take over: "3 words"; empty = nothing. */
  get dropped(): string {
    return this.#dropped;
  }

  /** Whether tokens counted in that run mean the same in the shown one. */
  counts(runId: string): boolean {
    return this.#same.has(runId);
  }

  /** The chosen words of the view. */
  choose({ runId, tokens }: Pick<ChosenMessage, "runId" | "tokens">): void {
    this.#chosen = { runId, tokens };
  }

  /** Tokens of the shown run that were chosen in the view. */
  get chosen(): readonly number[] {
    const { runId, tokens } = this.#chosen;
    const n = this.runs.current?.tokens.length ?? 0;
    return this.counts(runId) ? tokens.filter((token) => token < n) : [];
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #follow(run: Run): void {
    const last = this.#last;
    this.#last = run;
    const same = last !== null && sameQuestion("model", last, run);
    if (!same) this.#same.clear();
    this.#same.add(run.id);
    // A run that is done was computed earlier and is only looked at.
    const lost = !same && last !== null && run.state === "running" && run.forced.length === 0;
    this.#dropped = lost && last.forced.length > 0 ? byHandCount(last) : "";
    if (last?.state === "done" && last.forced.length === 0 && sameQuestion("precision", last, run)) this.#alone = last;
    else if (this.#alone && !sameQuestion("precision", this.#alone, run)) this.#alone = null;
    if (run.forced.length === 0) return;
    // A run of the history brings along what it was read against when it was made.
    const before = beforeOf(run);
    if (before) this.#alone = before;
    else if (this.#alone) this.runs.readAgainst(run, this.#alone);
  }
}
