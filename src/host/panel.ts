import {
  Uri,
  ViewColumn,
  window,
  type Disposable,
  type LogOutputChannel,
  type WebviewPanel,
  type WebviewPanelSerializer,
} from "vscode";
import type { HostToView, ViewToHost } from "../protocol/view.js";
import { parseViewMessage } from "../protocol/viewSchema.js";
import type { History } from "./history.js";
import { pageHtml } from "./html.js";
import type { Interrupted } from "./interrupted.js";
import type { ModelLoader } from "./loadModel.js";
import { logError } from "./log.js";
import type { Pins } from "./pins.js";
import type { RunChange, Runs } from "./runs.js";
import type { SweepChange, Sweeps } from "./sweeps.js";
import type { Span } from "./track.js";

export const viewType = "transkimmer.skim";

/** The one skim view. It holds nothing: on `ready`, and whenever it comes back, it is sent everything; then what changes. */
export class SkimPanel implements WebviewPanelSerializer {
  #panel: WebviewPanel | null = null;
  /** Its script listens, or its messages wait for it in order. */
  #ready = false;
  readonly #subscriptions: Disposable[];

  constructor(
    private readonly extensionUri: Uri,
    private readonly runs: Runs,
    private readonly loader: ModelLoader,
    private readonly pins: Pins,
    private readonly sweeps: Sweeps,
    private readonly history: History,
    private readonly interrupted: Interrupted,
    private readonly log: LogOutputChannel,
    private readonly onMessage: (message: ViewToHost) => unknown,
  ) {
    this.#subscriptions = [
      runs.onDidChange((change) => this.#push(change)),
      loader.onDidChange((model) => this.#post({ type: "model", model })),
      pins.onDidChange(() => this.#compare()),
      sweeps.onDidChange((change) => this.#sweep(change)),
      window.registerWebviewPanelSerializer(viewType, this),
    ];
  }

  get visible(): boolean {
    return this.#panel?.visible === true;
  }

  /** Where a text is opened so that it does not cover the view. */
  get textColumn(): ViewColumn {
    return this.#panel?.viewColumn === ViewColumn.One ? ViewColumn.Two : ViewColumn.One;
  }

  /** Opens the view beside the text, or brings it to the front; the text keeps the focus unless asked otherwise. */
  show(preserveFocus: boolean): void {
    if (this.#panel) {
      if (!this.#panel.visible || !preserveFocus) this.#panel.reveal(undefined, preserveFocus);
      return;
    }
    const column = { viewColumn: ViewColumn.Beside, preserveFocus };
    this.#adopt(window.createWebviewPanel(viewType, "Skim View", column, { enableScripts: true }));
  }

  /** After a reload of the window VS Code hands the old panel back. The view's own state is the view's own business. */
  async deserializeWebviewPanel(panel: WebviewPanel): Promise<void> {
    this.#panel?.dispose();
    await this.interrupted.restored;
    const last = this.runs.current ? null : await this.history.lastShown();
    if (last && !this.runs.current) this.runs.show(last); // a new one may have started meanwhile
    this.#adopt(panel);
  }

  highlight(span: Span | null): void {
    this.#post({ type: "highlight", span: span && { start: span.start, end: span.end } });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#panel?.dispose();
  }

  #adopt(panel: WebviewPanel): void {
    this.#panel = panel;
    this.#ready = false;
    panel.iconPath = Uri.joinPath(this.extensionUri, "media", "icon.svg");
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [Uri.joinPath(this.extensionUri, "dist"), Uri.joinPath(this.extensionUri, "media")],
    };
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    panel.onDidChangeViewState(() => {
      if (panel.visible === this.#ready) return;
      this.#ready = panel.visible; // a hidden page is unloaded; what was sent to it would be lost
      if (panel.visible) this.#everything();
    });
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = null;
      this.#ready = false;
    });
    panel.webview.html = pageHtml(panel.webview, this.extensionUri, "webview");
  }

  #receive(raw: unknown): void {
    let message: ViewToHost;
    try {
      message = parseViewMessage(raw);
    } catch (error) {
      logError(this.log, "Reading a message of the skim view", error);
      return;
    }
    if (message.type === "ready") {
      this.#ready = true;
      this.#everything();
    } else {
      void Promise.resolve(this.onMessage(message)).catch((error: unknown) =>
        logError(this.log, `Answering “${message.type}” of the skim view`, error),
      );
    }
  }

  #push(change: RunChange): void {
    const { run } = change;
    if (change.kind === "started") this.#snapshot();
    else if (change.kind === "event") this.#post({ type: "event", runId: run.id, event: change.event });
    else {
      const { id, state, stale, failure } = run;
      this.#post({ type: "runState", runId: id, state, stale, failure });
    }
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
    this.#post({ type: "compare", a: this.pins.a, b: this.pins.b });
  }

  #snapshot(): void {
    this.#post({ type: "snapshot", run: this.runs.current, model: this.loader.status });
  }

  #post(message: HostToView): void {
    if (this.#ready) void this.#panel?.webview.postMessage(message);
  }
}
