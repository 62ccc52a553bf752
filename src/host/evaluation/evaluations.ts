import { EventEmitter, Uri } from "vscode";
import { Control } from "../../dataset/run/control.js";
import type { Detected } from "../../dataset/read/detect.js";
import { askedOf, type Asked } from "../../dataset/run/asked.js";
import { evaluate } from "../../dataset/run/evaluate.js";
import { Journal } from "../../dataset/run/journal.js";
import { readingKey, type Wanted } from "../../dataset/read/reading.js";
import { kindOf } from "../../dataset/measure/index.js";
import { Tally } from "../../dataset/measure/tally.js";
import { SkimError, toFailure, type Failure } from "../../protocol/errors.js";
import type { Evaluation } from "../../run/evaluation.js";
import type { ModelInfo, Precision } from "../../run/run.js";
import type { EvaluationStatus } from "../../protocol/evaluationView.js";
import { fromFile } from "../../words/text.js";
import { config } from "../config.js";
import type { DataSetFile } from "./dataSetFile.js";
import { decideReading, type AskReading, type Decided } from "./decideReading.js";
import { EvaluationEngines, type EnginesParts } from "./evaluationEngines.js";
import type { EvaluationFiles, Kept } from "./evaluationFiles.js";
import { paced } from "./paced.js";
import type { Plan } from "./plan.js";
import type { Chosen } from "../model/compute.js";
import { cancelled, type Cancelled } from "../../worker/cancelled.js";
import type { Wish } from "../model/loadModel.js";
import { logError } from "../log.js";
import { nameOf } from "../model/models.js";
import { withoutStack } from "../run/runs.js";

export interface EvaluationParts extends EnginesParts {
  open: (uri: Uri) => Promise<DataSetFile>;
  files: EvaluationFiles;
}

const seed = 1;

const nothing: EvaluationStatus = {
  state: "none",
  file: "",
  rows: 0,
  malformed: 0,
  fraction: 0,
  failure: null,
  backendWhy: "",
};

/** The evaluation of a data set, one at a time, in engines of its own: what is classified meanwhile does not wait for it. */
export class Evaluations {
  #status: EvaluationStatus = nothing;
  #table: Evaluation | null = null;
  #uri: Uri | null = null;
  #plan: Plan | null = null;
  #id: string | null = null;
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

  /** What it was asked for; null = that is not known yet. */
  get plan(): Plan | null {
    return this.#plan;
  }

  /** By which name it is kept; null = it has not come to its end. */
  get id(): string | null {
    return this.#id;
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
    this.#show(plan, await files.table(), await files.lastKept());
  }

  /** Those of the workspace that came to their end, the newest first. */
  kept(): Promise<Kept[]> {
    return this.parts.files.kept();
  }

  /** Shows one that is kept. Gives why not. */
  async open(id: string): Promise<string | undefined> {
    if (this.#control) return `${this.#status.file} is being evaluated: cancel that first.`;
    const kept = await this.parts.files.keptTable(id);
    if (!kept) return "This evaluation is not kept any more.";
    this.#show(kept.plan, kept.table, id);
    return undefined;
  }

  /** Shows what this window has not computed. */
  #show(plan: Plan, table: Evaluation | null, id: string | null): void {
    this.#id = id;
    this.#uri = Uri.parse(plan.uri);
    this.#plan = plan;
    this.#table = table;
    const rows = table?.rows ?? 0;
    const malformed = table ? table.malformed.items.length + table.malformed.more : 0;
    this.#set({ ...nothing, state: table ? "done" : "stopped", file: nameOf(this.#uri), rows, malformed }, true);
  }

  /**
   * Evaluates a file with the model and thresholds of the settings, or at all thresholds. How the file is read is
   * detected, but for what is `wanted`.
   */
  begin(
    uri: Uri,
    ask: AskReading,
    { exactly = false, wanted = {} }: { exactly?: boolean; wanted?: Wanted } = {},
  ): void {
    this.#again = () => this.begin(uri, ask, { exactly, wanted });
    let begun: { decided: Decided; asked: Asked } | null = null;
    this.#start(uri, undefined, true, async (run) => {
      if (!begun) {
        const decided = await decideReading(run.file.source, run.info, run.control, ask, wanted);
        if (!decided) return false;
        const meant = {
          given: null,
          usual: config.evaluationThresholds,
          exact: exactly ? config.evaluationRuns : null,
        };
        const asked = askedOf(run.info.policy, meant);
        const { precision } = run;
        this.#plan = { format: 1, uri: uri.toString(), ...decided, ...asked, precision };
        await this.parts.files.begin(this.#plan);
        begun = { decided, asked };
      }
      return this.#run(run, begun.decided, begun.asked);
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
    const table = await this.parts.files.table();
    if (table) {
      this.#show(plan, table, await this.parts.files.lastKept()); // another window has brought it to its end
      return;
    }
    // What is done was computed in this precision, and so is the rest.
    const { precision, reading, said, thresholds, exact } = plan;
    this.#start(Uri.parse(plan.uri), precision, false, async (run) => {
      await this.parts.files.goOn(plan);
      this.#plan = plan;
      return this.#run(run, { reading, said }, { thresholds, exact });
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

  /** Gives up the last evaluation, and what was done of it. Not while one runs. */
  async forget(): Promise<void> {
    if (this.#control) return;
    await this.parts.files.clear();
    this.#uri = null;
    this.#plan = null;
    this.#id = null;
    this.#table = null;
    this.#set(nothing, true);
  }

  dispose(): void {
    this.cancel();
    this.#changed.dispose();
  }

  /** `precision`: undefined = what the settings say. `work` begins anew where WebGPU fails: what is done stands in the journal, and counts. */
  #start(uri: Uri, precision: Precision | undefined, anew: boolean, work: (run: Running) => Promise<boolean>): void {
    if (this.#control) throw new SkimError("data-set", "Another evaluation is running.");
    const control = new Control();
    this.#control = control;
    const before = { uri: this.#uri, plan: this.#plan, id: this.#id, table: this.#table, status: this.#status };
    this.#uri = uri;
    this.#plan = null;
    this.#id = null;
    this.#table = null;
    this.#set({ ...nothing, state: "loading", file: nameOf(uri) }, true);
    const engines = new EvaluationEngines(this.parts);
    this.#work = (async () => {
      try {
        const file = await control.unlessCancelled(this.parts.open(uri));
        const load = async (without?: string) => {
          const run = file ? await this.#load(file, { precision, without }, control, engines) : cancelled;
          if (run !== cancelled) ({ precision } = run); // the rest is computed in the same
          return run;
        };
        const done = await this.parts.compute.on(load, work);
        if (done === true) this.#set({ ...this.#status, state: "done" }, true);
        else await this.#end("stopped", null, anew, before);
      } catch (error) {
        logError(this.parts.log, `Evaluating ${nameOf(uri)}`, error);
        await this.#end("failed", withoutStack(toFailure(error)), anew, before);
      } finally {
        this.#control = null;
        engines.dispose();
      }
    })();
  }

  /** Ends what came to no table. Where it has not one row, what was shown before is shown again: nothing of that is lost. */
  async #end(state: "stopped" | "failed", failure: Failure | null, anew: boolean, before: Shown): Promise<void> {
    const { rows, malformed, file } = this.#status;
    if (rows + malformed > 0 || before.uri === null) {
      this.#set({ ...this.#status, state, failure }, true);
      return;
    }
    if (anew) await this.parts.files.giveUp();
    this.#uri = before.uri;
    this.#plan = before.plan;
    this.#id = before.id;
    this.#table = before.table;
    const message = failure && `${fromFile(file)} is not evaluated. ${failure.message}`;
    const why = failure && message !== null && anew ? { ...failure, message } : failure;
    this.#set({ ...before.status, ...(anew ? {} : { state }), failure: why }, true);
  }

  async #load(
    file: DataSetFile,
    wish: Omit<Wish, "tokens">,
    control: Control,
    engines: EvaluationEngines,
  ): Promise<Running | Cancelled> {
    const loaded = await engines.load(file.source, control, wish);
    if (loaded === cancelled) return cancelled;
    const { precision, files: stamp, choice, end } = loaded;
    this.#set({ ...this.#status, backendWhy: choice.why });
    const { name, layers, labels, semantics, policy } = loaded.model;
    const model = { name, layers, labels, semantics, policy };
    return { file, engines, control, model, info: loaded.model, precision, stamp, choice, end };
  }

  async #run(run: Running, detected: Pick<Detected, "reading" | "said">, ask: Asked): Promise<boolean> {
    const { thresholds, exact } = ask;
    const { file, engines, control, model, info, precision, stamp } = run;
    const kind = kindOf(info.task);
    const { reading, said } = detected;
    const { files } = this.parts;
    const meant = reading.labels ? { labelValues: reading.labels.values } : {};
    const tally = new Tally({ file: file.source.name, columns: said, ...meant, model, kind, precision, ...ask, seed });
    const sizes = { layers: model.layers, classes: model.labels.length };
    const asked = exact === null ? { thresholds } : { thresholds, exact };
    const key = { model: stamp, precision, ...asked, ...sizes, reading: readingKey(reading) };
    const journal = await Journal.resume(await files.journal(), key, kind);
    file.restart();
    const status = () => ({
      ...this.#status,
      rows: tally.rows,
      malformed: tally.malformed,
      fraction: file.fraction,
    });
    const onProgress = paced(
      () => this.#set(status()),
      () => {
        this.#table = tally.table();
        this.#set(status(), true);
      },
    );
    const { runners } = engines;
    const state = control.state === "paused" ? "paused" : "running";
    this.#set({ ...this.#status, state });
    const source = file.source;
    const done = await evaluate({ source, reading, ask, runners, tally, journal, control, onProgress });
    this.#table = tally.table();
    this.#set({ ...status(), ...(done ? { fraction: 1 } : {}) }, true);
    if (done) this.#id = await files.finish(this.#table);
    return done;
  }

  #set(status: EvaluationStatus, table = false): void {
    this.#status = status;
    this.#changed.fire({ table });
  }
}

interface Shown {
  uri: Uri | null;
  plan: Plan | null;
  id: string | null;
  table: Evaluation | null;
  status: EvaluationStatus;
}

/** What an evaluation that runs has in hand. */
interface Running extends Chosen {
  file: DataSetFile;
  engines: EvaluationEngines;
  control: Control;
  model: Evaluation["model"];
  info: ModelInfo;
  precision: Evaluation["precision"];
  /** Changes with the model's files. */
  stamp: string;
}
