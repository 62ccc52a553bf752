import { Uri, window, type Disposable, type LogOutputChannel, type WebviewPanel } from "vscode";
import type { WebviewPanelSerializer } from "vscode";
import { candidatesOf } from "../../dataset/measure/candidates.js";
import type { Compared } from "../../run/comparison.js";
import type { Evaluation } from "../../run/evaluation.js";
import { thinned } from "../../run/exactCurves.js";
import type { DatasetToHost, HostToDataset } from "../../protocol/evaluationView.js";
import { parseDatasetMessage } from "../../protocol/evaluationSchema.js";
import { plain } from "../plain.js";
import type { Evaluations } from "./evaluations.js";
import type { Speeds } from "./speeds.js";
import { freeColumn } from "../view/freeColumn.js";
import { Page } from "../view/page.js";

/** As wide as the picture is drawn, twice: for screens with small pixels. */
const drawnColumns = 1500;

const viewType = "transkimmer.dataset";

/** The data set's page. */
export class EvaluationPanel implements WebviewPanelSerializer {
  #page: Page<DatasetToHost, HostToDataset> | null = null;
  readonly #subscriptions: Disposable[];

  constructor(
    private readonly extensionUri: Uri,
    private readonly evaluations: Evaluations,
    private readonly speeds: Speeds,
    private readonly log: LogOutputChannel,
    private readonly onMessage: (message: DatasetToHost) => unknown,
  ) {
    this.#subscriptions = [
      evaluations.onDidChange(({ table }) => this.#push(table)),
      speeds.onDidChange(() => this.#pushSpeeds()),
      window.registerWebviewPanelSerializer(viewType, this),
    ];
  }

  show(): void {
    if (this.#page) this.#page.panel.reveal();
    else this.#adopt(window.createWebviewPanel(viewType, "Data Set", freeColumn(), { enableScripts: true }));
  }

  /** After a reload of the window VS Code hands the old panel back. */
  async deserializeWebviewPanel(panel: WebviewPanel): Promise<void> {
    this.#page?.panel.dispose();
    await this.evaluations.restore();
    this.#adopt(panel);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#page?.panel.dispose();
  }

  #adopt(panel: WebviewPanel): void {
    panel.iconPath = Uri.joinPath(this.extensionUri, "media", "icon.svg");
    const page = new Page<DatasetToHost, HostToDataset>(panel, {
      extensionUri: this.extensionUri,
      page: "dataset",
      log: this.log,
      name: "the data set's page",
      parse: parseDatasetMessage,
      refresh: () => {
        this.#push(true);
        this.#pushSpeeds();
      },
      onMessage: this.onMessage,
      onClosed: () => {
        if (this.#page === page) this.#page = null;
      },
    });
    this.#page = page;
  }

  #pushSpeeds(): void {
    const { state, speeds } = this.speeds;
    this.#page?.post({ type: "speed", state, speeds });
  }

  #push(table: boolean): void {
    const { status } = this.evaluations;
    if (this.#page) this.#page.panel.title = status.file === "" ? "Data Set" : `Data Set: ${plain(status.file, 60)}`;
    this.#page?.post({ type: "status", status });
    if (!table) return;
    const { table: whole, tables } = this.evaluations;
    const compared = tables.length > 1 ? tables.map(forComparing) : [];
    const candidates = whole ? candidatesOf(whole) : [];
    this.#page?.post({ type: "table", table: whole && forDrawing(whole), compared, candidates });
  }
}

function forComparing({ model, figures, labelled, at }: Evaluation): Compared {
  return { model, figures, labelled, at };
}

/** Curves of thousands of texts have more jumps than a picture has columns. */
export function forDrawing(table: Evaluation): Evaluation {
  return table.exact ? { ...table, exact: thinned(table.exact, drawnColumns) } : table;
}
