import { EventEmitter } from "vscode";
import type { Failure } from "../../protocol/errors.js";
import type { SkimEvent } from "../../run/events.js";
import { append, beforeFrom, startRun, type Run, type RunState } from "../../run/run.js";
import { sameQuestion } from "../../run/question.js";

/** What happened to the shown run. Several passages of one command are several runs, shown one after another. `again`: the passage is that of
 *  the run shown before, as it was read then, whatever its document says now. */
export type RunChange =
  | { kind: "started"; run: Run; again: boolean }
  | { kind: "event"; run: Run; event: SkimEvent }
  | { kind: "state"; run: Run };

/** The truth about the shown run: everyone else listens to it, or holds a copy. Finished ones are kept by the history. */
export class Runs {
  #current: Run | null = null;
  readonly #moved = new WeakSet<Run>();
  readonly #settled = new WeakSet<Run>();
  #modelBefore = "";
  readonly #changed = new EventEmitter<RunChange>();
  readonly onDidChange = this.#changed.event;

  /** The shown run, live. Read it, never write it. */
  get current(): Run | null {
    return this.#current;
  }

  /** A moving control asked for the run. */
  isMoved(run: Run): boolean {
    return this.#moved.has(run);
  }

  /** … and has not been let go there: of those only the last is worth keeping. */
  isPassing(run: Run): boolean {
    return this.#moved.has(run) && !this.#settled.has(run);
  }

  /** The control was let go where the shown run is. */
  settle(): void {
    if (this.#current) this.#settled.add(this.#current);
  }

  /** The model of an earlier run of the shown text, where another one now reads that text; empty = none does. */
  get modelBefore(): string {
    return this.#modelBefore;
  }

  start(
    init: Omit<Parameters<typeof startRun>[0], "id" | "started">,
    { moved = false, settled = false, again = false } = {},
  ): Run {
    const now = new Date();
    const run = startRun({ id: crypto.randomUUID(), started: now.toISOString(), ...init });
    if (moved) this.#moved.add(run);
    if (settled) this.#settled.add(run);
    const last = this.#current;
    if (!last || !sameQuestion("text", last, run)) this.#modelBefore = "";
    else if (last.model.name !== run.model.name) this.#modelBefore = last.model.name;
    this.#show(run, again);
    return run;
  }

  append(run: Run, event: SkimEvent): void {
    append(run, event);
    this.#changed.fire({ kind: "event", run, event });
  }

  end(run: Run, state: Exclude<RunState, "running">, failure: Failure | null = null): void {
    run.state = state;
    if (state === "failed") run.result = null; // what came before the failure is not vouched for
    run.failure = failure && withoutStack(failure);
    this.#changed.fire({ kind: "state", run });
  }

  /** What the run, in which words are decided by hand, is read against. */
  readAgainst(run: Run, alone: Run): void {
    run.before = beforeFrom(alone);
  }

  /** The passage was edited or can no longer be found; or its document has it again, as after an undo. */
  markStale(run: Run, stale = true): void {
    if (run.stale === stale) return;
    run.stale = stale;
    this.#changed.fire({ kind: "state", run });
  }

  /** Text was put in or taken away before one of its texts. */
  moved({ passage }: Run, offset: number, isSecond: boolean): void {
    if (!isSecond) passage.offset = offset;
    else if (passage.pairAt) passage.pairAt = { ...passage.pairAt, offset };
  }

  /** Shows a new run, or one that was computed before. */
  show(run: Run): void {
    this.#modelBefore = "";
    this.#show(run, false);
  }

  #show(run: Run, again: boolean): void {
    this.#current = run;
    this.#changed.fire({ kind: "started", run, again });
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** Stacks are for the log. */
export function withoutStack({ code, message, file }: Failure): Failure {
  return { code, message, ...(file === undefined ? {} : { file }) };
}
