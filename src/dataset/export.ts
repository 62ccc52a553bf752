import papaparse from "papaparse";
import type { Evaluation, Figure } from "../protocol/evaluation.js";

/** The table of an evaluation as CSV: one line a threshold. A cell that a spreadsheet would run as a formula is defused. */
export function toCsv({ at, rows, labelled, model }: Evaluation): string {
  const figures = ["accuracy", "macroF1", "flopsGain", "agreement"] as const;
  const header = [
    "threshold",
    "rows",
    "labelled",
    ...figures.flatMap((name) => [name, `${name}Low`, `${name}High`]),
    ...Array.from({ length: model.layers }, (_, l) => `keptLayer${l + 1}`),
  ];
  const cells = ({ value, interval }: Figure) => [value, interval?.[0] ?? null, interval?.[1] ?? null];
  const lines = at.map((figuresAt) => [
    figuresAt.threshold,
    rows,
    labelled,
    ...figures.flatMap((name) => cells(figuresAt[name])),
    ...figuresAt.kept,
  ]);
  return `${papaparse.unparse([header, ...lines], { newline: "\n", escapeFormulae: true })}\n`;
}
