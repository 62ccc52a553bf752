import { Uri, workspace, type Disposable, type LogOutputChannel } from "vscode";
import { nothing, pictureNames, picturesOf, type PictureName, type Shown } from "../../export/picture/shown.js";
import { figureFormats, type FigureFormat } from "../../protocol/figureView.js";
import { registerTable } from "../commandTable.js";
import { forDrawing } from "../evaluation/evaluationPanel.js";
import type { Evaluations } from "../evaluation/evaluations.js";
import type { History } from "../history/history.js";
import type { Comparison } from "../run/comparison.js";
import type { Runs } from "../run/runs.js";
import type { Sweeps } from "../run/sweeps.js";
import { FigurePanel } from "./figurePanel.js";
import { askWhere, fileNameOf, offerToOpen } from "./fileCommands.js";
import { readRunAt, type RunFiles } from "./runFiles.js";

export interface FigureParts {
  extensionUri: Uri;
  runs: Runs;
  comparison: Comparison;
  sweeps: Sweeps;
  evaluations: Evaluations;
  history: History;
  files: RunFiles;
  /** Where a window without a folder saves; absent where there is no disk. */
  home?: Uri;
  log: LogOutputChannel;
}

const files: Record<FigureFormat, string> = { svg: "SVG picture", png: "PNG picture", pdf: "PDF" };

/**
 * "Export Figure…": opens the page with what is on the screen. Its arguments say what else: a run, by its id in the history or as a
 * saved run's URI; which picture comes first; and where it is written at once, as the page is set, in which format.
 */
export function registerFigureCommands(parts: FigureParts): Disposable[] {
  const figures = new FigurePanel(parts.extensionUri, parts.log, async (as, picture, bytes, shown) => {
    const ofTable = picture === "gain" || picture === "curves" ? shown.table?.file.replace(/\.[^.]+$/, "") : undefined;
    const name = `${ofTable ?? (shown.run ? fileNameOf(shown.run) : "figure")} ${picture}.${as}`;
    const target = await askWhere(parts, "Save Figure", name, { [files[as]]: [as] });
    if (!target) return;
    await workspace.fs.writeFile(target, bytes);
    void offerToOpen(target);
  });
  const exportFigure = async (which: unknown, first: unknown, as: unknown, to: unknown) => {
    const shown = await shownOf(parts, which);
    if (picturesOf(shown).length === 0)
      return "There is nothing on the screen that could be a figure. Classify a text, open a saved run, or evaluate a data set first.";
    const comparing = shown.pair !== null && parts.comparison.shown ? "against" : null;
    figures.show(shown, isOf<PictureName>(pictureNames, first) ? first : comparing);
    if (isOf<FigureFormat>(figureFormats, as) && to instanceof Uri)
      await workspace.fs.writeFile(to, await figures.make(as));
    return undefined;
  };
  return [figures, ...registerTable({ exportFigure }, parts.log)];
}

const isOf = <T extends string>(all: readonly T[], value: unknown): value is T => all.some((one) => one === value);

/** What is on the screen, or the run that a command names. */
async function shownOf(parts: FigureParts, which: unknown): Promise<Shown> {
  const { runs, comparison, sweeps, evaluations, history, files } = parts;
  if (typeof which === "string") return { ...nothing, run: await history.read(which) };
  if (which instanceof Uri && which.scheme !== "webview-panel") return { ...nothing, run: await readRunAt(which) };
  const { a, b } = comparison;
  const { table } = evaluations;
  const run = files.active ?? runs.current;
  return {
    run: run?.result ? run : null,
    sweep: files.active ? null : sweeps.current,
    pair: a && b && [a, b],
    table: table && forDrawing(table),
  };
}
