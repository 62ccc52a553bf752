import { Uri, workspace, type LogOutputChannel } from "vscode";
import { SkimError } from "../../protocol/errors.js";
import type { Run } from "../../run/run.js";
import { readRunFile, writeRunFile } from "../../saved/savedRun.js";
import { logError } from "../log.js";
import type { Runs } from "./runs.js";

/** A run that lasts longer than this, milliseconds, is worth finding again. */
const firstAfter = 300;
/** Milliseconds between one write and the next. A run of 512 tokens and 12 layers takes 2 ms of the extension host to write. */
const nextAfter = 1000;
/** A long run takes longer, 0.2 s at 1 MB of text: the time between two writes is at least so many times that. */
const rest = 20;

const failure = {
  code: "interrupted",
  message: "The window was closed or reloaded in the middle of this run. What had been computed is shown.",
} as const;

/** Keeps the run under way on disk, so that a window that is reloaded in the middle of it finds what had been computed. */
export class Interrupted {
  /** Resolves when an interrupted run of an earlier window is shown again, or there was none. */
  readonly restored: Promise<void>;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** The run that is kept; null = none is under way, or it is too long. */
  #of: Run | null = null;
  #work: Promise<void>;
  #written = false;
  readonly #subscription;

  /** `file`: this window's own. */
  constructor(
    private readonly file: Uri,
    private readonly runs: Runs,
    private readonly log: LogOutputChannel,
  ) {
    this.restored = this.#restore();
    this.#work = this.restored;
    this.#subscription = runs.onDidChange(({ kind, run }) => {
      if (kind === "started") this.#stop();
      if (kind === "started" && run.state === "running") this.#begin(run);
      if (kind === "state" && run.state !== "running") this.#stop();
      if (kind === "event" && run.state === "done") this.#stop();
    });
  }

  /** What is on disk stays: the window may be closing in the middle of a run. */
  dispose(): void {
    this.#subscription.dispose();
    this.#of = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #begin(run: Run): void {
    this.#of = run;
    this.#next(run, firstAfter);
  }

  #next(run: Run, after: number): void {
    this.#timer = setTimeout(() => {
      this.#work = this.#work.then(async () => {
        const took = await this.#write(run);
        if (this.#of === run) this.#next(run, Math.max(nextAfter, rest * took));
      });
    }, after);
  }

  /** The run is over: it is in the history, or a person ended it. */
  #stop(): void {
    this.#of = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#work = this.#work.then(async () => {
      if (this.#written) await this.#delete();
    });
  }

  /** Gives the milliseconds for which it held up the extension host. */
  async #write(run: Run): Promise<number> {
    if (this.#of !== run || run.state !== "running") return 0;
    let took = 0;
    try {
      await workspace.fs.createDirectory(Uri.joinPath(this.file, ".."));
      const began = performance.now();
      const bytes = writeRunFile({ ...run, state: "failed", failure });
      took = performance.now() - began;
      await workspace.fs.writeFile(this.file, bytes);
      this.#written = true;
    } catch (error) {
      logError(this.log, "Keeping the run under way; a reload of the window would lose it", error);
      if (SkimError.is(error, "run-file")) this.#of = null; // too long, and it only grows
    }
    return took;
  }

  async #delete(): Promise<void> {
    this.#written = false;
    await Promise.resolve(workspace.fs.delete(this.file)).catch(() => null);
  }

  async #restore(): Promise<void> {
    let bytes;
    try {
      bytes = await workspace.fs.readFile(this.file);
    } catch {
      return; // there was none
    }
    await this.#delete();
    try {
      const run = readRunFile(bytes, "the interrupted run");
      if (!this.runs.current) this.runs.show(run); // else a new one has started
    } catch (error) {
      logError(this.log, "Reading the run that a reload interrupted", error);
    }
  }
}
