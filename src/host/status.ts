import { workspace } from "vscode";
import { progressText } from "../run/bars.js";
import { canSkim, computedBy, costOf, type Run } from "../run/run.js";
import type { ModelStatus } from "../protocol/view.js";
import { config, section, trustNote } from "./config.js";
import type { ModelLoader } from "./model/loadModel.js";
import type { Runs } from "./run/runs.js";
import { answerWith } from "../words/answer.js";
import { percentText } from "../words/probability.js";
import { shorten } from "../words/text.js";
import { StatusItem } from "./say.js";

/** Updates are this far apart, milliseconds, while layers come in: the window that draws them draws the run, too. */
const updateAfter = 60;

/** Of a model or a label, in the status bar: what is beside them must be seen. */
const longestName = 30;

/** The status bar item: the model, what it is doing, and the last result. A click opens the menu. */
export class Status {
  readonly #item = new StatusItem("transkimmer", "Transkimmer", "transkimmer.menu", 90);
  readonly #subscriptions;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly runs: Runs,
    private readonly loader: ModelLoader,
  ) {
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
    const { status } = this.loader;
    this.#item.set({
      ...describe(status, run),
      sentence: `Transkimmer: ${sentence(status, run)} ${trustNote()}`.trim(),
    });
  }
}

function describe(model: ModelStatus, run: Run | null): { icon: string; text: string; warn: boolean } {
  if (model.state === "loading") return { icon: "loading~spin", text: model.name, warn: false };
  if (model.state === "failed") return { icon: "warning", text: model.name, warn: true };
  if (!run) return { icon: "list-filter", text: modelName(), warn: false };
  const name = shorten(run.model.name, longestName);
  switch (run.state) {
    case "running":
      return { icon: "loading~spin", text: `${name}: ${progressText(run)}`, warn: false };
    case "failed":
      if (run.failure?.code === "interrupted")
        return { icon: "list-filter", text: `${name}: interrupted`, warn: false };
      return { icon: "warning", text: name, warn: true };
    case "cancelled":
      return { icon: "list-filter", text: `${name}: cancelled`, warn: false };
    case "done":
      return {
        icon: "list-filter",
        text: `${name}: ${resultOf(run)}${run.stale ? " (text edited)" : ""}`,
        warn: false,
      };
  }
}

function sentence(model: ModelStatus, run: Run | null): string {
  if (model.state === "loading") return `loading the model ${model.name}`;
  if (model.failure) return model.failure.message;
  if (!run) return `no run yet with the model ${modelName()}. Select some text and classify it.`;
  if (run.failure) return run.failure.message;
  if (run.state !== "done") return `run of ${run.passage.name} ${run.state}`;
  const { gain } = costOf(run);
  const saved = gain === null || !canSkim(run) ? "" : `, ${gain.toFixed(2)} times fewer FLOPs than without skimming`;
  return `${run.passage.name} is ${resultOf(run)} by ${computedBy(run)}${saved}.${run.stale ? " The text was edited since." : ""}`;
}

/** The model that the next run will take: a bundle's name, or the last part of its path. */
function modelName(): string {
  return config.model.split(/[/\\]/).filter(Boolean).pop() ?? config.model;
}

/** "positive 98 %" */
export function resultOf({ result, model }: Run): string {
  return result ? shorten(answerWith(model.labels, result, percentText), longestName) : "no result";
}
