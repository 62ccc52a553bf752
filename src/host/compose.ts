import { commands, Uri, type Event, type ExtensionContext } from "vscode";
import type { Transkimmer } from "../api/transkimmer.js";
import { getApi } from "./api.js";
import { Backends } from "./model/backends.js";
import { Compute } from "./model/compute.js";
import { wantsLong } from "./run/askLong.js";
import { Classifier } from "./run/classify.js";
import { registerCommands } from "./commands.js";
import { Decorator } from "./editor/decorate.js";
import type { Engine } from "../protocol/engine.js";
import { EngineClient } from "../worker/engineClient.js";
import { ModelLoader } from "./model/loadModel.js";
import { SaidSemantics } from "./model/semantics.js";
import { registerFigureCommands } from "./files/figureCommands.js";
import { registerFileCommands } from "./files/fileCommands.js";
import { History } from "./history/history.js";
import { registerHistoryCommands } from "./history/historyCommands.js";
import { HistoryView } from "./history/historyView.js";
import { composeEvaluation } from "./evaluation/composeEvaluation.js";
import type { Evaluations } from "./evaluation/evaluations.js";
import { Interrupted } from "./run/interrupted.js";
import { registerInterventionCommands } from "./run/interventionCommands.js";
import { Interventions } from "./run/interventions.js";
import { createLog } from "./log.js";
import { Inspector } from "./model/inspector.js";
import { KnownModels } from "./model/knownModels.js";
import { registerModelCommands } from "./model/modelCommands.js";
import { bundledModels } from "./model/models.js";
import { ModelsView } from "./model/modelsView.js";
import { Measurer } from "./model/measure.js";
import { SkimPanel } from "./view/panel.js";
import { Comparison } from "./run/comparison.js";
import { Pointed } from "./editor/pointed.js";
import { possible, tellPossible } from "./possible.js";
import type { Platform } from "./platform.js";
import { offerOnSelection } from "./editor/offerOnSelection.js";
import { reveal } from "./editor/reveal.js";
import { RunSpeeds } from "./run/runSpeeds.js";
import { RunFiles } from "./files/runFiles.js";
import { Runs, type RunChange } from "./run/runs.js";
import { inform } from "./say.js";
import { Status } from "./status.js";
import { Sweeps } from "./run/sweeps.js";
import { Worth } from "./run/worth.js";
import { TextEditors } from "./editor/textEditors.js";
import { Tracker } from "./editor/track.js";
import { windowStorage } from "./windowStorage.js";
import { workspaceStorage } from "./workspaceStorage.js";
import type { Entry } from "../saved/history.js";
import type { Run } from "../run/run.js";
import { textsOf } from "../run/passage.js";
import type { Forced } from "../run/sweep.js";
import type { ShownSweep } from "../run/shownSweep.js";
import type { ModelStatus, ViewToHost } from "../protocol/view.js";

/** What `activate` returns: `getAPI` is for other extensions, the rest for the tests. */
export interface TranskimmerApi extends Transkimmer {
  /** The evaluation of a data set. */
  readonly evaluations: Evaluations;
  /** A copy of the shown run; null before the first. */
  lastRun(): Run | null;
  /** The shown run started, grew by an event, or changed its state. `run` is live: read it, never write it. */
  readonly onDidChangeRun: Event<RunChange>;
  /** A copy of the sweep of the shown passage; null where there is none. */
  lastSweep(): ShownSweep | null;
  modelStatus(): ModelStatus;
  /** The finished runs that this workspace keeps, newest first; resolves when all is written. */
  history(): Promise<readonly Entry[]>;
  /** Classifies a text that is in no document, as Classify Text… does, without opening the skim view. Resolves with its run;
   *  null if the model could not be loaded (see `modelStatus`) or another request replaced this one before it began. */
  classify(text: string, options?: { control?: number[]; forced?: Forced[]; name?: string }): Promise<Run | null>;
  /** Resolves when nothing runs, sweeps, or waits to run. */
  whenIdle(): Promise<void>;
  /** WASM and WebGPU were measured against each other: the next run is chosen for by that. */
  readonly onDidMeasure: Event<void>;
  /** Ends the engine's worker and gives its memory back. A run under way fails with "engine-lost"; the next run starts another worker. */
  stopEngine(): void;
}

/** What could not be done is said once, as a message. */
async function say(reason: Promise<string | undefined>): Promise<void> {
  const said = await reason;
  if (said !== undefined) void inform(said);
}

/** Puts the parts together, for the desktop (extension.ts) and for the web (extension.web.ts) alike: a new part belongs here, in neither entry. */
export function compose(context: ExtensionContext, platform: Platform): TranskimmerApi {
  const { extensionUri, subscriptions } = context;
  const log = createLog();
  const client = (start: () => Promise<Engine>) => new EngineClient(start, (line) => log.warn(line));
  const { gpu, gpuPage } = platform;
  const clients = { wasm: client(() => platform.startEngine()), webgpu: client(() => gpu.startEngine()) };
  const stopEngines = () => Object.values(clients).forEach((one) => one.terminate());
  const backends = new Backends(context.globalState, gpu, log);
  const compute = new Compute((error, quietly) => backends.giveUp(error, quietly));
  const said = new SaidSemantics(context.globalState);
  const threads = (wanted: number) => platform.threads(wanted);
  const loader = new ModelLoader(clients, backends, compute, extensionUri, said, threads, log);
  const known = new KnownModels(context.globalState);
  const inspector = new Inspector(() => platform.startEngine(), log);
  const modelsView = new ModelsView(extensionUri, known, inspector, log);
  const runs = new Runs();
  const comparison = new Comparison(runs);
  const measurer = new Measurer(clients, loader, backends, compute, runs, log);
  const shared = workspaceStorage(context);
  const earlier = context.storageUri ? Uri.joinPath(context.storageUri, "runs") : null;
  const history = new History(Uri.joinPath(shared ?? context.globalStorageUri, "runs"), earlier, runs, comparison, log);
  const view = new HistoryView(history, comparison, runs);
  const classifier = new Classifier(loader, compute, runs, log);
  const tracker = new Tracker(runs);
  const decorator = new Decorator(tracker, runs);
  const textEditors = new TextEditors();
  const ownStorage = windowStorage(context);
  const interrupted = new Interrupted(Uri.joinPath(ownStorage, "interrupted.json"), runs, log);
  const interventions = new Interventions(runs);
  const sweeps = new Sweeps(loader, compute, runs, log);
  const worth = new Worth(loader, compute, runs, log);
  const panel = new SkimPanel(
    extensionUri,
    runs,
    interventions,
    loader,
    comparison,
    sweeps,
    history,
    interrupted,
    gpuPage,
    log,
    answer,
  );
  const runSpeeds = new RunSpeeds(loader, runs, measurer, () => panel.visible, log);
  const files = new RunFiles(extensionUri, log, answerFile);
  const status = new Status(runs, loader);
  const evaluation = composeEvaluation(context.extensionUri, shared, ownStorage, platform, {
    panel,
    classifier,
    runs,
    backends,
    compute,
    said,
    serving: { extensionUri, loader, inspector },
    log,
  });

  function answer(message: ViewToHost): unknown {
    switch (message.type) {
      case "ready":
      case "refresh":
        return undefined; // the panel's own
      case "gpu":
        return gpuPage?.receive(message.report);
      case "rerun":
        return interventions.counts(message.runId) && classifier.rerun(message.control, message.forced);
      case "settled":
        classifier.settle();
        return undefined;
      case "sweep":
        return message.action === "cancel" ? sweeps.cancel() : sweeps.start();
      case "hover":
        decorator.link(message.span);
        return undefined;
      case "layer":
        decorator.showLayer(message.layer);
        return undefined;
      case "reveal":
        return runs.current && say(reveal(tracker, runs.current, message.span, panel.textColumn));
      case "comparing":
        comparison.show(message.comparing);
        return undefined;
      case "chosen":
        interventions.choose(message);
        return undefined;
      case "command":
        return commands.executeCommand(`transkimmer.${message.command}`);
    }
  }

  /** A button of the view of a saved run. Its text is classified as typed text: where it once lay is not asked. */
  async function answerFile(command: string, run: Run | null): Promise<unknown> {
    if (command === "classifyAgain" && run) {
      const passages = [{ ...textsOf(run.passage), name: run.passage.name }];
      if (!(await wantsLong(passages, runs))) return undefined;
      panel.show(true);
      return classifier.classify({ passages });
    }
    if ((command === "compareA" || command === "compareB") && run?.result) {
      comparison.put(command === "compareA" ? "a" : "b", run);
      panel.show(true);
      return undefined;
    }
    if (command === "compareByHand" && run && comparison.putBefore(run)) {
      panel.show(true);
      return undefined;
    }
    return commands.executeCommand(`transkimmer.${command}`);
  }

  const filing = { panel, history, files, log, ...(platform.home ? { home: platform.home } : {}) };
  const offers = { runs, loader, sweeps, comparison, history, textEditors };
  const choosing = { extensionUri, engine: () => platform.startEngine(), said, known, classifier, runs, panel, log };
  subscriptions.push(
    log,
    runs,
    interrupted,
    history,
    view,
    loader,
    comparison,
    interventions,
    sweeps,
    worth,
    tracker,
    decorator,
    textEditors,
    panel,
    files,
    status,
    backends,
    ...tellPossible(offers),
    offerOnSelection(),
    measurer,
    runSpeeds,
    { dispose: stopEngines },
    new Pointed(tracker, decorator, runs, panel),
    known,
    inspector,
    modelsView,
    loader.onDidOpen(({ uri, stamp, loaded }) => {
      const isBundled = bundledModels(extensionUri).some((model) => model.uri.toString() === uri.toString());
      void known.learn(uri, stamp, loaded);
      if (!isBundled) void known.opened(uri);
    }),
    ...registerCommands({
      ...choosing,
      loader,
      inspector,
      textEditors,
      tracker,
      comparison,
      history,
      sweeps,
      worth,
      decorator,
      possible: () => possible(offers),
    }),
    ...registerModelCommands({ view: modelsView, inspector, choose: choosing, log }),
    ...registerFileCommands(filing),
    ...registerFigureCommands({
      ...filing,
      extensionUri,
      runs,
      comparison,
      sweeps,
      evaluations: evaluation.evaluations,
    }),
    ...evaluation.disposables,
    ...registerInterventionCommands({ runs, classifier, tracker, interventions, comparison, panel, log }),
    ...registerHistoryCommands({ history, view, runs, comparison, classifier, panel, log }),
  );

  return {
    getAPI: (version) => getApi({ extensionUri, loader, inspector, compute, runs }, version),
    evaluations: evaluation.evaluations,
    lastRun: () => structuredClone(runs.current),
    onDidChangeRun: runs.onDidChange,
    lastSweep: () => structuredClone(sweeps.current),
    modelStatus: () => loader.status,
    history: async () => {
      await history.settled();
      return structuredClone(history.entries);
    },
    async classify(text, { control, forced = [], name = "typed text" } = {}) {
      let own: Run | null = null;
      const passage = { text, name };
      const listener = runs.onDidChange((change) => {
        if (change.kind === "started" && change.run.passage.text === text && change.run.passage.name === name)
          own ??= change.run;
      });
      const byHand = { forced, of: null };
      await classifier.classify({ passages: [passage], byHand, ...(control ? { control } : {}) });
      listener.dispose();
      return structuredClone(own);
    },
    async whenIdle() {
      await classifier.whenIdle();
      await sweeps.whenIdle();
      await worth.whenIdle();
    },
    onDidMeasure: measurer.onDidMeasure,
    stopEngine: stopEngines,
  };
}
