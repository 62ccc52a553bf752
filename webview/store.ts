import { append, beforeOf, columnsOf, type Column, type Run } from "../src/run/run.js";
import { sameQuestion } from "../src/run/question.js";
import { appendSweep, type ShownSweep } from "../src/run/shownSweep.js";
import { sameFates } from "../src/run/byHand.js";
import type { Forced } from "../src/run/sweep.js";
import type { Highlight, MessageToShow, ModelStatus, RunFileStatus } from "../src/protocol/view.js";
import { barsAfter, barsOf, layersOver, type Bar } from "../src/run/bars.js";
import type { Kept } from "./link.js";
import { knownStep, runOfStep } from "./sweep/known.js";

/** What was asked of the host and has not landed yet. */
export interface Asked {
  /** Settings of the policy's control, one per layer. */
  control: number[];
  /** Decided by hand. */
  forced: readonly Forced[];
}

export interface Focus {
  column: number;
  /** Row the pointer or the arrow keys are on, 0 … L - 1. */
  row: number;
}

export interface View {
  /** The host's newest run. */
  run: Run | null;
  /** The newest run, or the one before while the same text runs again with the control elsewhere. */
  shown: Run | null;
  asked: Asked | null;
  /** What the sweep knows of the run that was asked for: exact, but without scores. Null = it does not know it, or nothing is asked. */
  preview: Run | null;
  /** What the shown run is read against: what the model alone decided of the same text. Null where nothing is decided by hand, or it is not known. */
  before: Run | null;
  /** Words decided by hand that the run could not take over from the one before. */
  dropped: string;
  /** The run that is drawn: `preview`, else `shown`. */
  drawn: Run | null;
  model: ModelStatus;
  /** The model that the next run is of; empty = nothing is run here. */
  chosenModel: string;
  /** The model of an earlier run of the same text; empty = the shown one's. */
  modelBefore: string;
  /** The view shows a saved run; null = the live one. */
  file: RunFileStatus | null;
  /** Of the shown passage. */
  sweep: ShownSweep | null;
  /** Pinned runs. */
  a: Run | null;
  b: Run | null;
  /** A against B is looked at, not the run. */
  comparing: boolean;
  unit: "word" | "piece";
  mode: "depth" | "p";
  /** Layers shown as passed; null = all there are. */
  layer: number | null;
  table: boolean;
  /** In large type, for a class: the layers are stepped through. */
  explaining: boolean;
  focus: Focus | null;
  pinned: boolean;
  /** Columns that were chosen, to decide on them together. */
  chosen: ReadonlySet<number>;
  /** First column drawn, where not all fit. */
  from: number;
  /** Characters that the editor points at. */
  highlight: Highlight | null;
  columns: Column[];
  bars: Bar[];
  /** Grows with every change of what is drawn, so that a part can tell whether it is up to date. */
  version: number;
}

/** What follows from messages alone. */
type Owned =
  | "columns"
  | "bars"
  | "version"
  | "run"
  | "shown"
  | "preview"
  | "drawn"
  | "before"
  | "dropped"
  | "chosenModel"
  | "modelBefore"
  | "sweep"
  | "a"
  | "b";

/** The view's one state. Listeners run once a frame however often it changes. */
export class Store {
  readonly view: View;
  readonly #listeners: ((view: View) => void)[] = [];
  #scheduled = false;
  #later: ReturnType<typeof setTimeout> | undefined;
  /** Bars follow the run and the unit, not the layer or the pointer: these change many times a second. */
  #barsOld = true;
  /** Windows of the drawn run that went on since its bars were made. */
  readonly #wentOn = new Set<number>();
  #columnsOf: { run: Run; unit: string; tokens: number } | null = null;

  constructor(private readonly kept: Kept | null) {
    this.view = {
      run: null,
      shown: null,
      asked: null,
      preview: null,
      drawn: null,
      before: null,
      dropped: "",
      model: { state: "none", name: "", failure: null },
      chosenModel: "",
      modelBefore: "",
      file: null,
      sweep: null,
      a: null,
      b: null,
      comparing: false,
      unit: kept?.unit ?? "word",
      mode: kept?.mode ?? "depth",
      layer: null,
      table: false,
      explaining: false,
      focus: null,
      pinned: false,
      chosen: new Set(),
      from: 0,
      highlight: null,
      columns: [],
      bars: [],
      version: 0,
    };
  }

  subscribe(listener: (view: View) => void): void {
    this.#listeners.push(listener);
  }

  /** `within`: milliseconds that the change may wait to be drawn, with the next one if that comes first. */
  set(patch: Partial<Omit<View, Owned>>, within = 0): void {
    Object.assign(this.view, patch);
    if (patch.unit !== undefined) Object.assign(this.view, { focus: null, pinned: false, chosen: new Set(), from: 0 });
    if (patch.unit !== undefined || patch.asked !== undefined) this.#barsOld = true;
    if (within > 0) this.#later ??= setTimeout(() => this.#changed(), within);
    else this.#changed();
  }

  /** Layers that the picture shows as passed. */
  get layer(): number {
    const { drawn, layer } = this.view;
    const over = drawn ? layersOver(drawn) : 0;
    return layer === null ? over : Math.min(layer, over);
  }

  /** The mouse is no more on a word of the editor. */
  unlight(): void {
    if (this.view.highlight?.by === "mouse") this.set({ highlight: null });
  }

  /** Takes a message in. Returns false when it does not fit what is here: ask for a snapshot. */
  receive(message: MessageToShow): boolean {
    const view = this.view;
    if (message.type === "snapshot" || message.type === "runState") this.#barsOld = true;
    switch (message.type) {
      case "snapshot":
        view.model = message.model;
        view.file = message.file ?? null;
        view.dropped = message.dropped ?? "";
        view.chosenModel = message.chosenModel ?? "";
        view.modelBefore = message.modelBefore ?? "";
        this.#take(message.run);
        // Nothing is under way, so nothing will come of what was asked for.
        if (message.run?.state !== "running" && message.passing !== true) view.asked = null;
        break;
      case "event":
        if (view.run?.id !== message.runId) return false;
        try {
          append(view.run, message.event);
        } catch {
          return false;
        }
        if (message.event.kind !== "layer") this.#barsOld = true;
        else if (view.run === view.drawn) this.#wentOn.add(message.event.window);
        this.#settle();
        break;
      case "runState":
        if (view.run?.id !== message.runId) return false;
        Object.assign(view.run, { state: message.state, stale: message.stale, failure: message.failure });
        this.#settle();
        break;
      case "model":
        view.model = message.model;
        if (message.chosenModel !== undefined) view.chosenModel = message.chosenModel;
        // No run will come of what was asked for.
        if (view.asked && (message.model.state === "failed" || message.model.state === "none")) {
          view.asked = null;
          this.#barsOld = true;
        }
        break;
      case "highlight":
        view.highlight = message.highlight;
        break;
      case "sweepSnapshot":
        view.sweep = message.sweep;
        this.#barsOld = true;
        break;
      case "sweepEvent":
        if (view.sweep?.id !== message.sweepId) return false;
        appendSweep(view.sweep, message.event);
        if (view.asked) this.#barsOld = true;
        break;
      case "sweepState":
        if (view.sweep?.id !== message.sweepId) return false;
        Object.assign(view.sweep, { state: message.state, failure: message.failure });
        break;
      case "compare":
        Object.assign(view, { a: message.a, b: message.b, comparing: message.comparing });
        break;
    }
    this.#changed();
    return true;
  }

  #take(run: Run | null): void {
    const view = this.view;
    if (view.run === null && run !== null && this.kept?.runId === run.id) view.layer = this.kept.layer;
    if (run?.id !== view.run?.id) this.unlight();
    view.run = run;
    this.#settle();
  }

  /** A run of the same text that is still on its way does not push the finished picture out: a moving slider must not make it flicker. */
  #settle(): void {
    const view = this.view;
    const { run, shown, asked } = view;
    const landed = asked && run && same(run.control, asked.control) && sameFates(run.forced, asked.forced);
    const over = run && (run.result !== null || run.state !== "running");
    if (asked && run && (run.state === "failed" || (over && landed === true))) view.asked = null;
    if (run === shown) return;
    const again = run && shown?.result ? sameQuestion("model", run, shown) : false;
    if (again && run?.result === null) return;
    view.shown = run;
    view.before = run && beforeOf(run);
    if (!again && shown !== null)
      Object.assign(view, {
        focus: null,
        pinned: false,
        chosen: new Set(),
        from: 0,
        layer: null,
        asked: null,
        highlight: null,
      });
  }

  #changed(): void {
    const view = this.view;
    view.version++;
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      clearTimeout(this.#later);
      this.#later = undefined;
      this.#derive();
      for (const listener of this.#listeners) listener(view);
    });
  }

  #derive(): void {
    const view = this.view;
    if (!this.#barsOld) {
      if (view.drawn && this.#wentOn.size > 0) view.bars = barsAfter(view.bars, view.drawn, this.#wentOn);
      this.#wentOn.clear();
      return;
    }
    this.#barsOld = false;
    this.#wentOn.clear();
    const { shown, unit, asked, sweep } = view;
    // The sweep is of the shown run's fates and model.
    const step =
      asked && otherModel(view) === "" && shown?.state === "done" && sameFates(asked.forced, shown.forced)
        ? knownStep(sweep, asked.control)
        : null;
    const known = shown && asked && step?.depths.length === shown.tokens.length;
    view.preview = known ? runOfStep(shown, step, asked.control) : null;
    view.drawn = view.preview ?? shown;
    if (shown === null) {
      view.columns = [];
      view.bars = [];
      this.#columnsOf = null;
      return;
    }
    const of = this.#columnsOf;
    if (of?.run !== shown || of.unit !== unit || of.tokens !== shown.tokens.length) {
      view.columns = columnsOf(shown, unit);
      this.#columnsOf = { run: shown, unit, tokens: shown.tokens.length };
    }
    view.bars = barsOf(view.drawn ?? shown, view.columns);
  }
}

/** The model that reads the shown text once it is run again, where that is not the run's own; empty = it is. */
export function otherModel({ shown, chosenModel }: Pick<View, "shown" | "chosenModel">): string {
  return shown && chosenModel !== "" && shown.state !== "running" && shown.model.name !== chosenModel
    ? chosenModel
    : "";
}

export function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((v, i) => v === b[i]);
}
