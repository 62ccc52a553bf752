import { csv } from "../../export/escape.js";
import type { Comparison } from "../../run/comparison.js";
import { transkimmer } from "../../run/policy.js";
import { computedOn, controlOf, type Evaluation, type ExactCurves, type Figure } from "../../run/evaluation.js";
import { distinctLabels } from "../../words/labels.js";
import { curvesOf, pieceOf } from "../../run/exactCurves.js";

type Cell = Parameters<typeof csv>[0];

/** The table as JSON, a list of numbers on one line. */
export function toJson(table: Evaluation): string {
  return listsOnOneLine(table);
}

export function comparisonToJson(comparison: Comparison): string {
  return listsOnOneLine(comparison);
}

function listsOnOneLine(value: unknown): string {
  // A line end stands in JSON outside of strings alone.
  const lists = /\[\n[-+.\deE,\s]+\]/g;
  return `${JSON.stringify(value, null, 1).replace(lists, (list) => list.replace(/\s+/g, ""))}\n`;
}

/** The curves of an exact evaluation: one line a piece, which holds for thresholds above `above` up to `to`. */
function curvesToCells(table: Evaluation, curves: ExactCurves): Cell[][] {
  const figures = curvesOf(table, curves);
  const lines = curves.hi.map((_, i) => {
    const piece = pieceOf(curves, i);
    return [piece.lo, piece.hi, ...figures.flatMap(({ name }): Cell[] => piece[name] ?? [null, null])];
  });
  return [["above", "to", ...figures.flatMap(({ name }) => [`${name}Low`, `${name}High`])], ...lines];
}

/** An evaluation as CSV: its curves where it is exact, else one line a threshold. */
export function toCsv(evaluation: Evaluation): string {
  const [header = [], ...lines] = evaluation.exact
    ? curvesToCells(evaluation, evaluation.exact)
    : tableToCells(evaluation);
  const how = computedOn(evaluation);
  const cells = [[...header, "computedOn", "readAs"], ...lines.map((line) => [...line, how, evaluation.columns])];
  return toLines(cells);
}

/** Several policies as CSV: the lines of each one's table, with its name and what is turned before them. */
export function comparisonToCsv({ tables }: Comparison): string {
  const lines = tables.flatMap((table, t) => {
    const { policy = transkimmer } = table.model;
    const [header = [], ...rest] = tableToCells(table);
    const named = rest.map((line) => [policy.name, policy.control ? controlOf(table.model) : null, ...line]);
    const how = [computedOn(table), table.columns];
    const heading = ["policy", "control", "setting", ...header.slice(1), "computedOn", "readAs"];
    return [...(t === 0 ? [heading] : []), ...named.map((line) => [...line, ...how])];
  });
  return toLines(lines);
}

function toLines(cells: readonly Cell[][]): string {
  return cells.map((line) => `${line.map(csv).join(",")}\n`).join("");
}

function tableToCells({ at, rows, labelled, model, figures }: Evaluation): Cell[][] {
  const perLabel = at.some((figuresAt) => figuresAt.perLabel !== undefined) ? distinctLabels(model.labels) : [];
  const header = [
    controlOf(model),
    "rows",
    "labelled",
    ...figures.flatMap(({ name }) => [name, `${name}Low`, `${name}High`]),
    ...["loss", "lossLow", "lossHigh", "changed", "lost", "gained"],
    ...perLabel.flatMap((label) => [`precision: ${label}`, `recall: ${label}`]),
    ...Array.from({ length: model.layers }, (_, l) => `keptLayer${l + 1}`),
  ];
  const cells = ({ value, interval }: Figure = { value: null, interval: null }): Cell[] => [
    value,
    interval?.[0] ?? null,
    interval?.[1] ?? null,
  ];
  const lines = at.map((figuresAt) => [
    figuresAt.threshold,
    rows,
    labelled,
    ...figures.flatMap(({ name }) => cells(figuresAt[name])),
    ...cells(figuresAt.loss),
    ...[figuresAt.changes?.changed, figuresAt.changes?.lost, figuresAt.changes?.gained].map((n) => n ?? null),
    ...(figuresAt.perLabel ?? []).flatMap(({ precision, recall }) => [precision, recall]),
    ...figuresAt.kept,
  ]);
  return [header, ...lines];
}
