import { counted } from "../words/counted.js";
import {
  computedOn,
  controlOf,
  figuresOf,
  type Bounded,
  type Evaluation,
  type ExactCurves,
  type Figure,
  lossOf,
} from "../run/evaluation.js";
import { boundsText } from "../words/boundText.js";
import { decisionLines, lossNumber, mostText, usualBound } from "../words/decision.js";
import { candidatesOf } from "../dataset/measure/candidates.js";
import { decide, decidedBy } from "../run/decision.js";
import { bestPieces, curvesOf, type Between } from "../run/exactCurves.js";
import { distinctLabels } from "../words/labels.js";
import { saidText } from "../words/said.js";
import type { FigureInfo } from "../run/figures.js";
import { flipsText, flipsTitle } from "../words/flips.js";
import { countedHow } from "../words/policy.js";
import { transkimmer } from "../run/policy.js";
import { columns } from "./columns.js";
import { headed, inTable, write } from "./figureCells.js";
import { visible } from "./visible.js";

/** Lines of a list that are printed for people; --json has more. */
const mostPrinted = 10;

/** An evaluation for people. `isSaid`: how the file is read stands on the same terminal already. */
export function toTable(evaluation: Evaluation, isSaid = false): string {
  const { file, model, rows, labelled, at, bootstrap, flips, exact } = evaluation;
  const names = distinctLabels(model.labels);
  const figures = figuresOf(evaluation);
  const cell = ({ unit }: FigureInfo, figure: Figure | undefined) => inTable(figure, (value) => write(unit, value));
  const control = controlOf(model);
  const ofLoss = lossOf(evaluation);
  const header = [
    control,
    ...figures.map(headed),
    ...(ofLoss ? [ofLoss.unit === "share" ? "loss, points" : "loss"] : []),
    "kept per layer %",
  ];
  const lines = at.map((a) => [
    String(a.threshold),
    ...figures.map((info) => cell(info, a[info.name])),
    ...(ofLoss ? [inTable(a.loss, (value) => lossNumber(value, ofLoss.unit))] : []),
    rows === 0 ? "-" : a.kept.map((part) => (part * 100).toFixed(0)).join(" "),
  ]);
  const parts = [
    `${visible(file)}: ${counted(rows, "row")}, ${labelled} labelled; ${visible(model.name)}, ${visible(computedOn(evaluation))}`,
    isSaid ? "" : visible(evaluation.columns),
    columns([header, ...lines]),
    `FLOPs ${countedHow({ policy: model.policy ?? transkimmer })}; [95 % of ${bootstrap.replicates} Poisson bootstrap replicates, seed ${bootstrap.seed}]`,
    evaluation.lack ?? "",
    perLabelLines(evaluation, names),
    ...(exact ? exactLines(evaluation, exact) : []),
    decisionText(evaluation),
    ...(rows > 0 ? [flipsText(evaluation)] : []),
    list(flipsTitle(evaluation) ?? "", flips, ({ line, labels, flipsAt, exact, excerpt, pair }) => {
      const from = visible(saidText(names, labels[0] ?? null));
      const at = exact
        ? `above ${exact.map(({ above, at }) => boundsText(above, at)[0]).join(", ")}`
        : `at ${flipsAt.join(", ")}`;
      const texts = [excerpt, ...(pair === undefined ? [] : [pair])].map((text) => visible(text).slice(0, 80));
      return `line ${line}: ${from} unskimmed, flips ${at}: ${texts.join(" ‖ ")}`;
    }),
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
function exactLines(evaluation: Evaluation, curves: ExactCurves): string[] {
  const { pieces, runs, rows, unfinished, budget, leftOut = 0 } = curves;
  const shown = curvesOf({ figures: figuresOf(evaluation) }, curves);
  const found = bestPieces(evaluation).map(({ what, piece }) => {
    const each = shown.map(({ name, title, unit }) => {
      const value = between(piece[name] ?? [NaN, NaN], (one) => write(unit, one));
      return `${title} ${value}${unit === "share" ? " %" : ""}`;
    });
    return `  ${what}: thresholds above ${boundsText(piece.lo, piece.hi).join(" to ")}: ${each.join(", ")}`;
  });
  const most =
    leftOut > 0
      ? `  ${counted(leftOut, "more text has", "more texts have")} more than ${counted(budget, "distinct run")} and ${leftOut === 1 ? "is" : "are"} not in the curves`
      : `  ${unfinished} of them have more than ${budget} distinct runs: where theirs are unknown, the curves are bounds`;
  return [
    `At all thresholds: ${counted(pieces, "piece")}, from ${counted(runs, "distinct run")} of ${counted(rows, "text")} (--csv or --json has them)`,
    ...(unfinished > 0 ? [most] : []),
    ...found,
  ];
}

function between([low, high]: Between, write: (value: number) => string): string {
  return write(low) === write(high) ? write(low) : `${write(low)} to ${write(high)}`;
}

/** How each label of several is found; empty where a text has one. */
function perLabelLines({ at, labelled }: Evaluation, names: readonly string[]): string {
  if (labelled === 0 || !at.some(({ perLabel }) => perLabel !== undefined)) return "";
  const part = (value: number | null | undefined) =>
    value === null || value === undefined ? "-" : write("share", value);
  const header = ["precision / recall %", "rows", ...at.map(({ threshold }) => `at ${threshold}`)];
  const lines = names.map((name, label) => [
    visible(name),
    String(at[0]?.perLabel?.[label]?.rows ?? 0),
    ...at.map(({ perLabel }) => `${part(perLabel?.[label]?.precision)} / ${part(perLabel?.[label]?.recall)}`),
  ]);
  return columns([header, ...lines]);
}

/** The threshold that most would take; empty where there is none to be taken. */
function decisionText(evaluation: Evaluation): string {
  const { quality } = decidedBy(evaluation);
  if (!quality || evaluation.at.length === 1) return "";
  const candidates = candidatesOf(evaluation);
  const chosen = decide(candidates, usualBound);
  const said = decisionLines(evaluation, candidates, chosen, usualBound).join(" ");
  return chosen ? `Largest gain at a loss of at most ${mostText(usualBound, quality.unit)}: ${said}` : said;
}

function list<T>(title: string, { items, more }: Bounded<T>, print: (item: T) => string): string {
  const all = items.length + more;
  if (all === 0) return "";
  const shown = items.slice(0, mostPrinted).map((item) => `  ${print(item)}`);
  if (all > shown.length) shown.push(`  and ${all - shown.length} more (--json lists the first ${items.length})`);
  return [`${title}: ${all}`, ...shown].join("\n");
}
