import { EventEmitter, Uri, workspace, type LogOutputChannel } from "vscode";
import type { Loaded } from "../../protocol/engine.js";
import type { Choice } from "../../run/backend.js";
import { toFailure } from "../../protocol/errors.js";
import type { Backend, Precision } from "../../run/run.js";
import type { ModelStatus } from "../../protocol/view.js";
import type { Backends } from "./backends.js";
import type { Compute, Chosen } from "./compute.js";
import { config } from "../config.js";
import { cancelled, unlessAborted, type Cancelled } from "../../worker/cancelled.js";
import type { EngineClient, LoadPlan } from "../../worker/engineClient.js";
import { logError } from "../log.js";
import { findModel, sourceOf, stampOf } from "./models.js";
import type { SaidSemantics } from "./semantics.js";
import { withoutStack } from "../run/runs.js";

/** A load by the settings. */
export interface OwnPlan extends LoadPlan {
  /** Names the bundle's files as they are now. */
  files: string;
  /** Of the model's folder. */
  name: string;
  uri: Uri;
  /** Of its files. */
  stamp: string;
  /** True while the files there are those of this plan. */
  isThere(): Promise<boolean>;
}

/** What the settings say is to be loaded, on WASM; `policy`: another than theirs. Throws SkimError "bundle-missing". */
export async function planLoad(
  extensionUri: Uri,
  threads: number,
  said: SaidSemantics,
  policy = config.policy,
): Promise<OwnPlan> {
  const folder = await findModel(config.model, extensionUri);
  const stamp = await stampOf(folder);
  const semantics = said.of(folder);
  const { seed } = config;
  const files = [folder.uri.toString(), stamp, ...[semantics, policy, seed?.toString()].filter((part) => part)].join(
    " ",
  );
  const source = (backend: Backend) => sourceOf(folder, backend);
  const isThere = async () => (await stampOf(folder)) === stamp;
  const at = { name: folder.name, uri: folder.uri, stamp };
  const choice = { precision: config.precision, backend: "wasm" } as const;
  const plan = {
    files,
    ...at,
    threads,
    source,
    isThere,
    ...(semantics && { semantics }),
    ...(policy === null ? {} : { policy }),
    ...(seed === null ? {} : { seed }),
  };
  return withChoice({ ...plan, ...choice, key: "" }, choice);
}

/** The plan on another backend, in another precision. */
export function withChoice(plan: OwnPlan, { backend, precision }: Omit<Choice, "why">): OwnPlan {
  return { ...plan, backend, precision, key: [plan.files, backend, plan.threads].join(" ") };
}

/** What a text asks of the model: its length decides between backends that are fast for short and for long ones. */
export interface Wish {
  /** Of the text, estimated. */
  tokens: number;
  /** Absent = what the settings say. */
  precision?: Precision | undefined;
  /** Why WebGPU is not to compute it, whatever else speaks for it. */
  without?: string | undefined;
}

/** WebGPU computes in fp32 only: what is to be read in eight bits is read on WASM. */
export function choiceFor(backends: Backends, plan: OwnPlan, { tokens, precision, without }: Wish): Choice {
  const choice: Choice =
    without === undefined
      ? backends.choose(plan, tokens)
      : { backend: "wasm", precision: plan.precision, why: without };
  if (precision === undefined) return choice;
  if (precision === "fp32" || choice.backend === "wasm") return { ...choice, precision };
  return { backend: "wasm", precision, why: "8-bit arithmetic runs on WASM only" };
}

/** A loaded model, the engine that holds it, and why that one. */
export interface Prepared extends Chosen {
  loaded: Loaded;
  client: EngineClient;
}

/** A folder that was loaded, with the stamp of its files. */
export interface Opened {
  uri: Uri;
  stamp: string;
  loaded: Loaded;
}

/** What was loaded, and what the settings said then. */
interface Known {
  asked: string;
  plan: OwnPlan;
}

/** All settings that say which model is loaded, and where it is looked for. */
function asked(): string {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());
  return JSON.stringify([
    config.model,
    config.policy,
    config.seed,
    config.precision,
    config.threads,
    config.backend,
    folders,
  ]);
}

/** Loads the model that the settings name, and says how it stands with it. */
export class ModelLoader {
  #status: ModelStatus = { state: "none", name: "", failure: null };
  #loadedFiles = "";
  #known: Known | null = null;
  #userCancelled = false;
  readonly #changed = new EventEmitter<ModelStatus>();
  readonly onDidChange = this.#changed.event;
  readonly #opened = new EventEmitter<Opened>();
  /** A folder was loaded. */
  readonly onDidOpen = this.#opened.event;
  readonly #replaces = new EventEmitter<EngineClient>();
  /** What this engine has loaded is to give way to something else. */
  readonly onWillReplace = this.#replaces.event;

  constructor(
    private readonly clients: Record<Backend, EngineClient>,
    private readonly backends: Backends,
    private readonly compute: Compute,
    private readonly extensionUri: Uri,
    private readonly said: SaidSemantics,
    private readonly threads: (wanted: number) => number,
    private readonly log: LogOutputChannel,
  ) {}

  get status(): ModelStatus {
    return this.#status;
  }

  /** Names the loaded files: two keys differ where the weights may. Empty = nothing is loaded. */
  get key(): string {
    return this.#loadedFiles;
  }

  /** What was loaded last, on WASM; null = nothing is. */
  get plan(): OwnPlan | null {
    return this.#known?.plan ?? null;
  }

  /**
   * The loaded model at once, where the settings still ask for it; null = `load` it. Looking whether its files are still those that
   * were loaded takes some round trips to the window: that goes on meanwhile, and `confirmed` says false if they are not.
   */
  ready(wish: Wish): { prepared: Prepared; confirmed: Promise<boolean> } | null {
    const known = this.#known;
    if (known?.asked !== asked() || this.backends.mustWait(known.plan)) return null;
    const choice = choiceFor(this.backends, known.plan, wish);
    const loaded = this.clients[choice.backend].holds(withChoice(known.plan, choice));
    if (!loaded) return null;
    const confirmed = planLoad(this.extensionUri, this.threads(config.threads), this.said).then(
      ({ key }) => key === known.plan.key,
      () => false, // `load` will say what is wrong
    );
    return {
      prepared: this.#prepared(loaded, choice),
      confirmed: confirmed.then((same) => {
        if (!same && this.#known === known) this.#known = null;
        return same;
      }),
    };
  }

  /** The loaded model; loads it first if the settings, the bundle or the worker changed. Rejects with SkimError.
   *  Who cancels only stops waiting: the next request wants the same model. `cancel` ends the load. */
  async load(signal: AbortSignal, wish: Wish): Promise<Prepared | Cancelled> {
    const work = this.#load(wish);
    work.catch(() => undefined);
    return unlessAborted(work, signal);
  }

  /** Ends a load under way, on a person's wish. */
  cancel(): void {
    if (this.#status.state !== "loading") return;
    this.#userCancelled = true;
    for (const client of Object.values(this.clients)) client.cancelLoad();
  }

  async #load(wish: Wish): Promise<Prepared | Cancelled> {
    let name = config.model;
    const wanted = asked();
    // It starts while the window is asked for the model's files, which takes some round trips. Needed it is in any case but this.
    if (config.backend !== "webgpu") this.clients.wasm.prepare(this.threads(config.threads));
    try {
      const own = await planLoad(this.extensionUri, this.threads(config.threads), this.said);
      name = own.name;
      await this.backends.ready(own);
      if (this.#known?.plan.key !== own.key) this.#known = null;
      this.#userCancelled = false;
      const chosen = await this.#loadChosen(own, wish);
      if (chosen === cancelled) {
        this.#known = null;
        this.#loadedFiles = "";
        this.#set({ state: "none", name, failure: null });
        return cancelled;
      }
      const { choice, loaded } = chosen;
      this.backends.say(choice);
      this.#loadedFiles = own.files;
      this.#known = { asked: wanted, plan: own };
      this.#opened.fire({ uri: own.uri, stamp: own.stamp, loaded });
      const { assumed } = loaded.report;
      this.#set({ state: "ready", name, failure: null, ...(assumed.length > 0 ? { assumed } : {}) });
      return this.#prepared(loaded, choice);
    } catch (error) {
      this.#known = null;
      this.#loadedFiles = "";
      logError(this.log, `Loading the model ${name}`, error);
      this.#set({ state: "failed", name, failure: withoutStack(toFailure(error)) });
      throw error;
    }
  }

  /** Loads on the backend that suits. */
  #loadChosen(own: OwnPlan, wish: Wish) {
    return this.compute.on(
      (without = wish.without) => {
        const choice = choiceFor(this.backends, own, { ...wish, without });
        return { choice, end: () => this.clients[choice.backend].terminate() };
      },
      ({ choice }) => this.#loadOn(withChoice(own, choice), choice),
    );
  }

  async #loadOn(plan: OwnPlan, choice: Choice) {
    const { name } = plan;
    const client = this.clients[choice.backend];
    const isHeld = client.holds(plan) !== null;
    if (!isHeld) {
      this.#replaces.fire(client);
      this.#set({ state: "loading", name, failure: null });
    }
    // Where another model is loaded, the other backend's engine keeps none: memory for one.
    if (this.#loadedFiles !== plan.files)
      for (const other of Object.values(this.clients).filter((other) => other !== client)) {
        this.#replaces.fire(other);
        other.terminate();
      }
    try {
      const loaded = await client.load(plan, (progress) => {
        if (this.#status.state === "loading") this.#set({ ...this.#status, progress });
      });
      if (!isHeld)
        this.log.info(
          `Loaded ${name} as ${loaded.precision} (${loaded.precisionWhy}) on ${loaded.backend} in ${loaded.ms.toFixed(0)} ms.`,
        );
      return { choice, loaded };
    } catch (error) {
      if (this.#userCancelled) return cancelled;
      throw error;
    }
  }

  #prepared(loaded: Loaded, choice: Choice): Prepared {
    const client = this.clients[choice.backend];
    return { loaded, client, choice, end: () => client.terminate() };
  }

  dispose(): void {
    this.#opened.dispose();
    this.#replaces.dispose();
    this.#changed.dispose();
  }

  #set(status: ModelStatus): void {
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return;
    this.#status = status;
    this.#changed.fire(status);
  }
}
