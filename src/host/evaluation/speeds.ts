import { EventEmitter, type Uri } from "vscode";
import { measureSpeed, textsToTime } from "../../dataset/measure/speed.js";
import { readRows } from "../../dataset/read/rows.js";
import { Control } from "../../dataset/run/control.js";
import { SkimError, toFailure } from "../../protocol/errors.js";
import type { Texts } from "../../run/passage.js";
import type { Speed, SpeedState } from "../../run/speed.js";
import { fromFile } from "../../words/text.js";
import { cancelled } from "../../worker/cancelled.js";
import { logError } from "../log.js";
import type { DataSetFile } from "./dataSetFile.js";
import { EvaluationEngines, type EnginesParts } from "./evaluationEngines.js";
import type { EvaluationFiles } from "./evaluationFiles.js";
import type { Evaluations } from "./evaluations.js";

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

  /** Gives why not, if it cannot begin. */
  measure(threshold: number): string | undefined {
    const { evaluations } = this.parts;
    if (this.#control || evaluations.busy) return "Something is being evaluated or measured: wait for its end.";
    const { uri, plan, table } = evaluations;
    const id = this.#of;
    if (!uri || !plan || !table || id === null) return "Evaluate a data set first.";
    const control = new Control();
    this.#control = control;
    this.#set({ is: "measuring", done: 0, all: 0 });
    const engines = new EvaluationEngines({ ...this.parts, workers: 1 });
    this.#work = (async () => {
      try {
        const { source } = await this.parts.open(uri);
        const texts = await textsToTime(readRows(source, plan.reading));
        const loaded = await engines.load(source, control, { precision: plan.precision });
        if (loaded === cancelled) {
          this.#set({ is: "none" });
          return;
        }
        if (loaded.model.name !== table.model.name)
          throw new SkimError(
            "data-set",
            `The settings name another model (${fromFile(loaded.model.name)}) than the one that was evaluated (${fromFile(table.model.name)}).`,
          );
        const [runner] = engines.runners;
        const time = async (texts: Texts, at: number) =>
          (await control.unlessCancelled(runner?.time(texts, at) ?? Promise.resolve(NaN))) ?? null;
        const onProgress = (done: number) => this.#set({ is: "measuring", done, all: texts.length });
        const measured = await measureSpeed(texts, plan.thresholds[0] ?? 0, threshold, time, onProgress);
        if (!measured) {
          this.#set({ is: "none" });
          return;
        }
        const { backend, precision } = loaded;
        const speed: Speed = { threshold, texts: texts.length, backend, precision, ...measured };
        const others = this.#speeds.filter((other) => other.threshold !== threshold);
        this.#speeds = [...others, speed].slice(-20);
        await this.parts.files.keepSpeeds(id, this.#speeds);
        this.#set({ is: "done" });
      } catch (error) {
        logError(this.parts.log, "Measuring speed", error);
        this.#set({ is: "failed", message: toFailure(error).message });
      } finally {
        this.#control = null;
        engines.dispose();
      }
    })();
    return undefined;
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
