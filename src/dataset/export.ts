import papaparse from "papaparse";
import type { Evaluation, ExactCurves, Figure } from "../protocol/evaluation.js";
import { pieceOf } from "../protocol/exactCurves.js";

/** The table as JSON, a list of numbers on one line. */
export function toJson(table: Evaluation): string {
  // A line end stands in JSON outside of strings alone.
  const lists = /\[\n[-+.\deE,\s]+\]/g;
  return `${JSON.stringify(table, null, 1).replace(lists, (list) => list.replace(/\s+/g, ""))}\n`;
}

/** The curves of an exact evaluation as CSV: one line a piece, which holds for thresholds above `above` up to `to`. */
function curvesToCsv(curves: ExactCurves): string {
  const header = "above,to,accuracyLow,accuracyHigh,flopsGainLow,flopsGainHigh,agreementLow,agreementHigh";
  const lines = curves.hi.map((_, i) => {
    const { lo, hi, accuracy, gain, agreement } = pieceOf(curves, i);
    return [lo, hi, ...(accuracy ?? ["", ""]), ...gain, ...agreement].join(",");
  });
  return `${[header, ...lines].join("\n")}\n`;
}

/** An evaluation as CSV: its curves where it is exact, else one line a threshold. A cell that a spreadsheet would run as a formula is defused. */
export function toCsv({ at, rows, labelled, model, exact }: Evaluation): string {
  if (exact) return curvesToCsv(exact);
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
