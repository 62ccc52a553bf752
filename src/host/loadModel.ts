import {
  EventEmitter,
  ProgressLocation,
  Uri,
  window,
  workspace,
  type CancellationToken,
  type LogOutputChannel,
} from "vscode";
import type { Loaded, LoadProgress } from "../protocol/engine.js";
import { toFailure } from "../protocol/errors.js";
import type { ModelStatus } from "../protocol/view.js";
import { choosePrecision, config } from "./config.js";
import { cancelled, untilCancelled, type Cancelled, type EngineClient, type LoadPlan } from "./engineClient.js";
import { logError } from "./log.js";
import { findModel, int8RecordOf, sourceOf, stampOf } from "./models.js";
import { withoutStack } from "./runs.js";

/** What the settings say is to be loaded. Throws SkimError "bundle-missing". */
export async function planLoad(extensionUri: Uri, threads: number): Promise<LoadPlan & { name: string }> {
  const folder = await findModel(config.model, extensionUri);
  const wanted = config.precision;
  const precision = choosePrecision(wanted, wanted === "auto" ? await int8RecordOf(folder) : null);
  const key = [folder.uri.toString(), precision, threads, await stampOf(folder)].join(" ");
  return { key, name: folder.name, precision, threads, source: () => sourceOf(folder) };
}

/** A load that takes longer than this, milliseconds, is shown as a notification that can cancel it. */
const quietFor = 700;

/** What was loaded, and what the settings said then. */
interface Known {
  asked: string;
  key: string;
  loaded: Loaded;
}

/** All settings that say which model is loaded, and where it is looked for. */
function asked(): string {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());
  return JSON.stringify([config.model, config.precision, config.threads, folders]);
}

/** Loads the model that the settings name, and says how it stands with it. */
export class ModelLoader {
  #status: ModelStatus = { state: "none", name: "", precision: "fp32", failure: null };
  #loadedKey = "";
  #known: Known | null = null;
  #notified = false;
  #userCancelled = false;
  readonly #changed = new EventEmitter<ModelStatus>();
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly client: EngineClient,
    private readonly extensionUri: Uri,
    private readonly threads: (wanted: number) => number,
    private readonly log: LogOutputChannel,
  ) {}

  get status(): ModelStatus {
    return this.#status;
  }

  /** Names the loaded files, precision and threads: two keys differ where the weights may. Empty = nothing is loaded. */
  get key(): string {
    return this.#loadedKey;
  }

  /**
   * The loaded model at once, where the settings still ask for it; null = `load` it. Looking whether its files are still those that
   * were loaded takes some round trips to the window: that goes on meanwhile, and `confirmed` says false if they are not.
   */
  ready(): { loaded: Loaded; confirmed: Promise<boolean> } | null {
    const known = this.#known;
    if (known?.asked !== asked() || !this.client.alive) return null;
    const confirmed = planLoad(this.extensionUri, this.threads(config.threads)).then(
      ({ key }) => key === known.key,
      () => false, // `load` will say what is wrong
    );
    return {
      loaded: known.loaded,
      confirmed: confirmed.then((same) => {
        if (!same && this.#known === known) this.#known = null;
        return same;
      }),
    };
  }

  /** The loaded model; loads it first if the settings, the bundle or the worker changed. Rejects with SkimError.
   *  Who cancels only stops waiting: the next request wants the same model. `cancel` ends the load. */
  async load(token: CancellationToken): Promise<Loaded | Cancelled> {
    const work = this.#load();
    work.catch(() => undefined);
    return untilCancelled(work, token);
  }

  /** Ends a load under way, on a person's wish. */
  cancel(): void {
    if (this.#status.state !== "loading") return;
    this.#userCancelled = true;
    this.client.cancelLoad();
  }

  async #load(): Promise<Loaded | Cancelled> {
    let name = config.model;
    let precision = this.#status.precision;
    this.#known = null;
    const wanted = asked();
    try {
      const plan = await planLoad(this.extensionUri, this.threads(config.threads));
      ({ name, precision } = plan);
      if (plan.key !== this.#loadedKey || !this.client.alive)
        this.#set({ state: "loading", name, precision, failure: null });
      this.#userCancelled = false;
      const progress = new EventEmitter<LoadProgress>();
      const load = this.client.load(plan, (step) => progress.fire(step));
      void this.#notify(name, load, progress);
      const loaded = await load;
      if (this.#loadedKey !== plan.key)
        this.log.info(`Loaded ${name} as ${loaded.precision} on ${loaded.backend} in ${loaded.ms.toFixed(0)} ms.`);
      this.#loadedKey = plan.key;
      this.#known = { asked: wanted, key: plan.key, loaded };
      this.#set({ state: "ready", name, precision, failure: null });
      return loaded;
    } catch (error) {
      this.#loadedKey = "";
      if (this.#userCancelled) {
        this.#set({ state: "none", name, precision, failure: null });
        return cancelled;
      }
      logError(this.log, `Loading the model ${name}`, error);
      this.#set({ state: "failed", name, precision, failure: withoutStack(toFailure(error)) });
      throw error;
    }
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #set(status: ModelStatus): void {
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return;
    this.#status = status;
    this.#changed.fire(status);
  }

  async #notify(name: string, load: Promise<unknown>, progress: EventEmitter<LoadProgress>): Promise<void> {
    const over = load.then(
      () => true,
      () => true,
    );
    const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), quietFor));
    if ((await Promise.race([over, late])) || this.#notified) return;
    this.#notified = true;
    const options = {
      location: ProgressLocation.Notification,
      title: `Transkimmer: loading the model ${name}`,
      cancellable: true,
    };
    await window.withProgress(options, async (report, stop) => {
      let before = 0;
      progress.event(({ fraction, step }) => {
        report.report({ message: step, increment: Math.max(0, fraction - before) * 100 });
        before = Math.max(before, fraction);
      });
      stop.onCancellationRequested(() => this.cancel());
      await over;
    });
    this.#notified = false;
    progress.dispose();
  }
}
