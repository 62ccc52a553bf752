import {
  EventEmitter,
  RelativePattern,
  Uri,
  window,
  workspace,
  type CustomDocument,
  type CustomReadonlyEditorProvider,
  type LogOutputChannel,
  type WebviewPanel,
} from "vscode";
import { toFailure, type Failure } from "../../protocol/errors.js";
import type { Run } from "../../run/run.js";
import { maxRunFileBytes, readRunFile, tooLarge } from "../../saved/savedRun.js";
import type { HostToView, ViewToHost } from "../../protocol/view.js";
import { parseViewMessage } from "../../protocol/viewSchema.js";
import { logError } from "../log.js";
import { Page } from "../view/page.js";

export const runFileView = "transkimmer.run";

/** Name of a file, for people. */
export function nameOf(uri: Uri): string {
  return uri.path.split("/").pop() ?? uri.toString();
}

/** Reads a saved run from any file system. Throws SkimError "run-file", or what the file system says. */
export async function readRunAt(uri: Uri): Promise<Run> {
  const { size } = await workspace.fs.stat(uri);
  if (size > maxRunFileBytes) throw tooLarge(size, nameOf(uri));
  return readRunFile(await workspace.fs.readFile(uri), nameOf(uri));
}

/** A saved run that is open: what the file holds, or why it is none. Read again when the file changes. */
class RunDocument implements CustomDocument {
  run: Run | null = null;
  failure: Failure | null = null;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions;

  constructor(
    readonly uri: Uri,
    private readonly log: LogOutputChannel,
  ) {
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(uri, ".."), "*"));
    const again = async (changed: Uri): Promise<void> => {
      if (changed.toString() !== uri.toString()) return;
      await this.read();
      this.#changed.fire();
    };
    this.#subscriptions = [watcher, watcher.onDidChange(again), watcher.onDidCreate(again)];
  }

  /** Never rejects: what is wrong is shown in the editor. */
  async read(): Promise<void> {
    try {
      this.run = await readRunAt(this.uri);
      this.failure = null;
    } catch (error) {
      logError(this.log, `Opening ${this.uri.toString()}`, error);
      const { code, message, file } = toFailure(error);
      this.run = null;
      this.failure = { code, message, ...(file === undefined ? {} : { file }) };
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

/** `*.skimrun.json` in the skim view, read-only: nothing is run and no model is needed. A button of it that is a command goes to `onCommand`. */
export class RunFiles implements CustomReadonlyEditorProvider<RunDocument> {
  #active: RunDocument | null = null;
  readonly #registration;

  constructor(
    private readonly extensionUri: Uri,
    private readonly log: LogOutputChannel,
    private readonly onCommand: (command: string, run: Run | null) => unknown,
  ) {
    this.#registration = window.registerCustomEditorProvider(runFileView, this, {
      supportsMultipleEditorsPerDocument: true,
    });
  }

  /** The run of the file whose editor is active; null where none is. */
  get active(): Run | null {
    return this.#active?.run ?? null;
  }

  async openCustomDocument(uri: Uri): Promise<RunDocument> {
    const document = new RunDocument(uri, this.log);
    await document.read();
    return document;
  }

  resolveCustomEditor(document: RunDocument, panel: WebviewPanel): void {
    const snapshot = (): void =>
      page.post({
        type: "snapshot",
        run: document.run,
        model: { state: "none", name: "", failure: null },
        file: { name: nameOf(document.uri), failure: document.failure },
      });
    const subscriptions = [
      document.onDidChange(snapshot),
      panel.onDidChangeViewState(() => this.#follow(document, panel)),
    ];
    const page = new Page<ViewToHost, HostToView>(panel, {
      extensionUri: this.extensionUri,
      page: "webview",
      log: this.log,
      name: nameOf(document.uri),
      parse: parseViewMessage,
      refresh: snapshot,
      // A file's words lie in no document: pointing at them and asking for other thresholds has no answer here.
      onMessage: (message) => (message.type === "command" ? this.onCommand(message.command, document.run) : undefined),
      onClosed: () => {
        for (const subscription of subscriptions) subscription.dispose();
        if (this.#active === document) this.#active = null;
      },
    });
    this.#follow(document, panel);
  }

  dispose(): void {
    this.#registration.dispose();
  }

  #follow(document: RunDocument, panel: WebviewPanel): void {
    if (panel.active) this.#active = document;
    else if (this.#active === document) this.#active = null;
  }
}
