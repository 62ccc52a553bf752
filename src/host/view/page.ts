import { Uri, type LogOutputChannel, type WebviewPanel } from "vscode";
import { pageHtml, type PageName } from "./html.js";
import { logError } from "../log.js";
import { sayError } from "../say.js";

export interface PageOptions<In> {
  extensionUri: Uri;
  page: PageName;
  log: LogOutputChannel;
  /** For the log: "the skim view". */
  name: string;
  /** Reads a message of the page, which is not trusted. Throws SkimError "message". */
  parse(raw: unknown): In;
  /** Sends everything that the page shows. */
  refresh(): void;
  /** Its script runs, for the first time or anew. */
  onReady?(): void;
  /** Any message but "ready" and "refresh". Why a promise rejects is said to the person, and logged. */
  onMessage(message: In): unknown;
  onClosed?(): void;
  onHidden?(): void;
}

/** A page of ours in a panel. It holds nothing: on `ready`, and whenever it comes back, it is sent everything; then what changes. */
export class Page<In extends { type: string }, Out> {
  /** Its script listens, or its messages wait for it in order. */
  #ready = false;

  constructor(
    readonly panel: WebviewPanel,
    private readonly options: PageOptions<In>,
  ) {
    const { extensionUri, page } = options;
    panel.webview.options = { enableScripts: true, localResourceRoots: [Uri.joinPath(extensionUri, "dist")] };
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    panel.onDidChangeViewState(() => {
      if (panel.visible === this.#ready) return;
      this.#ready = panel.visible; // a hidden page is unloaded; what was sent to it would be lost
      if (panel.visible) options.refresh();
      else options.onHidden?.();
    });
    panel.onDidDispose(() => {
      this.#ready = false;
      options.onClosed?.();
    });
    panel.webview.html = pageHtml(panel.webview, extensionUri, page);
  }

  /** Lost while the page does not listen: `refresh` makes up for it. */
  post(message: Out): void {
    if (this.#ready) void this.panel.webview.postMessage(message);
  }

  #receive(raw: unknown): void {
    const { log, name } = this.options;
    let message: In;
    try {
      message = this.options.parse(raw);
    } catch (error) {
      logError(log, `Reading a message of ${name}`, error);
      return;
    }
    if (message.type === "ready" || message.type === "refresh") {
      this.#ready = true;
      if (message.type === "ready") this.options.onReady?.();
      this.options.refresh();
      return;
    }
    void Promise.resolve(this.options.onMessage(message)).catch((error: unknown) => {
      logError(log, `Answering “${message.type}” of ${name}`, error);
      sayError(error, log);
    });
  }
}
