import type { LogOutputChannel, Uri } from "vscode";
import type { Control } from "../../dataset/run/control.js";
import { textTokens } from "../../dataset/read/detect.js";
import type { Source } from "../../dataset/read/rows.js";
import { refuseTask } from "../../dataset/measure/index.js";
import { EngineRunner, otherModel } from "../../dataset/run/runner.js";
import type { Choice } from "../../run/backend.js";
import type { Engine, Loaded } from "../../protocol/engine.js";
import type { Backend } from "../../run/run.js";
import type { Backends } from "../model/backends.js";
import type { Compute, Chosen } from "../model/compute.js";
import { cancelled, type Cancelled } from "../../worker/cancelled.js";
import { EngineClient } from "../../worker/engineClient.js";
import { settingFor } from "../model/models.js";
import type { SaidSemantics } from "../model/semantics.js";
import { choiceFor, planLoad, withChoice, type OwnPlan, type Wish } from "../model/loadModel.js";

export interface EnginesParts {
  extensionUri: Uri;
  startEngine: (backend: Backend) => Promise<Engine>;
  backends: Backends;
  compute: Compute;
  said: SaidSemantics;
  /** Engines side by side, on WASM. */
  workers: number;
  log: LogOutputChannel;
}

/** What is to be loaded of the model that the settings name. */
export interface EnginesWish extends Omit<Wish, "tokens"> {
  /** Absent = what the settings say. */
  policy?: string | undefined;
}

/** A model that the engines have loaded. */
export interface LoadedForAll extends Loaded, Chosen {
  /** Changes with the model's files. */
  files: string;
  /** What the settings must say for the model to be found again. */
  setting: string;
}

/** The engines that evaluate one data set: several on WASM or, for there is one GPU, one on WebGPU. */
export class EvaluationEngines {
  #runners: EngineRunner[] = [];

  constructor(private readonly parts: EnginesParts) {}

  get runners(): readonly EngineRunner[] {
    return this.#runners;
  }

  /** Starts the engines that suit the settings and the length of the file's texts, with the model that the settings name. Rejects with SkimError. */
  async load(source: Source, control: Control, wish: EnginesWish): Promise<LoadedForAll | Cancelled> {
    const { extensionUri, backends, compute, said } = this.parts;
    const planning = async () => {
      const own = await planLoad(extensionUri, 1, said, wish.policy);
      await backends.ready(own);
      return { own, tokens: await textTokens(source) };
    };
    const planned = await control.unlessCancelled(planning());
    if (!planned) return cancelled;
    const { own, tokens } = planned;
    return compute.on(
      (without = wish.without) => {
        const choice = choiceFor(backends, own, { ...wish, tokens, without });
        return { choice, end: () => this.dispose() };
      },
      ({ choice }) => this.#start(source, control, own, choice),
    );
  }

  async #start({ name }: Source, control: Control, own: OwnPlan, choice: Choice): Promise<LoadedForAll | Cancelled> {
    const { extensionUri, startEngine, backends, workers, log } = this.parts;
    backends.say(choice);
    const { backend } = choice;
    const source = await control.unlessCancelled(own.source(backend)); // once for all
    if (!source) return cancelled;
    const plan = { ...withChoice(own, choice), source: () => Promise.resolve(source) };
    const count = backend === "webgpu" ? 1 : workers;
    const confirm = async () => {
      if (!(await own.isThere())) throw otherModel(own.name);
    };
    const client = () =>
      new EngineClient(
        () => startEngine(backend),
        (line) => log.warn(line),
      );
    const runner = () => new EngineRunner(client(), plan, confirm);
    this.#runners = Array.from({ length: count }, runner);
    const loading = Promise.all(this.#runners.map((runner) => runner.load()));
    const [loaded] = (await control.unlessCancelled(loading)) ?? [];
    if (!loaded) return cancelled;
    refuseTask(loaded.model);
    const because = choice.why === "" ? "" : ` (${choice.why})`;
    log.info(
      `Evaluating ${name} with ${loaded.model.name}, ${loaded.precision}, ${loaded.backend}${because}, engines: ${count}.`,
    );
    return { ...loaded, files: plan.files, setting: settingFor(own, extensionUri), choice, end: () => this.dispose() };
  }

  dispose(): void {
    for (const runner of this.#runners) runner.dispose();
  }
}
