import { Uri, type LogOutputChannel } from "vscode";
import type { Backend } from "../../run/run.js";
import type { Backends } from "../model/backends.js";
import type { Compute } from "../model/compute.js";
import type { SaidSemantics } from "../model/semantics.js";
import type { Classifier } from "../run/classify.js";
import type { Runs } from "../run/runs.js";
import { openDataSet } from "./dataSetFile.js";
import {
  answerPage,
  offerToResume,
  registerEvaluationCommands,
  type EvaluationCommandParts,
} from "./evaluationCommands.js";
import { EvaluationFiles } from "./evaluationFiles.js";
import { EvaluationPanel } from "./evaluationPanel.js";
import { Evaluations } from "./evaluations.js";
import { EvaluationsView } from "./evaluationsView.js";
import { Speeds } from "./speeds.js";
import { logError } from "../log.js";
import type { SkimPanel } from "../view/panel.js";
import type { Platform } from "../platform.js";

export interface EvaluationNeeds {
  /** These show one of the data set's texts. */
  panel: SkimPanel;
  classifier: Classifier;
  runs: Runs;
  backends: Backends;
  compute: Compute;
  said: SaidSemantics;
  serving: EvaluationCommandParts["serving"];
  log: LogOutputChannel;
}

/** Puts together what evaluates data sets. `shared`: the workspace's storage; null without a folder. `own`: the window's. */
export function composeEvaluation(
  extensionUri: Uri,
  shared: Uri | null,
  own: Uri,
  platform: Platform,
  { panel, classifier, runs, backends, compute, said, serving, log }: EvaluationNeeds,
): { evaluations: Evaluations; disposables: { dispose(): unknown }[] } {
  const files = new EvaluationFiles(Uri.joinPath(shared ?? own, "evaluation"), Uri.joinPath(own, "evaluationBegun"));
  const open = (uri: Uri) => openDataSet(uri, platform.readPieces);
  const startEngine = (backend: Backend) => (backend === "webgpu" ? platform.gpu : platform).startEngine();
  const workers = platform.threads(0);
  const engines = { extensionUri, startEngine, backends, compute, said, workers, log };
  const evaluations = new Evaluations({ ...engines, open, files });
  const speeds = new Speeds({ ...engines, open, files, evaluations });
  const page: EvaluationPanel = new EvaluationPanel(extensionUri, evaluations, speeds, log, (message) =>
    answerPage(parts, message),
  );
  const list = new EvaluationsView(evaluations);
  const shows = { page, panel, classifier, runs };
  const parts: EvaluationCommandParts = { evaluations, speeds, files, list, open, serving, ...shows, log };
  offerToResume(parts).catch((error: unknown) => logError(log, "Finding the last evaluation", error));
  return { evaluations, disposables: [speeds, evaluations, page, list, ...registerEvaluationCommands(parts)] };
}
