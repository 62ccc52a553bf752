import { commands, Uri, window, type Event, type ExtensionContext } from "vscode";
import { Classifier } from "./host/classify.js";
import { registerCommands } from "./host/commands.js";
import { caretSpan, Decorator, reveal } from "./host/decorate.js";
import { EngineClient } from "./host/engineClient.js";
import { ModelLoader } from "./host/loadModel.js";
import { createLog } from "./host/log.js";
import { SkimPanel } from "./host/panel.js";
import { Runs, type RunChange } from "./host/runs.js";
import { startEngine } from "./host/startEngine.js";
import { Status } from "./host/status.js";
import { Tracker } from "./host/track.js";
import type { Run } from "./protocol/run.js";
import type { ModelStatus, ViewToHost } from "./protocol/view.js";

/** What other extensions, and the tests, get from `activate`. */
export interface TranskimmerApi {
  /** A copy of the shown run; null before the first. */
  lastRun(): Run | null;
  /** The shown run started, grew by an event, or changed its state. `run` is live: read it, never write it. */
  readonly onDidChangeRun: Event<RunChange>;
  modelStatus(): ModelStatus;
  /** Classifies a text that is in no document, as Classify Text… does, without opening the skim view. Resolves with its run;
   *  null if the model could not be loaded (see `modelStatus`) or another request replaced this one before it began. */
  classify(text: string, options?: { threshold?: number[]; name?: string }): Promise<Run | null>;
  /** Resolves when nothing runs and nothing waits to run. */
  whenIdle(): Promise<void>;
  /** Ends the engine's worker and gives its memory back. A run under way fails with "engine-lost"; the next run starts another worker. */
  stopEngine(): void;
}

export function activate(context: ExtensionContext): TranskimmerApi {
  const { extensionUri, subscriptions } = context;
  const log = createLog();
  const script = Uri.joinPath(extensionUri, "dist", "worker.mjs").fsPath;
  const client = new EngineClient(
    () => startEngine(script),
    (line) => log.warn(line),
  );
  const loader = new ModelLoader(client, extensionUri, log);
  const runs = new Runs(context.storageUri ?? context.globalStorageUri, log);
  const classifier = new Classifier(client, loader, runs, log);
  const tracker = new Tracker(runs);
  const decorator = new Decorator(tracker, runs);
  const panel = new SkimPanel(extensionUri, runs, loader, log, answer);
  const status = new Status(runs, loader);

  function answer(message: ViewToHost): unknown {
    switch (message.type) {
      case "ready":
        return undefined; // the panel's own
      case "rerun":
        return classifier.rerun(message.threshold);
      case "hover":
        decorator.link(message.span);
        return undefined;
      case "reveal":
        return runs.current && reveal(tracker, runs.current, message.span);
      case "command":
        return commands.executeCommand(`transkimmer.${message.command}`);
    }
  }

  decorator.onHover((span) => panel.highlight(span));
  subscriptions.push(
    log,
    runs,
    loader,
    tracker,
    decorator,
    panel,
    status,
    { dispose: () => client.terminate() },
    window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (panel.visible) panel.highlight(caretSpan(tracker, textEditor));
    }),
    ...registerCommands({ extensionUri, classifier, panel, decorator, log }),
  );

  return {
    lastRun: () => structuredClone(runs.current),
    onDidChangeRun: runs.onDidChange,
    modelStatus: () => loader.status,
    async classify(text, { threshold, name = "typed text" } = {}) {
      let own: Run | null = null;
      const passage = { text, name };
      const listener = runs.onDidChange((change) => {
        if (change.kind === "started" && change.run.passage.text === text && change.run.passage.name === name)
          own ??= change.run;
      });
      await classifier.classify({ passages: [passage], ...(threshold ? { threshold } : {}) });
      listener.dispose();
      return structuredClone(own);
    },
    whenIdle: () => classifier.whenIdle(),
    stopEngine: () => client.terminate(),
  };
}
