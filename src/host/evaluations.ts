import { EventEmitter, Uri, type LogOutputChannel } from "vscode";
import type { Wanted } from "../dataset/columns.js";
import { Control } from "../dataset/control.js";
import { evaluate } from "../dataset/evaluate.js";
import { Journal } from "../dataset/journal.js";
import { detect } from "../dataset/rows.js";
import { EngineRunner } from "../dataset/runner.js";
import { Tally } from "../dataset/tally.js";
import { SkimError, toFailure } from "../protocol/errors.js";
import type { Evaluation } from "../protocol/evaluation.js";
import type { EvaluationStatus } from "../protocol/evaluationView.js";
import { config } from "./config.js";
import type { DataSetFile } from "./dataSetFile.js";
import type { Engine } from "./engineClient.js";
import type { EvaluationFiles, Plan } from "./evaluationFiles.js";
import { planLoad } from "./loadModel.js";
import { logError } from "./log.js";
import { nameOf } from "./models.js";
import { withoutStack } from "./runs.js";

/** Asks a person for what could not be detected. undefined = they want no evaluation any more. */
export type AskColumns = (detected: Awaited<ReturnType<typeof detect>>) => Promise<Wanted | undefined>;

export interface EvaluationParts {
  extensionUri: Uri;
  startEngine: () => Promise<Engine>;
  /** Engines side by side. */
  workers: number;
  open: (uri: Uri) => Promise<DataSetFile>;
  files: EvaluationFiles;
  log: LogOutputChannel;
}

/** Status and table go out this often at most, milliseconds. */
const statusEvery = 200;
const tableEvery = 3000;
const seed = 1;

const nothing: EvaluationStatus = {
  state: "none",
  file: "",
  rows: 0,
  malformed: 0,
  fraction: 0,
  workers: 0,
  failure: null,
};

/** The evaluation of a data set, one at a time, in engines of its own: what is classified meanwhile does not wait for it. */
export class Evaluations {
  #status: EvaluationStatus = nothing;
  #table: Evaluation | null = null;
  #uri: Uri | null = null;
  /** Begins the last evaluation of this window anew. */
  #again: (() => void) | null = null;
  #control: Control | null = null;
  #work: Promise<void> = Promise.resolve();
  readonly #changed = new EventEmitter<{ table: boolean }>();
  /** `table`: not only the status is another. */
  readonly onDidChange = this.#changed.event;

  constructor(private readonly parts: EvaluationParts) {}

  get status(): EvaluationStatus {
    return this.#status;
  }

  /** Of the rows so far; null = there is none. */
  get table(): Evaluation | null {
    return this.#table;
  }

  /** The data set's file. */
  get uri(): Uri | null {
    return this.#uri;
  }

  get busy(): boolean {
    return this.#control !== null;
  }

  /** Resolves when nothing runs. */
  whenIdle(): Promise<void> {
    return this.#work;
  }

  /** Finds the last evaluation of an earlier window: its table, or where it was stopped. */
  async restore(): Promise<void> {
    const { files } = this.parts;
    const plan = await files.plan();
    if (!plan || this.#uri) return;
    const table = await files.table();
    this.#uri = Uri.parse(plan.uri);
    this.#table = table;
    const rows = table?.rows ?? 0;
    const malformed = table ? table.malformed.items.length + table.malformed.more : 0;
    this.#set({ ...nothing, state: table ? "done" : "stopped", file: nameOf(this.#uri), rows, malformed }, true);
  }

  /** Evaluates a file with the model and thresholds of the settings, or at all thresholds; the last evaluation is forgotten. */
  begin(uri: Uri, askColumns: AskColumns, exactly = false): void {
    this.#again = () => this.begin(uri, askColumns, exactly);
    this.#start(uri, true, async (run) => {
      const wanted = await this.#columns(run, askColumns);
      if (!wanted) return false;
      const ask = { thresholds: config.evaluationThresholds, exact: exactly ? config.evaluationRuns : null };
      const { text, label } = wanted.columns;
      const { said } = wanted;
      await this.parts.files.begin({ format: 1, uri: uri.toString(), text, label, said, ...ask });
      return this.#run(run, wanted, ask);
    });
  }

  /** Goes on with a paused evaluation, or with one that was stopped. */
  async resume(): Promise<void> {
    if (this.#control) {
      this.#control.resume();
      if (this.#status.state === "paused") this.#set({ ...this.#status, state: "running" });
      return;
    }
    const plan = await this.parts.files.plan();
    if (!plan) {
      this.#again?.(); // it failed before its columns were known
      return;
    }
    this.#start(Uri.parse(plan.uri), false, async (run) => {
      const { text, label, said, thresholds, exact } = plan;
      const detected = await detect(run.file.source, run.labels, { text, label });
      return this.#run(run, { ...detected, said }, { thresholds, exact });
    });
  }

  pause(): void {
    if (this.#status.state !== "running") return;
    this.#control?.pause();
    this.#set({ ...this.#status, state: "paused" });
  }

  /** Stops; what is done is kept, and can be gone on with. False = nothing runs. */
  cancel(): boolean {
    this.#control?.cancel();
    return this.#control !== null;
  }

  dispose(): void {
    this.cancel();
    this.#changed.dispose();
  }

  #start(uri: Uri, anew: boolean, work: (run: Running) => Promise<boolean>): void {
    if (this.#control) throw new SkimError("data-set", "Another evaluation is running.");
    const control = new Control();
    this.#control = control;
    this.#uri = uri;
    this.#table = null;
    this.#set({ ...nothing, state: "loading", file: nameOf(uri), workers: this.parts.workers }, true);
    const runners: EngineRunner[] = [];
    this.#work = (async () => {
      try {
        if (anew) await this.parts.files.clear();
        const run = await this.#load(uri, control, runners);
        const done = run !== null && (await work(run));
        this.#set({ ...this.#status, state: done ? "done" : "stopped" }, true);
      } catch (error) {
        logError(this.parts.log, `Evaluating ${nameOf(uri)}`, error);
        this.#set({ ...this.#status, state: "failed", failure: withoutStack(toFailure(error)) }, true);
      } finally {
        this.#control = null;
        for (const runner of runners) runner.dispose();
      }
    })();
  }

  async #load(uri: Uri, control: Control, runners: EngineRunner[]): Promise<Running | null> {
    const { open, extensionUri, startEngine, workers, log } = this.parts;
    const file = await open(uri);
    const plan = await planLoad(extensionUri, 1);
    const { precision, threads } = plan;
    const params = { source: await plan.source("wasm"), precision, threads };
    for (let i = 0; i < workers; i++) runners.push(new EngineRunner(startEngine, params));
    const loading = Promise.all(runners.map((runner) => runner.load()));
    const [loaded] = (await control.unlessCancelled(loading)) ?? [];
    if (!loaded) return null;
    const { name, layers, labels } = loaded.model;
    log.info(`Evaluating ${file.source.name} with ${name} (${precision}) on ${workers} engines.`);
    return { file, runners, control, model: { name, layers, labels }, labels, precision, stamp: plan.key };
  }

  async #columns({ file, labels }: Running, ask: AskColumns) {
    const detected = await detect(file.source, labels);
    if (detected.sureOfText && detected.sureOfLabel) return detected;
    const wanted = await ask(detected);
    return wanted && detect(file.source, labels, wanted);
  }

  async #run(run: Running, detected: Awaited<ReturnType<typeof detect>>, ask: PlannedAsk): Promise<boolean> {
    const { thresholds, exact } = ask;
    const { file, runners, control, model, labels, precision, stamp } = run;
    const { columns, said } = detected;
    const { files } = this.parts;
    const tally = new Tally({ file: file.source.name, columns: said, model, precision, ...ask, seed });
    const { text, label } = columns;
    const sizes = { layers: model.layers, classes: labels.length };
    const asked = exact === null ? { thresholds } : { thresholds, exact };
    const key = { model: stamp, precision, ...asked, ...sizes, text, label };
    const journal = await Journal.resume(await files.journal(), key);
    let statusAt = 0;
    let tableAt = Date.now();
    file.restart();
    const status = () => ({
      ...this.#status,
      rows: tally.rows,
      malformed: tally.malformed,
      fraction: file.fraction,
    });
    const onProgress = () => {
      const now = Date.now();
      const withTable = now - tableAt > tableEvery;
      if (now - statusAt < statusEvery && !withTable) return;
      if (withTable) this.#table = tally.table();
      this.#set(status(), withTable);
      statusAt = now;
      // A table of many thresholds takes its time: it must not take all of it.
      if (withTable) tableAt = now + 10 * (Date.now() - now);
    };
    this.#set({ ...this.#status, state: control.state === "paused" ? "paused" : "running" });
    const source = file.source;
    const done = await evaluate({ source, columns, labels, ask, runners, tally, journal, control, onProgress });
    this.#table = tally.table();
    this.#set({ ...status(), ...(done ? { fraction: 1 } : {}) }, true);
    if (done) await files.finish(this.#table);
    return done;
  }

  #set(status: EvaluationStatus, table = false): void {
    this.#status = status;
    this.#changed.fire({ table });
  }
}

type PlannedAsk = Pick<Plan, "thresholds" | "exact">;

/** What an evaluation that runs has in hand. */
interface Running {
  file: DataSetFile;
  runners: EngineRunner[];
  control: Control;
  model: Evaluation["model"];
  labels: string[];
  precision: Evaluation["precision"];
  /** Changes with the model's files. */
  stamp: string;
}
