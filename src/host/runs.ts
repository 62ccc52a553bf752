import { EventEmitter, Uri, workspace, type LogOutputChannel } from "vscode";
import type { Failure } from "../protocol/errors.js";
import type { SkimEvent } from "../protocol/events.js";
import { append, startRun, type Run, type RunState } from "../protocol/run.js";
import { readRunFile, writeRunFile } from "../protocol/savedRun.js";
import { logError } from "./log.js";

/** What happened to the shown run. Several passages of one command are several runs, shown one after another. */
export type RunChange =
  { kind: "started"; run: Run } | { kind: "event"; run: Run; event: SkimEvent } | { kind: "state"; run: Run };

/** The truth about runs: everyone else listens to it, or holds a copy. The last one that ended is kept on disk. */
export class Runs {
  #current: Run | null = null;
  #saving: Promise<void> = Promise.resolve();
  #waiting = false;
  readonly #changed = new EventEmitter<RunChange>();
  readonly onDidChange = this.#changed.event;

  /** `folder`: the workspace's storage, or the user's where no workspace is open. */
  constructor(
    private readonly folder: Uri,
    private readonly log: LogOutputChannel,
  ) {}

  /** The shown run, live. Read it, never write it. */
  get current(): Run | null {
    return this.#current;
  }

  start(init: Omit<Parameters<typeof startRun>[0], "id" | "started">): Run {
    const now = new Date();
    const run = startRun({ id: `${now.getTime().toString(36)}-${++count}`, started: now.toISOString(), ...init });
    this.#current = run;
    this.#changed.fire({ kind: "started", run });
    return run;
  }

  append(run: Run, event: SkimEvent): void {
    append(run, event);
    this.#changed.fire({ kind: "event", run, event });
  }

  end(run: Run, state: Exclude<RunState, "running">, failure: Failure | null = null): void {
    run.state = state;
    run.failure = failure && withoutStack(failure);
    this.#changed.fire({ kind: "state", run });
    this.#save();
  }

  /** The passage was edited, or can no longer be found. */
  markStale(run: Run): void {
    if (run.stale) return;
    run.stale = true;
    this.#changed.fire({ kind: "state", run });
  }

  /** Text was put in or taken away before the passage. */
  moved(run: Run, offset: number): void {
    run.passage.offset = offset;
  }

  /** The last run of an earlier session. A file that cannot be used is no run; the log says why. */
  async restore(): Promise<void> {
    try {
      const run = readRunFile(await workspace.fs.readFile(this.#file), "last-run.json");
      if (this.#current) return; // a new one started meanwhile
      this.#current = run;
      this.#changed.fire({ kind: "started", run });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "FileNotFound"))
        logError(this.log, "Reading the last run", error);
    }
  }

  /** Resolves when what was to be saved is saved. */
  get saved(): Promise<void> {
    return this.#saving;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  get #file(): Uri {
    return Uri.joinPath(this.folder, "last-run.json");
  }

  /** One write for all the runs of a short while: a slider's many runs are not each written. */
  #save(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#saving = this.#saving.then(async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      this.#waiting = false;
      const run = this.#current;
      if (!run || run.state === "running") return;
      try {
        await workspace.fs.createDirectory(this.folder);
        await workspace.fs.writeFile(this.#file, writeRunFile(run));
      } catch (error) {
        logError(this.log, "Saving the last run", error);
      }
    });
  }
}

let count = 0;

/** Stacks are for the log. */
export function withoutStack({ code, message, file }: Failure): Failure {
  return { code, message, ...(file === undefined ? {} : { file }) };
}
