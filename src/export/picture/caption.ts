/** What is said under a figure, as text to take along. */
import { gainChart } from "../../chart/gainPoints.js";
import { barsOf, summaryOf } from "../../run/bars.js";
import { byHandSummary } from "../../run/byHand.js";
import { controlOf, figuresOf, type Evaluation } from "../../run/evaluation.js";
import { curvesOf } from "../../run/exactCurves.js";
import { pairsOf } from "../../run/pairs.js";
import { transkimmer } from "../../run/policy.js";
import { canSkim, columnsOf, costOf, skimmedBy, type Run } from "../../run/run.js";
import type { ShownSweep } from "../../run/shownSweep.js";
import { answerWith } from "../../words/answer.js";
import { compareText } from "../../words/compare.js";
import { counted } from "../../words/counted.js";
import { countedHow, settingText } from "../../words/policy.js";
import { sweepText } from "../../words/sweep.js";
import { shorten } from "../../words/text.js";
import { upper } from "../../words/upper.js";
import type { Shown } from "./shown.js";

/** "Negative 0.984 by sst2, fp32, threshold 0.5; FLOPs gain 1.93× (unpadded, predictors counted)." */
export function runCaption(run: Run): string {
  const { model, result, precision, control } = run;
  const { gain } = costOf(run);
  const said = result ? shorten(answerWith(model.labels, result), 80) : `no result (${run.state})`;
  const how = `${skimmedBy({ ...model, name: shorten(model.name, 40) }, precision)}, ${settingText(model.policy.control, control)}`;
  const cost = gain === null ? "" : `; FLOPs gain ${gain.toFixed(2)}× (${countedHow(model)})`;
  return `${upper(said)} by ${how}${cost}.`;
}

/** … with what the picture shows. */
export function skylineCaption(run: Run): string {
  const byHand = byHandSummary(run);
  const parts = [runCaption(run)];
  if (canSkim(run)) parts.push(`Bars hang from the first layer and end where a word was ${run.model.policy.left}.`);
  parts.push(summaryOf(run, barsOf(run, columnsOf(run, "word"))));
  if (byHand !== null) parts.push(`Decided by hand: ${byHand}.`);
  return parts.join(" ");
}

export function wordsCaption(run: Run): string {
  const shade = canSkim(run) ? "The shade of a word tells how many layers it passed." : "";
  return [runCaption(run), shade, summaryOf(run, barsOf(run, columnsOf(run, "word")))].filter(Boolean).join(" ");
}

export function sweepCaption(run: Run, sweep: ShownSweep): string {
  const { name = "" } = run.model.policy.control ?? {};
  const how = `${shorten(run.model.name, 40)}, ${run.precision}`;
  const said = sweepText(sweep, run.model.labels, name);
  return `Every ${name} of ${how} (FLOPs ${countedHow(run.model)}): ${said} Every run was computed; where lines are dotted the runs between are not.`;
}

export function againstCaption(a: Run, b: Run): string {
  return `A: ${runCaption(a)} B: ${runCaption(b)} ${compareText(pairsOf(a, b), a, b)}`;
}

/** "sst2, fp32, on reviews.csv, 120 rows" */
function evaluated({ model, precision, file, rows }: Evaluation): string {
  const { policy = transkimmer, semantics = "dropped" } = model;
  const by = skimmedBy({ name: shorten(model.name, 40), policy, semantics }, precision);
  return `${by}, on ${shorten(file, 60)}, ${counted(rows, "row")}`;
}

export function gainCaption(table: Evaluation): string {
  const { policy = transkimmer } = table.model;
  const chart = gainChart(table);
  if (!chart) return "";
  const { quality, points, exact } = chart;
  const told = points.some(({ xs, ys }) => xs ?? ys) ? ", with 95 % bootstrap intervals" : "";
  const way = exact ? " The line goes through the runs of every setting, exactly." : "";
  return `${upper(quality.said)} against FLOPs gain (${countedHow({ policy })}) of ${evaluated(table)}: a point for each ${controlOf(table.model)}${told}.${way}`;
}

export function curvesCaption(table: Evaluation): string {
  const { policy = transkimmer } = table.model;
  const { exact } = table;
  if (!exact) return "";
  const names = curvesOf({ figures: figuresOf(table) }, exact).map(({ title }) => title);
  const band = exact.unfinished > 0 ? " Where runs are not known, the band is what the figure lies between." : "";
  return `${upper(names.join(", "))} at every ${controlOf(table.model)} of ${evaluated(table)} (FLOPs ${countedHow({ policy })}): ${counted(exact.pieces, "piece")}, from ${counted(exact.runs, "distinct run")}.${band}`;
}

/** Who is to be cited for what is on the screen, as BibTeX, each once; "" = nobody. */
export function bibtexOf({ run, pair, table }: Shown): string {
  const policies = [
    run?.model.policy,
    ...(pair ?? []).map(({ model }) => model.policy),
    table && (table.model.policy ?? transkimmer),
  ];
  return [...new Set(policies.flatMap((policy) => policy?.cite ?? []))].join("\n\n");
}
