import { Uri, type WebviewPanel } from "vscode";
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  Emitter,
  type DataCallback,
  type Disposable,
  type Message,
} from "vscode-jsonrpc/node";
import type { AdapterInfo } from "../../run/adapter.js";
import type { Engine } from "../../protocol/engine.js";
import { SkimError } from "../../protocol/errors.js";
import type { GpuOrder, GpuReport } from "../../protocol/gpuPage.js";
import type { HostToView } from "../../protocol/view.js";
import type { Gpu } from "./gpu.js";

/** A page that has not started by then, milliseconds, is not waited for any longer. */
const patience = 10_000;

const closed = "WebGPU computes in the skim view, which is closed or hidden";
const opening = "WebGPU computes in the skim view, which has not opened yet";
const reloaded = "WebGPU computes in the skim view, which was loaded anew";

/** WebGPU in the skim view's page, for a host that has none. A hidden page is unloaded by VS Code, and its engines with it. */
export class GpuPage implements Gpu {
  away: string | null = closed;
  opening: Promise<void> | null = null;
  #opened: () => void = () => undefined;
  #panel: WebviewPanel | null = null;
  #find: { found: (adapter: AdapterInfo | null) => void; gone: (error: SkimError) => void } | null = null;
  #started = 0;
  readonly #engines = new Map<number, PageEngine>();

  constructor(private readonly extensionUri: Uri) {}

  /** From now on this panel's page is the one. */
  adopt(panel: WebviewPanel): void {
    this.#panel = panel;
    let { visible } = panel;
    this.#leave(visible ? opening : closed);
    panel.onDidChangeViewState(() => {
      if (panel.visible === visible || panel !== this.#panel) return;
      ({ visible } = panel);
      if (!visible) this.#leave(closed);
      else if (this.away === closed) this.#leave(opening); // else it was expected, or its page was faster than this event
    });
    panel.onDidDispose(() => {
      if (panel !== this.#panel) return;
      this.#panel = null;
      this.#leave(closed);
    });
  }

  /** The hidden panel was told to show itself. VS Code says a moment later that it is visible; a run asked for now has its page by then. */
  expect(): void {
    if (this.away === closed) this.#leave(opening);
  }

  /** The page's script runs, for the first time or anew. */
  begin(): void {
    if (this.away === null) this.#leave(reloaded);
    this.away = null;
    this.#settle();
  }

  receive(report: GpuReport): void {
    if (report.what === "adapter") {
      this.#find?.found(report.adapter);
      return;
    }
    const engine = this.#engines.get(report.engine);
    if (report.what === "relay") engine?.receive(report.message as Message);
    else engine?.end(new Error(report.reason));
  }

  findAdapter(): Promise<AdapterInfo | null> {
    return new Promise((found, gone) => {
      this.#find = { found, gone };
      this.#order({ do: "find" });
    });
  }

  startEngine(): Promise<Engine> {
    if (this.away !== null) return Promise.reject(new SkimError("view-gone", this.away));
    const id = ++this.#started;
    const engine = new PageEngine((message) => this.#order({ do: "relay", engine: id, message }));
    this.#engines.set(id, engine);
    engine.onExit(() => {
      this.#engines.delete(id);
      if (this.away === null) this.#order({ do: "end", engine: id });
    });
    this.#order({
      do: "start",
      engine: id,
      script: this.#address("web", "webgpuWorker.js"),
      wasm: this.#address("ort-wasm-simd-threaded.asyncify.wasm"),
    });
    return Promise.resolve(engine);
  }

  /** The page is gone, and all that it computed. */
  #leave(why: string): void {
    this.away = why;
    const error = new SkimError("view-gone", why);
    this.#find?.gone(error);
    this.#find = null;
    for (const engine of [...this.#engines.values()]) engine.end(error);
    this.#settle();
    if (why !== opening) return;
    this.opening = new Promise((resolve) => {
      const late = setTimeout(() => this.#settle(), patience);
      this.#opened = () => {
        clearTimeout(late);
        resolve();
      };
    });
  }

  #settle(): void {
    this.#opened();
    this.opening = null;
  }

  #address(...path: string[]): string {
    return this.#panel?.webview.asWebviewUri(Uri.joinPath(this.extensionUri, "dist", ...path)).toString() ?? "";
  }

  #order(order: GpuOrder): void {
    if (this.away === null) void this.#panel?.webview.postMessage({ type: "gpu", order } satisfies HostToView);
    else throw new SkimError("view-gone", this.away);
  }
}

/** An engine in the page, as seen from here: what is written goes there as orders, what it reports is read. */
class PageEngine implements Engine {
  readonly connection;
  readonly #received = new Emitter<Message>();
  readonly #exit = new Emitter<Error | null>();
  #ended: { reason: Error | null } | null = null;

  constructor(send: (message: Message) => void) {
    this.connection = createMessageConnection(new Reader(this.#received), new Writer(send));
  }

  receive(message: Message): void {
    this.#received.fire(message);
  }

  end(reason: Error | null): void {
    if (this.#ended) return;
    this.#ended = { reason };
    this.#exit.fire(reason);
  }

  onExit(listener: (reason: Error | null) => void): void {
    if (this.#ended) listener(this.#ended.reason);
    else this.#exit.event(listener);
  }

  terminate(): void {
    this.end(null);
  }
}

class Reader extends AbstractMessageReader {
  constructor(private readonly received: Emitter<Message>) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    return this.received.event(callback);
  }
}

class Writer extends AbstractMessageWriter {
  constructor(private readonly send: (message: Message) => void) {
    super();
  }

  async write(message: Message): Promise<void> {
    this.send(message);
    return Promise.resolve();
  }

  end(): void {
    // nothing is held back
  }
}
