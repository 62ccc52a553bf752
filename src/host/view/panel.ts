import {
  Uri,
  ViewColumn,
  window,
  workspace,
  type Disposable,
  type LogOutputChannel,
  type WebviewPanel,
  type WebviewPanelSerializer,
} from "vscode";
import type { Highlight, HostToView, ViewToHost } from "../../protocol/view.js";
import { parseViewMessage } from "../../protocol/viewSchema.js";
import { config, section } from "../config.js";
import type { GpuPage } from "../model/gpuPage.js";
import type { History } from "../history/history.js";
import type { Interrupted } from "../run/interrupted.js";
import type { Run } from "../../run/run.js";
import type { Interventions } from "../run/interventions.js";
import type { ModelLoader } from "../model/loadModel.js";
import { chosenName } from "../model/models.js";
import { moveAside } from "./moveAside.js";
import { Page } from "./page.js";
import type { Comparison } from "../run/comparison.js";
import type { RunChange, Runs } from "../run/runs.js";
import type { SweepChange, Sweeps } from "../run/sweeps.js";

export const viewType = "transkimmer.skim";

/** A run that a moving control asks for goes to the view in one piece if it is there within so many milliseconds. */
const onePiece = 50;

/** The one skim view. */
export class SkimPanel implements WebviewPanelSerializer {
  #page: Page<ViewToHost, HostToView> | null = null;
  /** Runs under a moving control: the view is not told of them until this has passed, or one of them has its result. */
  #held: ReturnType<typeof setTimeout> | undefined;
  readonly #subscriptions: Disposable[];

  constructor(
    private readonly extensionUri: Uri,
    private readonly runs: Runs,
    private readonly interventions: Interventions,
    private readonly loader: ModelLoader,
    private readonly comparison: Comparison,
    private readonly sweeps: Sweeps,
    private readonly history: History,
    private readonly interrupted: Interrupted,
    private readonly gpuPage: GpuPage | undefined,
    private readonly log: LogOutputChannel,
    private readonly onMessage: (message: ViewToHost) => unknown,
  ) {
    this.#subscriptions = [
      runs.onDidChange((change) => this.#push(change)),
      loader.onDidChange(() => this.#model()),
      workspace.onDidChangeConfiguration((e) => {
        if (e.affectsConfiguration(`${section}.model`)) this.#model();
      }),
      workspace.onDidGrantWorkspaceTrust(() => this.#model()),
      comparison.onDidChange(() => this.#compare()),
      sweeps.onDidChange((change) => this.#sweep(change)),
      window.registerWebviewPanelSerializer(viewType, this),
    ];
  }

  get visible(): boolean {
    return this.#page?.panel.visible === true;
  }

  /** Where a text is opened so that it does not cover the view. */
  get textColumn(): ViewColumn {
    return this.#page?.panel.viewColumn === ViewColumn.One ? ViewColumn.Two : ViewColumn.One;
  }

  /** Opens the view beside the text, or brings it to the front; the text keeps the focus unless asked otherwise. */
  show(preserveFocus: boolean): void {
    const panel = this.#page?.panel;
    if (panel) {
      if (!panel.visible) this.gpuPage?.expect();
      // A tab behind the text that is being read: brought to the front there, it would cover it.
      const behind = !panel.visible && panel.viewColumn === window.activeTextEditor?.viewColumn;
      if (behind) void moveAside(panel, preserveFocus);
      else if (!panel.visible || !preserveFocus) panel.reveal(undefined, preserveFocus);
      return;
    }
    const column = { viewColumn: ViewColumn.Beside, preserveFocus };
    this.#adopt(window.createWebviewPanel(viewType, "Skim View", column, { enableScripts: true }));
  }

  /** After a reload of the window VS Code hands the old panel back. The view's own state is the view's own business. */
  async deserializeWebviewPanel(panel: WebviewPanel): Promise<void> {
    this.#page?.panel.dispose();
    await this.interrupted.restored;
    const last = this.runs.current ? null : await this.history.lastShown();
    if (last && !this.runs.current) this.runs.show(last); // a new one may have started meanwhile
    this.#adopt(panel);
  }

  /** Sends the view everything that it shows: what it waits for, beyond that, is not on its way any more. */
  refresh(): void {
    this.#everything();
  }

  /** The runs that are on its screen, or would be: A and B, or the one; none before the first. */
  get onScreen(): readonly Run[] {
    const { a, b, shown } = this.comparison;
    if (shown && a && b && this.visible) return [a, b];
    return this.runs.current ? [this.runs.current] : [];
  }

  /** What is pointed at in the editor. */
  highlight(highlight: Highlight | null): void {
    this.#post({ type: "highlight", highlight });
  }

  dispose(): void {
    clearTimeout(this.#held);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#page?.panel.dispose();
  }

  #adopt(panel: WebviewPanel): void {
    panel.iconPath = Uri.joinPath(this.extensionUri, "media", "icon.svg");
    const page = new Page<ViewToHost, HostToView>(panel, {
      extensionUri: this.extensionUri,
      page: "webview",
      log: this.log,
      name: "the skim view",
      parse: parseViewMessage,
      onReady: () => this.gpuPage?.begin(),
      refresh: () => this.#everything(),
      onMessage: this.onMessage,
      onClosed: () => {
        if (this.#page === page) this.#page = null;
        this.#unseen();
      },
      onHidden: () => this.#unseen(),
    });
    this.#page = page;
    this.gpuPage?.adopt(panel);
  }

  /** No page is there that could say that the mouse has left it, or by which layer a word has left. */
  #unseen(): void {
    this.onMessage({ type: "hover", span: null });
    this.onMessage({ type: "layer", layer: null });
  }

  #push(change: RunChange): void {
    const { run } = change;
    if (this.#hold(change)) return;
    if (change.kind === "started") this.#snapshot();
    else if (change.kind === "event") this.#post({ type: "event", runId: run.id, event: change.event });
    else {
      const { id, state, stale, failure } = run;
      this.#post({ type: "runState", runId: id, state, stale, failure });
    }
  }

  /**
   * Under a moving control the view keeps its picture until the true run is done: a message for each layer would only take its
   * thread while the run is computed. True = the view need not hear of the change, or has been sent all that there is.
   */
  #hold(change: RunChange): boolean {
    const passing = this.runs.isPassing(change.run);
    if (change.kind === "started" && passing && change.run.state === "running")
      this.#held ??= setTimeout(() => this.#snapshot(), onePiece);
    if (this.#held === undefined) return false;
    const over = change.kind === "event" ? change.event.kind === "result" : change.run.state === "failed";
    // One that another replaces says nothing: the next one's start follows, or the time is up.
    if (over || !passing) this.#snapshot(passing);
    return true;
  }

  #everything(): void {
    this.#snapshot();
    this.#sweep({ kind: "snapshot", sweep: this.sweeps.current });
    this.#compare();
  }

  #sweep(change: SweepChange): void {
    if (change.kind === "snapshot") this.#post({ type: "sweepSnapshot", sweep: change.sweep });
    else if (change.kind === "event") this.#post({ type: "sweepEvent", sweepId: change.sweep.id, event: change.event });
    else {
      const { id, state, failure } = change.sweep;
      this.#post({ type: "sweepState", sweepId: id, state, failure });
    }
  }

  #compare(): void {
    this.#post({ type: "compare", a: this.comparison.a, b: this.comparison.b, comparing: this.comparison.shown });
  }

  /** `passing`: the view may have asked for more meanwhile. */
  #snapshot(passing = false): void {
    clearTimeout(this.#held);
    this.#held = undefined;
    const { dropped } = this.interventions;
    const { current: run, modelBefore } = this.runs;
    const chosenModel = this.#chosenModel;
    this.#post({ type: "snapshot", run, model: this.loader.status, chosenModel, modelBefore, dropped, passing });
  }

  #model(): void {
    this.#post({ type: "model", model: this.loader.status, chosenModel: this.#chosenModel });
  }

  get #chosenModel(): string {
    return chosenName(config.model, this.extensionUri);
  }

  #post(message: HostToView): void {
    this.#page?.post(message);
  }
}
