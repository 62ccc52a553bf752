import {
  commands,
  ConfigurationTarget,
  Range,
  Uri,
  window,
  workspace,
  type Disposable,
  type LogOutputChannel,
} from "vscode";
import { comparisonToCsv, comparisonToJson, toCsv, toJson } from "../../dataset/table/export.js";
import { examplesOf } from "../../dataset/read/example.js";
import { formatOf } from "../../dataset/read/records.js";
import { isMalformed, readRows } from "../../dataset/read/rows.js";
import type { DatasetToHost } from "../../protocol/evaluationView.js";
import { settingName, transkimmer } from "../../run/policy.js";
import { textsOf } from "../../run/passage.js";
import { wantsLong } from "../run/askLong.js";
import type { Classifier } from "../run/classify.js";
import type { Runs } from "../run/runs.js";
import { registerTable } from "../commandTable.js";
import { section } from "../config.js";
import type { DataSetFile } from "./dataSetFile.js";
import type { EvaluationFiles } from "./evaluationFiles.js";
import type { EvaluationPanel } from "./evaluationPanel.js";
import { chooseEvaluated, evaluatedBy } from "./evaluatedBy.js";
import { askInstead, askReading } from "./askReading.js";
import type { Evaluating, Evaluations } from "./evaluations.js";
import { isKept, type EvaluationsView } from "./evaluationsView.js";
import type { Speeds } from "./speeds.js";
import { askPolicies, type Serving } from "../model/choosePolicy.js";
import { offerToOpen } from "../files/fileCommands.js";
import { inform, sayProgress } from "../say.js";
import type { SkimPanel } from "../view/panel.js";

export interface EvaluationCommandParts {
  evaluations: Evaluations;
  speeds: Speeds;
  files: EvaluationFiles;
  open: (uri: Uri) => Promise<DataSetFile>;
  list: EvaluationsView;
  /** By what the chosen model can be skimmed. */
  serving: Serving;
  /** The data set's page, and the skim view. */
  page: EvaluationPanel;
  panel: SkimPanel;
  classifier: Classifier;
  runs: Runs;
  log: LogOutputChannel;
}

/** "Evaluate Data Set…" and "Evaluate Data Set at All Thresholds…" from palette and explorer, and "Open Evaluation". */
export function registerEvaluationCommands(parts: EvaluationCommandParts): Disposable[] {
  const { evaluations, page, log } = parts;
  return registerTable(
    {
      evaluateDataSet: (given) => begin(parts, given),
      evaluateDataSetExactly: (given) => begin(parts, given, { exactly: true }),
      comparePolicies: (given, names) => compare(parts, given, names),
      openEvaluation: async (id) => {
        const why = typeof id === "string" ? await evaluations.open(id) : undefined;
        if (id === undefined) await evaluations.restore();
        page.show();
        return why;
      },
      deleteEvaluation: async (given, all) => {
        const marked = Array.isArray(all) && all.length > 0 ? all : [given];
        const rows = given === undefined ? await parts.list.keyRows() : marked.filter(isKept);
        for (const { id } of rows) await parts.files.forget(id);
        parts.list.refresh();
        return rows.length > 0 ? undefined : "Choose an evaluation in the Transkimmer view first.";
      },
    },
    log,
  );
}

/** Gives why not, if it cannot begin. */
async function begin(
  { evaluations, page }: EvaluationCommandParts,
  given: unknown,
  asked: Evaluating = {},
): Promise<string | undefined> {
  if (evaluations.busy) {
    page.show();
    return `${evaluations.status.file} is being evaluated: cancel that first.`;
  }
  const uri = given instanceof Uri ? given : await chooseFile();
  if (!uri) return undefined;
  page.show();
  evaluations.begin(uri, askReading, asked);
  void showProgress(evaluations);
  return undefined;
}

/** Asks which policies, unless they are `named`, then begins. Gives why not. */
async function compare(parts: EvaluationCommandParts, given: unknown, named: unknown): Promise<string | undefined> {
  const uri = given instanceof Uri ? given : await chooseFile();
  if (!uri) return undefined;
  const policies = Array.isArray(named) ? named.map(String) : await askPolicies(parts.serving);
  if (!policies) return undefined;
  if (policies.length < 2) return "Choose two policies or more: one alone is compared with nothing.";
  return begin(parts, uri, { policies });
}

/** Offers to go on with an evaluation that the last window did not bring to its end. */
export async function offerToResume({ evaluations, page }: EvaluationCommandParts): Promise<void> {
  await evaluations.restore();
  if (evaluations.status.state !== "stopped") return;
  const [resume, forget] = ["Resume", "Forget"];
  const picked = await inform(
    `Transkimmer: the evaluation of ${evaluations.status.file} has not come to its end. What was done is kept.`,
    resume,
    forget,
  );
  if (picked === undefined || evaluations.busy) return;
  if (picked === forget) {
    await evaluations.forget();
    return;
  }
  page.show();
  await evaluations.resume();
  void showProgress(evaluations);
}

/** What the buttons of the data set's page do. */
export async function answerPage(parts: EvaluationCommandParts, message: DatasetToHost): Promise<void> {
  const { evaluations } = parts;
  const { uri, table, status } = evaluations;
  switch (message.type) {
    case "ready":
      return; // the panel's own
    case "pause":
      evaluations.pause();
      return;
    case "resume": {
      const anew = !evaluations.busy;
      await evaluations.resume();
      if (anew) void showProgress(evaluations);
      return;
    }
    case "cancel":
      evaluations.cancel();
      return;
    case "choose":
      await commands.executeCommand("transkimmer.evaluateDataSet");
      return;
    case "reread":
      await readOtherwise(parts);
      return;
    case "reveal": {
      if (!uri) return;
      const at = new Range(message.line - 1, 0, message.line - 1, 0);
      await commands.executeCommand("vscode.open", uri, { selection: at, preview: true });
      return;
    }
    case "open":
      await openRow(parts, message.row, message.threshold);
      return;
    case "use":
      await useSetting(parts, message.threshold);
      return;
    case "measure": {
      const why = parts.speeds.measure(message.threshold);
      if (why !== undefined) void inform(why);
      return;
    }
    case "measureAll": {
      const why = parts.speeds.measureAll();
      if (why !== undefined) void inform(why);
      return;
    }
    case "compare":
      await commands.executeCommand("transkimmer.comparePolicies", uri ?? undefined);
      return;
    case "show":
      evaluations.look(message.policy);
      return;
    case "stopMeasuring":
      parts.speeds.cancel();
      return;
    case "figure":
      await commands.executeCommand("transkimmer.exportFigure", undefined, "gain");
      return;
    case "export": {
      if (!table) return;
      const ending = { json: "evaluation.json", csv: "evaluation.csv", speed: "speed.json" }[message.as];
      const name = `${status.file.replace(/\.[^.]+$/, "")}.${ending}`;
      const beside = uri ? Uri.joinPath(uri, "..", name) : undefined;
      const filters = message.as === "csv" ? { CSV: ["csv"] } : { JSON: ["json"] };
      const target = await window.showSaveDialog({ filters, ...(beside ? { defaultUri: beside } : {}) });
      if (!target) return;
      const speed = () => `${JSON.stringify(parts.speeds.speeds, null, 1)}\n`;
      const several = evaluations.tables.length > 1;
      const comparison = { format: 1, kind: "comparison", tables: evaluations.tables } as const;
      const content = {
        csv: () => (several ? comparisonToCsv(comparison) : toCsv(table)),
        json: () => (several ? comparisonToJson(comparison) : toJson(table)),
        speed,
      }[message.as]();
      await workspace.fs.writeFile(target, new TextEncoder().encode(content));
      void offerToOpen(target);
    }
  }
}

/** Evaluates the same file anew, read as a person says. */
async function readOtherwise(parts: EvaluationCommandParts): Promise<void> {
  const { evaluations } = parts;
  const { uri, plan, table } = evaluations;
  if (!uri || !plan) return;
  const { source } = await parts.open(uri);
  const examples = await examplesOf(source, plan.reading);
  const instead = await askInstead(plan.reading, examples, plan.wanted, table?.model.labels ?? []);
  if (!instead || evaluations.busy) return;
  const policies = plan.compared?.map(({ policy }) => policy) ?? [];
  evaluations.begin(uri, askReading, { exactly: plan.exact !== null, wanted: instead, policies });
  void showProgress(evaluations);
}

/** Finds a row's text in the file again, and runs it in the skim view. */
async function openRow(parts: EvaluationCommandParts, wanted: number, threshold: number): Promise<void> {
  const { evaluations, open, panel, classifier, runs, serving } = parts;
  const { uri, plan, table } = evaluations;
  if (!uri || !plan || !table) return;
  const flip = table.flips.items.find(({ row }) => row === wanted);
  const { source } = await open(uri);
  for await (const item of readRows(source, plan.reading)) {
    if (isMalformed(item) || item.row !== wanted) continue;
    const begins = (text = "", excerpt = "") => text.startsWith(excerpt.replace(/…$/, ""));
    if (flip && !(begins(item.text, flip.excerpt) && begins(item.pair, flip.pair))) break;
    const passages = [{ ...textsOf(item), name: `${source.name}, line ${item.line}` }];
    if (!(await chooseEvaluated(evaluatedBy(table, plan), serving, "Open With"))) return;
    if (!(await wantsLong(passages, runs))) return;
    panel.show(true);
    const { policy = transkimmer } = table.model;
    await classifier.classify({ passages, control: [threshold], policy: policy.name });
    return;
  }
  void inform(`${source.name} was edited since it was evaluated: row ${wanted} is another now.`);
}

/** With the model and the policy that were evaluated; where it is set by now: the workspace's settings, or else the user's. The shown text is read again. */
async function useSetting(parts: EvaluationCommandParts, setting: number): Promise<void> {
  const { evaluations, serving, panel, runs, classifier } = parts;
  const { table, plan } = evaluations;
  if (!table || !plan || !(await chooseEvaluated(evaluatedBy(table, plan), serving, null))) return;
  const { policy = transkimmer } = table.model;
  const name = settingName(policy);
  const settings = workspace.getConfiguration(section);
  const ofWorkspace = settings.inspect(name)?.workspaceValue !== undefined;
  await settings.update(name, setting, ofWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global);
  const whose = ofWorkspace ? "this workspace" : "the user";
  const others = policy.control?.counts ? `, and so does every other policy with a ${policy.control.name}` : "";
  void inform(
    `The setting ${section}.${name} of ${whose} is ${setting} now. By ${policy.name}, which is chosen, every model takes it from here on${others}.`,
  );
  const passages = runs.current ? [runs.current.passage] : [];
  if (panel.visible && (await wantsLong(passages, runs))) await classifier.again();
}

async function chooseFile(): Promise<Uri | undefined> {
  const active = window.activeTextEditor?.document.uri;
  const [uri] =
    (await window.showOpenDialog({
      title: "Evaluate Data Set",
      openLabel: "Evaluate",
      filters: { "Data sets": ["jsonl", "ndjson", "csv", "tsv", "tab"] },
      ...(active && formatOf(active.path) ? { defaultUri: active } : {}),
    })) ?? [];
  return uri;
}

/** Says in the status bar how far it is, as long as it runs. */
async function showProgress(evaluations: Evaluations): Promise<void> {
  await sayProgress("Transkimmer", false, async (report) => {
    const listener = evaluations.onDidChange(() => {
      const { state, file, fraction } = evaluations.status;
      report(`${file}: ${state}, ${(fraction * 100).toFixed(0)} % read`);
    });
    await evaluations.whenIdle();
    listener.dispose();
  });
}
