import type { LogOutputChannel, Uri } from "vscode";
import type { Control } from "../../dataset/run/control.js";
import { textTokens } from "../../dataset/read/detect.js";
import type { Source } from "../../dataset/read/rows.js";
import { refuseTask } from "../../dataset/measure/index.js";
import { EngineRunner, otherModel } from "../../dataset/run/runner.js";
import type { Choice } from "../../run/backend.js";
import type { Loaded } from "../../protocol/engine.js";
import type { Backend } from "../../run/run.js";
import type { Backends } from "../model/backends.js";
import type { Engine } from "../model/engineClient.js";
import type { SaidSemantics } from "../model/semantics.js";
import { choiceFor, planLoad, withChoice, type Wish } from "../model/loadModel.js";

export interface EnginesParts {
  extensionUri: Uri;
  startEngine: (backend: Backend) => Promise<Engine>;
  backends: Backends;
  said: SaidSemantics;
  /** Engines side by side, on WASM. */
  workers: number;
  log: LogOutputChannel;
}

/** The engines that evaluate one data set: several on WASM or, for there is one GPU, one on WebGPU; should that fail, those on WASM. */
export class EvaluationEngines {
  #runners: EngineRunner[] = [];
  #choice: Choice | null = null;

  constructor(private readonly parts: EnginesParts) {}

  get runners(): readonly EngineRunner[] {
    return this.#runners;
  }

  /** Starts the engines that suit the settings and the length of the file's texts, with the model that the settings name. null = cancelled. Rejects with SkimError. */
  async load(
    source: Source,
    control: Control,
    wish: Omit<Wish, "tokens"> = {},
  ): Promise<(Loaded & { files: string; why: string }) | null> {
    const { extensionUri, startEngine, backends, said, workers, log } = this.parts;
    const planning = async () => {
      const own = await planLoad(extensionUri, 1, said);
      await backends.ready(own);
      return { own, tokens: await textTokens(source) };
    };
    const planned = await control.unlessCancelled(planning());
    if (!planned) return null;
    const { own, tokens } = planned;
    const choice = (this.#choice = choiceFor(backends, own, { tokens, ...wish }));
    backends.say(choice);
    const { backend, precision, semantics, threads, files } = withChoice(own, choice);
    try {
      const model = await control.unlessCancelled(own.source(backend));
      if (!model) return null;
      const params = { source: model, precision, threads, backend, ...(semantics && { semantics }) };
      const count = backend === "webgpu" ? 1 : workers;
      const confirm = async () => {
        if (!(await own.isThere())) throw otherModel(own.name);
      };
      const runner = () => new EngineRunner(() => startEngine(backend), params, confirm);
      this.#runners = Array.from({ length: count }, runner);
      const loading = Promise.all(this.#runners.map((runner) => runner.load()));
      const [loaded] = (await control.unlessCancelled(loading)) ?? [];
      if (!loaded) return null;
      refuseTask(loaded.model);
      const because = choice.why === "" ? "" : ` (${choice.why})`;
      log.info(
        `Evaluating ${source.name} with ${loaded.model.name}, ${precision}, ${loaded.backend}${because}, engines: ${count}.`,
      );
      return { ...loaded, files, why: choice.why };
    } catch (error) {
      const without = this.leaveWebGpu(error);
      if (without === null) throw error;
      return this.load(source, control, { ...wish, without });
    }
  }

  /** Gives why, if it was WebGPU that failed: `load` then starts WASM's. null = it was something else. */
  leaveWebGpu(error: unknown): string | null {
    const { backends } = this.parts;
    if (!this.#choice || !backends.isWebGpuFault(this.#choice, error)) return null;
    this.dispose();
    return backends.giveUp(error);
  }

  dispose(): void {
    for (const runner of this.#runners) runner.dispose();
  }
}
