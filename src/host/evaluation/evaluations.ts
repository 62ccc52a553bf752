import { EventEmitter, Uri } from "vscode";
import { Control } from "../../dataset/run/control.js";
import { askedOf, type Asked } from "../../dataset/run/asked.js";
import { evaluate } from "../../dataset/run/evaluate.js";
import { Journal } from "../../dataset/run/journal.js";
import { readingKey, type Wanted } from "../../dataset/read/reading.js";
import { kindOf } from "../../dataset/measure/index.js";
import { Tally } from "../../dataset/measure/tally.js";
import { SkimError, toFailure, type Failure } from "../../protocol/errors.js";
import type { Evaluation } from "../../run/evaluation.js";
import type { EvaluationStatus } from "../../protocol/evaluationView.js";
import { fromFile } from "../../words/text.js";
import { config } from "../config.js";
import type { DataSetFile } from "./dataSetFile.js";
import { decideReading, type AskReading } from "./decideReading.js";
import { EvaluationEngines, type EnginesParts, type EnginesWish, type LoadedForAll } from "./evaluationEngines.js";
import type { EvaluationFiles, Kept } from "./evaluationFiles.js";
import { paced } from "./paced.js";
import type { Plan } from "./plan.js";
import { keptShown, nothing, tableOf, type Shown } from "./shown.js";
import { cancelled, type Cancelled } from "../../worker/cancelled.js";
import { logError } from "../log.js";
import { nameOf } from "../model/models.js";
import { withoutStack } from "../run/runs.js";

export interface EvaluationParts extends EnginesParts {
  open: (uri: Uri) => Promise<DataSetFile>;
  files: EvaluationFiles;
}

/** What is asked of a file. */
export interface Evaluating {
  /** At all thresholds. */
  exactly?: boolean;
  /** How it is read, as far as a person decides it. */
  wanted?: Wanted;
  /** Two or more, by their names; absent = the one of the settings. */
  policies?: readonly string[];
}

const seed = 1;

/** The evaluation of a data set, one at a time, in engines of its own: what is classified meanwhile does not wait for it. */
export class Evaluations {
  #shown: Shown = nothing;
  /** Begins the last evaluation of this window anew. */
  #again: (() => void) | null = null;
  #control: Control | null = null;
  #work: Promise<void> = Promise.resolve();
  readonly #changed = new EventEmitter<{ table: boolean }>();
  /** `table`: not only the status is another. */
  readonly onDidChange = this.#changed.event;

  constructor(private readonly parts: EvaluationParts) {}

  get status(): EvaluationStatus {
    return this.#shown.status;
  }

  /** Of the rows so far, and of the policy that is looked at; null = there is none. */
  get table(): Evaluation | null {
    return tableOf(this.#shown);
  }

  /** Of all policies that have begun. */
  get tables(): readonly Evaluation[] {
    return this.#shown.tables;
  }

  /** The data set's file. */
  get uri(): Uri | null {
    return this.#shown.uri;
  }

  /** What it was asked for; null = that is not known yet. */
  get plan(): Plan | null {
    return this.#shown.plan;
  }

  /** By which name it is kept; null = it has not come to its end. */
  get id(): string | null {
    return this.#shown.id;
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
    if (!plan || this.uri) return;
    this.#show(keptShown(plan, await files.tables(), await files.lastKept()));
  }

  /** Those of the workspace that came to their end, the newest first. */
  kept(): Promise<Kept[]> {
    return this.parts.files.kept();
  }

  /** Shows one that is kept. Gives why not. */
  async open(id: string): Promise<string | undefined> {
    if (this.#control) return `${this.status.file} is being evaluated: cancel that first.`;
    const kept = await this.parts.files.keptTables(id);
    if (!kept) return "This evaluation is not kept any more.";
    this.#show(keptShown(kept.plan, kept.tables, id));
    return undefined;
  }

  /** Looks at another policy's table. */
  look(policy: string): void {
    this.#show({ ...this.#shown, policy });
  }

  /**
   * Evaluates a file with the model and thresholds of the settings, or at all thresholds, or by several policies. How the file is
   * read is detected, but for what is `wanted`.
   */
  begin(uri: Uri, ask: AskReading, asked: Evaluating = {}): void {
    const { exactly = false, wanted = {}, policies = [] } = asked;
    this.#again = () => this.begin(uri, ask, asked);
    this.#start(uri, { policy: policies[0] }, true, async ({ file, loaded, control }) => {
      const decided = await decideReading(file.source, loaded.model, control, ask, wanted);
      if (!decided) return null;
      const meant = { given: null, usual: config.evaluationThresholds, exact: exactly ? config.evaluationRuns : null };
      const known = policies.map((name) => {
        const info = loaded.policies.find((policy) => policy.name === name);
        if (info) return { policy: name, thresholds: askedOf(info, meant).thresholds };
        throw new SkimError("policy", `This model cannot be skimmed by ${name}.`);
      });
      const compared = known.length > 1 ? { compared: known } : {};
      const { precision, setting: model } = loaded;
      const at = askedOf(loaded.model.policy, meant);
      const plan: Plan = { format: 1, uri: uri.toString(), model, ...decided, ...at, ...compared, precision };
      await this.parts.files.begin(plan);
      return plan;
    });
  }

  /** Goes on with a paused evaluation, or with one that was stopped. */
  async resume(): Promise<void> {
    if (this.#control) {
      this.#control.resume();
      if (this.status.state === "paused") this.#set({ ...this.status, state: "running" });
      return;
    }
    const isBegun = this.status.state !== "failed" || this.plan !== null;
    const plan = isBegun ? await this.parts.files.plan() : null;
    if (!plan) {
      this.#again?.(); // it failed before its columns were known
      return;
    }
    const tables = await this.parts.files.tables();
    if (tables) {
      this.#show(keptShown(plan, tables, await this.parts.files.lastKept())); // another window has brought it to its end
      return;
    }
    // What is done was computed in this precision, and so is the rest.
    const { precision, compared } = plan;
    this.#start(Uri.parse(plan.uri), { precision, policy: compared?.[0]?.policy }, false, async () => {
      await this.parts.files.goOn(plan);
      return plan;
    });
  }

  pause(): void {
    if (this.status.state !== "running") return;
    this.#control?.pause();
    this.#set({ ...this.status, state: "paused" });
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
    this.#show(nothing);
  }

  dispose(): void {
    this.cancel();
    this.#changed.dispose();
  }

  /** `wish`: of the first policy. `decide`: what is to be done, once its engines are there; null = nothing, it was cancelled. */
  #start(uri: Uri, wish: EnginesWish, anew: boolean, decide: (run: Running) => Promise<Plan | null>): void {
    if (this.#control) throw new SkimError("data-set", "Another evaluation is running.");
    const control = new Control();
    this.#control = control;
    const before = this.#shown;
    this.#show({ ...nothing, uri, status: { ...nothing.status, state: "loading", file: nameOf(uri) } });
    this.#work = (async () => {
      try {
        const file = await control.unlessCancelled(this.parts.open(uri));
        if (file && (await this.#runAll(file, control, wish, decide)))
          this.#set({ ...this.status, state: "done" }, true);
        else await this.#end("stopped", null, anew, before);
      } catch (error) {
        logError(this.parts.log, `Evaluating ${nameOf(uri)}`, error);
        await this.#end("failed", withoutStack(toFailure(error)), anew, before);
      } finally {
        this.#control = null;
      }
    })();
  }

  /** One policy after the other. False = it was cancelled. */
  async #runAll(
    file: DataSetFile,
    control: Control,
    wish: EnginesWish,
    decide: (run: Running) => Promise<Plan | null>,
  ): Promise<boolean> {
    const begun: { plan: Plan | null } = { plan: null };
    let { precision } = wish;
    for (let i = 0; i < (begun.plan?.compared?.length ?? 1); i++) {
      const engines = new EvaluationEngines(this.parts);
      const load = async (without?: string) => {
        const policy = begun.plan?.compared?.[i]?.policy ?? wish.policy;
        const run = await this.#load(file, { precision, policy, without }, control, engines);
        if (run !== cancelled) ({ precision } = run.loaded); // the rest is computed in the same
        return run;
      };
      // It begins anew where WebGPU fails: what is done stands in the journal, and counts.
      const work = async (run: Running) => {
        const plan = (begun.plan ??= await decide(run));
        if (!plan) return false;
        this.#shown = { ...this.#shown, plan };
        return this.#run(run, plan, i);
      };
      try {
        if ((await this.parts.compute.on(load, work)) !== true) return false;
      } finally {
        engines.dispose();
      }
    }
    const { tables } = this.#shown;
    const [first] = tables;
    if (!first) return false;
    const content = tables.length > 1 ? ({ format: 1, kind: "comparison", tables } as const) : first;
    const id = await this.parts.files.finish(content, first);
    this.#shown = { ...this.#shown, id, policy: first.model.policy?.name ?? null };
    this.#set({ ...this.status, policy: "" });
    return true;
  }

  /** Ends what came to no table. Where it has not one row, what was shown before is shown again: nothing of that is lost. */
  async #end(state: "stopped" | "failed", failure: Failure | null, anew: boolean, before: Shown): Promise<void> {
    const { rows, malformed, file } = this.status;
    const useless = before.status.state === "done" && before.tables.every(({ rows }) => rows === 0);
    if (rows + malformed > 0 || before.uri === null || useless) {
      if (useless && rows + malformed === 0 && anew) await this.parts.files.giveUp();
      this.#set({ ...this.status, state, failure }, true);
      return;
    }
    if (anew) await this.parts.files.giveUp();
    const message = failure && `${fromFile(file)} is not evaluated. ${failure.message}`;
    const why = failure && message !== null && anew ? { ...failure, message } : failure;
    this.#show({ ...before, status: { ...before.status, ...(anew ? {} : { state }), failure: why } });
  }

  async #load(
    file: DataSetFile,
    wish: EnginesWish,
    control: Control,
    engines: EvaluationEngines,
  ): Promise<Running | Cancelled> {
    const loaded = await engines.load(file.source, control, wish);
    if (loaded === cancelled) return cancelled;
    const { choice, end } = loaded;
    this.#set({ ...this.status, backendWhy: choice.why });
    return { file, engines, control, loaded, choice, end };
  }

  /** The policy of this place in the plan. */
  async #run({ file, engines, control, loaded }: Running, plan: Plan, place: number): Promise<boolean> {
    const { model: info, files: stamp, precision } = loaded;
    const { reading, said, exact, compared } = plan;
    const thresholds = compared?.[place]?.thresholds ?? plan.thresholds;
    const ask: Asked = { thresholds, exact };
    const { name, layers, labels, semantics, policy } = info;
    const model = { name, layers, labels, semantics, policy };
    const kind = kindOf(info.task);
    const { files } = this.parts;
    const meant = reading.labels ? { labelValues: reading.labels.values } : {};
    const tally = new Tally({ file: file.source.name, columns: said, ...meant, model, kind, precision, ...ask, seed });
    const sizes = { layers, classes: labels.length };
    const asked = exact === null ? { thresholds } : { thresholds, exact };
    const key = { model: stamp, precision, ...asked, ...sizes, reading: readingKey(reading) };
    const journal = await Journal.resume(await files.journal(place), key, kind);
    file.restart();
    const all = compared?.length ?? 1;
    const status = (fraction: number) => ({
      ...this.status,
      policy: all > 1 ? `${policy.name}, ${place + 1} of ${all}` : "",
      rows: tally.rows,
      malformed: tally.malformed,
      fraction: (place + fraction) / all,
    });
    const { tables } = this.#shown;
    const show = () => (this.#shown = { ...this.#shown, tables: [...tables.slice(0, place), tally.table()] });
    const onProgress = paced(
      () => this.#set(status(file.fraction)),
      () => {
        show();
        this.#set(status(file.fraction), true);
      },
    );
    const { runners } = engines;
    const state = control.state === "paused" ? "paused" : "running";
    this.#set({ ...this.status, state });
    const source = file.source;
    const done = await evaluate({ source, reading, ask, runners, tally, journal, control, onProgress });
    show();
    this.#set(status(done ? 1 : file.fraction), true);
    return done;
  }

  #show(shown: Shown): void {
    this.#shown = shown;
    this.#changed.fire({ table: true });
  }

  #set(status: EvaluationStatus, table = false): void {
    this.#shown = { ...this.#shown, status };
    this.#changed.fire({ table });
  }
}

/** What evaluates one policy. */
interface Running extends Pick<LoadedForAll, "choice" | "end"> {
  file: DataSetFile;
  engines: EvaluationEngines;
  control: Control;
  loaded: LoadedForAll;
}
