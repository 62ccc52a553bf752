import { counted } from "../words/counted.js";
import { computedOn, type Bounded, type Evaluation, type ExactCurves, type Figure } from "../run/evaluation.js";
import { boundsText } from "../words/boundText.js";
import { bestPieces, type Between } from "../run/exactCurves.js";
import { distinctLabels } from "../words/labels.js";
import { flipsRange, flipsText } from "../words/flips.js";
import { visible } from "./visible.js";

/** Lines of a list that are printed for people; --json has more. */
const mostPrinted = 10;

/** An evaluation for people. `isSaid`: how the file is read stands on the same terminal already. */
export function toTable(evaluation: Evaluation, isSaid = false): string {
  const { file, model, rows, labelled, at, bootstrap, flips, exact } = evaluation;
  const names = distinctLabels(model.labels);
  const percent = ({ value, interval }: Figure) =>
    value === null ? "-" : `${share(value)}${interval ? ` [${share(interval[0])}, ${share(interval[1])}]` : ""}`;
  const times = ({ value, interval }: Figure) =>
    value === null
      ? "-"
      : `${value.toFixed(2)}${interval ? ` [${interval[0].toFixed(2)}, ${interval[1].toFixed(2)}]` : ""}`;
  const header = ["threshold", "accuracy %", "macro-F1 %", "FLOPs gain", "as at 0 %", "kept per layer %"];
  const lines = at.map((a) => [
    String(a.threshold),
    percent(a.accuracy),
    percent(a.macroF1),
    times(a.flopsGain),
    percent(a.agreement),
    rows === 0 ? "-" : a.kept.map((part) => (part * 100).toFixed(0)).join(" "),
  ]);
  const parts = [
    `${visible(file)}: ${counted(rows, "row")}, ${labelled} labelled; ${visible(model.name)}, ${visible(computedOn(evaluation))}`,
    isSaid ? "" : visible(evaluation.columns),
    columns([header, ...lines]),
    `FLOPs unpadded, predictors counted; [95 % of ${bootstrap.replicates} Poisson bootstrap replicates, seed ${bootstrap.seed}]`,
    ...(exact ? exactLines(exact) : []),
    ...(rows > 0 ? [flipsText(evaluation)] : []),
    list(
      `Texts whose label flips ${flipsRange(evaluation)}`,
      flips,
      ({ line, labels, flipsAt, exact, excerpt, pair }) => {
        const from = visible(names[labels[0] ?? 0] ?? "");
        const at = exact
          ? `above ${exact.map(({ above, at }) => boundsText(above, at)[0]).join(", ")}`
          : `at ${flipsAt.join(", ")}`;
        const texts = [excerpt, ...(pair === undefined ? [] : [pair])].map((text) => visible(text).slice(0, 80));
        return `line ${line}: ${from} at 0, flips ${at}: ${texts.join(" ‖ ")}`;
      },
    ),
    leftOut(evaluation),
  ];
  return `${parts.filter((part) => part !== "").join("\n")}\n`;
}

/** Rows that are in no figure, for people: the malformed ones, and of those without a label the ones whose label the model does not know. */
export function leftOut({ malformed, unknownLabels }: Evaluation): string {
  return [
    list("Labels that the model does not know", unknownLabels, (u) => `${visible(u.label)}: ${counted(u.rows, "row")}`),
    list("Malformed rows, left out", malformed, ({ line, endLine, reason }) =>
      visible(`line${line === endLine ? ` ${line}` : `s ${line} to ${endLine}`}: ${reason}`),
    ),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** What the curves come to, in a few lines. */
function exactLines(curves: ExactCurves): string[] {
  const { pieces, runs, rows, unfinished, budget } = curves;
  const found = bestPieces(curves).map(({ what, piece: { lo, hi, accuracy, gain, agreement } }) =>
    [
      `  ${what}: thresholds above ${boundsText(lo, hi).join(" to ")}:`,
      accuracy ? `accuracy ${between(accuracy, share)} %,` : "",
      `FLOPs gain ${between(gain, (value) => value.toFixed(2))}, as at 0 ${between(agreement, share)} %`,
    ].join(" "),
  );
  const most = `  ${unfinished} of them have more than ${budget} distinct runs: where theirs are unknown, the curves are bounds`;
  return [
    `At all thresholds: ${counted(pieces, "piece")}, from ${counted(runs, "distinct run")} of ${counted(rows, "text")} (--csv or --json has them)`,
    ...(unfinished > 0 ? [most] : []),
    ...found,
  ];
}

function between([low, high]: Between, write: (value: number) => string): string {
  return write(low) === write(high) ? write(low) : `${write(low)} to ${write(high)}`;
}

function share(value: number): string {
  return (value * 100).toFixed(1);
}

function list<T>(title: string, { items, more }: Bounded<T>, print: (item: T) => string): string {
  const all = items.length + more;
  if (all === 0) return "";
  const shown = items.slice(0, mostPrinted).map((item) => `  ${print(item)}`);
  if (all > shown.length) shown.push(`  and ${all - shown.length} more (--json lists the first ${items.length})`);
  return [`${title}: ${all}`, ...shown].join("\n");
}

function columns(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => (row[c] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, c) => cell.padEnd(widths[c] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
