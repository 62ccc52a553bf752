import { StatusBarAlignment, ThemeColor, window, workspace } from "vscode";
import { progressText } from "../protocol/bars.js";
import { computedBy, costOf, type Run } from "../protocol/run.js";
import type { ModelStatus } from "../protocol/view.js";
import { config, section, trustNote } from "./config.js";
import type { ModelLoader } from "./model/loadModel.js";
import type { Runs } from "./run/runs.js";
import { percentText } from "../protocol/probability.js";

/** Updates are this far apart, milliseconds, while layers come in: the window that draws them draws the run, too. */
const updateAfter = 60;

/** The status bar item: the model, what it is doing, and the last result. A click opens the menu. */
export class Status {
  readonly #item = window.createStatusBarItem("transkimmer", StatusBarAlignment.Right, 90);
  readonly #subscriptions;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly runs: Runs,
    private readonly loader: ModelLoader,
  ) {
    this.#item.name = "Transkimmer";
    this.#item.command = "transkimmer.menu";
    this.#subscriptions = [
      runs.onDidChange(({ kind }) => {
        if (kind === "state") this.#update();
        else this.#timer ??= setTimeout(() => this.#update(), updateAfter);
      }),
      loader.onDidChange(() => this.#update()),
      workspace.onDidChangeConfiguration((e) => {
        if (e.affectsConfiguration(`${section}.model`)) this.#update();
      }),
      workspace.onDidGrantWorkspaceTrust(() => this.#update()),
    ];
    this.#update();
    this.#item.show();
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#item.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #update(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const run = this.runs.current;
    const { text, warn } = describe(this.loader.status, run);
    this.#item.text = text;
    this.#item.backgroundColor = warn ? new ThemeColor("statusBarItem.warningBackground") : undefined;
    const label = `Transkimmer: ${sentence(this.loader.status, run)} ${trustNote()}`.trim();
    this.#item.tooltip = label;
    this.#item.accessibilityInformation = { label, role: "button" };
  }
}

function describe(model: ModelStatus, run: Run | null): { text: string; warn: boolean } {
  if (model.state === "loading") return { text: `$(loading~spin) ${model.name}`, warn: false };
  if (model.state === "failed") return { text: `$(warning) ${model.name}`, warn: true };
  if (!run) return { text: `$(list-filter) ${modelName()}`, warn: false };
  const { name } = run.model;
  switch (run.state) {
    case "running":
      return { text: `$(loading~spin) ${name}: ${progressText(run)}`, warn: false };
    case "failed":
      if (run.failure?.code === "interrupted") return { text: `$(list-filter) ${name}: interrupted`, warn: false };
      return { text: `$(warning) ${name}`, warn: true };
    case "cancelled":
      return { text: `$(list-filter) ${name}: cancelled`, warn: false };
    case "done":
      return { text: `$(list-filter) ${name}: ${resultOf(run)}${run.stale ? " (text edited)" : ""}`, warn: false };
  }
}

function sentence(model: ModelStatus, run: Run | null): string {
  if (model.state === "loading") return `loading the model ${model.name}`;
  if (model.failure) return model.failure.message;
  if (!run) return `no run yet with the model ${modelName()}. Select some text and classify it.`;
  if (run.failure) return run.failure.message;
  if (run.state !== "done") return `run of ${run.passage.name} ${run.state}`;
  const { gain } = costOf(run);
  const saved = gain === null ? "" : `, ${gain.toFixed(2)} times fewer FLOPs than without skimming`;
  return `${run.passage.name} is ${resultOf(run)} by ${computedBy(run)}${saved}.${run.stale ? " The text was edited since." : ""}`;
}

/** The model that the next run will take: a bundle's name, or the last part of its path. */
function modelName(): string {
  return config.model.split(/[/\\]/).filter(Boolean).pop() ?? config.model;
}

/** "positive 98 %" */
export function resultOf(run: Run): string {
  if (!run.result) return "no result";
  const { label, probabilities } = run.result;
  return `${run.model.labels[label] ?? `class ${label}`} ${percentText(probabilities[label] ?? 0)}`;
}
