import { Uri, ViewColumn, window, type Disposable, type LogOutputChannel, type WebviewPanel } from "vscode";
import type { WebviewPanelSerializer } from "vscode";
import type { DatasetToHost, HostToDataset } from "../protocol/evaluationView.js";
import { parseDatasetMessage } from "../protocol/evaluationSchema.js";
import type { Evaluations } from "./evaluations.js";
import { pageHtml } from "./html.js";
import { logError } from "./log.js";

const viewType = "transkimmer.dataset";

/** The data set's page. It holds nothing: on `ready`, and whenever it comes back, it is sent everything; then what changes. */
export class EvaluationPanel implements WebviewPanelSerializer {
  #panel: WebviewPanel | null = null;
  #ready = false;
  readonly #subscriptions: Disposable[];

  constructor(
    private readonly extensionUri: Uri,
    private readonly evaluations: Evaluations,
    private readonly log: LogOutputChannel,
    private readonly onMessage: (message: DatasetToHost) => unknown,
  ) {
    this.#subscriptions = [
      evaluations.onDidChange(({ table }) => this.#push(table)),
      window.registerWebviewPanelSerializer(viewType, this),
    ];
  }

  show(): void {
    if (this.#panel) this.#panel.reveal();
    else this.#adopt(window.createWebviewPanel(viewType, "Data Set", ViewColumn.Active, { enableScripts: true }));
  }

  /** After a reload of the window VS Code hands the old panel back. */
  async deserializeWebviewPanel(panel: WebviewPanel): Promise<void> {
    this.#panel?.dispose();
    await this.evaluations.restore();
    this.#adopt(panel);
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
      localResourceRoots: [Uri.joinPath(this.extensionUri, "dist")],
    };
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    panel.onDidChangeViewState(() => {
      if (panel.visible === this.#ready) return;
      this.#ready = panel.visible; // a hidden page is unloaded; what was sent to it would be lost
      if (panel.visible) this.#push(true);
    });
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = null;
      this.#ready = false;
    });
    panel.webview.html = pageHtml(panel.webview, this.extensionUri, "dataset");
  }

  #receive(raw: unknown): void {
    let message: DatasetToHost;
    try {
      message = parseDatasetMessage(raw);
    } catch (error) {
      logError(this.log, "Reading a message of the data set's page", error);
      return;
    }
    if (message.type === "ready") {
      this.#ready = true;
      this.#push(true);
      return;
    }
    const { type } = message;
    Promise.resolve(this.onMessage(message)).catch((error: unknown) =>
      logError(this.log, `Answering “${type}” of the data set's page`, error),
    );
  }

  #push(table: boolean): void {
    const { status } = this.evaluations;
    if (this.#panel) this.#panel.title = status.file === "" ? "Data Set" : `Data Set: ${status.file}`;
    this.#post({ type: "status", status });
    if (table) this.#post({ type: "table", table: this.evaluations.table });
  }

  #post(message: HostToDataset): void {
    if (this.#ready) void this.#panel?.webview.postMessage(message);
  }
}
