import { EventEmitter, type Uri } from "vscode";
import { measureSpeed, textsToTime } from "../../dataset/measure/speed.js";
import { readRows, type Source } from "../../dataset/read/rows.js";
import { Control } from "../../dataset/run/control.js";
import { SkimError, toFailure } from "../../protocol/errors.js";
import type { Evaluation } from "../../run/evaluation.js";
import type { Texts } from "../../run/passage.js";
import type { Speed, SpeedState } from "../../run/speed.js";
import { fromFile } from "../../words/text.js";
import { cancelled } from "../../worker/cancelled.js";
import { logError } from "../log.js";
import type { DataSetFile } from "./dataSetFile.js";
import { EvaluationEngines, type EnginesParts } from "./evaluationEngines.js";
import { evaluatedBy, otherModel } from "./evaluatedBy.js";
import type { EvaluationFiles } from "./evaluationFiles.js";
import type { Evaluations } from "./evaluations.js";
import type { Plan } from "./plan.js";

/** Measured times that are kept of an evaluation: some settings of all policies. */
const mostKept = 200;

/** Settings of a policy that are to be timed. */
interface Timed {
  table: Evaluation;
  settings: readonly number[];
}

interface Timing {
  source: Source;
  texts: readonly Texts[];
  plan: Plan;
  control: Control;
  onProgress: (done: number) => void;
}

export interface SpeedParts extends EnginesParts {
  open: (uri: Uri) => Promise<DataSetFile>;
  files: EvaluationFiles;
  evaluations: Evaluations;
}

/** How fast the shown evaluation's texts are at a threshold, on this machine: measured on demand, in an engine of its own, and kept beside the table. */
export class Speeds {
  #state: SpeedState = { is: "none" };
  #speeds: Speed[] = [];
  /** Of the evaluation that these are of. */
  #of: string | null = null;
  #control: Control | null = null;
  #work: Promise<void> = Promise.resolve();
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription;

  constructor(private readonly parts: SpeedParts) {
    this.#subscription = parts.evaluations.onDidChange(({ table }) => {
      if (table) void this.#look();
    });
  }

  get state(): SpeedState {
    return this.#state;
  }

  /** Of the shown evaluation, the last ones measured. */
  get speeds(): readonly Speed[] {
    return this.#speeds;
  }

  whenIdle(): Promise<void> {
    return this.#work;
  }

  /** Of the shown policy. Gives why not, if it cannot begin. */
  measure(threshold: number): string | undefined {
    const { table } = this.parts.evaluations;
    return this.#begin(table ? [{ table, settings: [threshold] }] : []);
  }

  /** Every setting of every policy. Gives why not, if it cannot begin. */
  measureAll(): string | undefined {
    const all = this.parts.evaluations.tables.map((table) => {
      return { table, settings: table.at.slice(1).map(({ threshold }) => threshold) };
    });
    return this.#begin(all.filter(({ settings }) => settings.length > 0));
  }

  #begin(wanted: readonly Timed[]): string | undefined {
    const { evaluations } = this.parts;
    if (this.#control || evaluations.busy) return "Something is being evaluated or measured: wait for its end.";
    const { uri, plan } = evaluations;
    const id = this.#of;
    if (!uri || !plan || wanted.length === 0 || id === null) return "Evaluate a data set first.";
    const control = new Control();
    this.#control = control;
    this.#set({ is: "measuring", done: 0, all: 0 });
    this.#work = (async () => {
      try {
        const { source } = await this.parts.open(uri);
        const texts = await textsToTime(readRows(source, plan.reading));
        for (const [i, timed] of wanted.entries()) {
          const all = wanted.length * texts.length;
          const onProgress = (done: number) => this.#set({ is: "measuring", done: i * texts.length + done, all });
          const measured = await this.#time(timed, { source, texts, plan, control, onProgress });
          if (!measured) {
            this.#set({ is: "none" });
            return;
          }
          const isOld = (old: Speed) =>
            measured.some(({ policy, threshold }) => old.policy === policy && old.threshold === threshold);
          this.#speeds = [...this.#speeds.filter((old) => !isOld(old)), ...measured].slice(-mostKept);
          await this.parts.files.keepSpeeds(id, this.#speeds);
        }
        this.#set({ is: "done" });
      } catch (error) {
        logError(this.parts.log, "Measuring speed", error);
        this.#set({ is: "failed", message: toFailure(error).message });
      } finally {
        this.#control = null;
      }
    })();
    return undefined;
  }

  /** null = it was cancelled. */
  async #time(
    { table, settings }: Timed,
    { source, texts, plan, control, onProgress }: Timing,
  ): Promise<Speed[] | null> {
    const engines = new EvaluationEngines({ ...this.parts, workers: 1 });
    const compared = this.parts.evaluations.tables.length > 1;
    const policy = table.model.policy?.name;
    const { precision } = plan;
    const by = evaluatedBy(table, plan);
    try {
      const other = await otherModel(by, this.parts.extensionUri);
      if (other)
        throw new SkimError(
          "data-set",
          `The settings name another model (${fromFile(other.name)}) than the one that was evaluated (${fromFile(table.model.name)}).`,
        );
      const loaded = await engines.load(source, control, { precision, policy });
      if (loaded === cancelled) return null;
      const [runner] = engines.runners;
      const time = async (text: Texts, at: number) =>
        (await control.unlessCancelled(runner?.time(text, at) ?? Promise.resolve(NaN))) ?? null;
      const measured = await measureSpeed(texts, table.at[0]?.threshold ?? 0, settings, time, onProgress);
      const { backend } = loaded;
      const own = compared && policy !== undefined ? { policy } : {};
      return (
        measured?.map((one) => ({ ...own, texts: texts.length, backend, precision: loaded.precision, ...one })) ?? null
      );
    } finally {
      engines.dispose();
    }
  }

  cancel(): void {
    this.#control?.cancel();
  }

  dispose(): void {
    this.cancel();
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /** Another evaluation is shown, or goes on: what was measured of the one before is not its. */
  async #look(): Promise<void> {
    const { evaluations, files } = this.parts;
    const id = evaluations.id;
    if (id === this.#of) return;
    this.cancel();
    this.#of = id;
    this.#speeds = [];
    this.#state = { is: "none" };
    const speeds = id === null ? [] : await files.speeds(id);
    if (this.#of !== id) return;
    this.#speeds = speeds;
    this.#changed.fire();
  }

  #set(state: SpeedState): void {
    this.#state = state;
    this.#changed.fire();
  }
}
