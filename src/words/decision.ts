/** What is said of the threshold to take: the page and the terminal say it in the same words. */
import { numberText } from "./answer.js";
import { counted } from "./counted.js";
import { upper } from "./upper.js";
import { changesAt } from "../run/changed.js";
import { decidedBy, type Candidate } from "../run/decision.js";
import { controlOf, type Evaluation } from "../run/evaluation.js";
import type { Unit } from "../run/figures.js";

/** What a loss is at most where nobody said another: a point of a share. */
export const usualBound = 0.01;

/** Of a difference of shares a point is a hundredth: 0.014 is "1.4 points". */
export function lossText(loss: number, unit: Unit): string {
  return `${lossNumber(loss, unit)}${unit === "share" ? " points" : ""}`;
}

/** The same without its unit: "1.4" */
export function lossNumber(loss: number, unit: Unit): string {
  if (unit !== "share") return numberText(loss).replace("-", "−");
  const points = Math.abs(100 * loss);
  const written = points.toFixed(points > 0 && points < 0.05 ? 2 : 1); // one text of many thousand is no 0.0
  return loss < 0 && Number(written) > 0 ? `−${written}` : written;
}

/** "−0.2 to 1.4 points" */
export function lossRange([low, high]: readonly [number, number], unit: Unit): string {
  return `${lossNumber(low, unit)} to ${lossNumber(high, unit)}${unit === "share" ? " points" : ""}`;
}

/** What a person said that a loss may be at most: "1 point" */
export function mostText(most: number, unit: Unit): string {
  if (unit !== "share") return numberText(most);
  const points = Number((100 * most).toPrecision(6));
  return `${points} ${points === 1 ? "point" : "points"}`;
}

/** The answer to: which threshold has the largest gain at a loss of at most `most`? The gain first; then what it costs. */
export function decisionLines(
  table: Evaluation,
  candidates: readonly Candidate[],
  chosen: Candidate | null,
  most: number,
): string[] {
  const { quality } = decidedBy(table);
  if (!quality || table.rows === 0) return [];
  const { unit } = quality;
  const control = controlOf(table.model);
  if (!chosen) return noneLines(table, candidates, mostText(most, unit), unit);
  const { threshold, before, after, loss, interval, flopsGain } = chosen;
  const gain = (value: number) => `${value.toFixed(2)}×`;
  const value = (x: number) => (unit === "share" ? `${(100 * x).toFixed(1)} %` : numberText(x));
  const what =
    loss > 0 ? `a loss of ${lossText(loss, unit)}` : loss < 0 ? `better by ${lossText(-loss, unit)}` : "no loss";
  const between = interval ? ` (95 % of resamplings: ${lossRange(interval, unit)})` : "";
  return [
    `${upper(control)} ${threshold}: FLOPs gain ${gain(flopsGain)}, ${gain(table.at[0]?.flopsGain?.value ?? NaN)} unskimmed.`,
    `${upper(quality.said)} ${value(after)}, ${value(before)} unskimmed: ${what}${between}.`,
    changesText(table, threshold),
    interval ? sureText(atMost(table, interval[1], unit), most, unit) : noInterval(table, threshold),
  ].filter((line) => line !== "");
}

/** Resampled rows lose nothing that no row lost: of n rows without an event its share is below 1 - 0.05^(1/n), 95 times in 100 (Hanley and Lippman-Hand 1983). */
function atMost({ rows, labelled }: Evaluation, resampled: number, unit: Unit): number {
  const n = labelled > 0 ? labelled : rows;
  return unit === "share" ? Math.max(resampled, 1 - 0.05 ** (1 / n)) : resampled;
}

function sureText(loss: number, most: number, unit: Unit): string {
  const bound = mostText(most, unit);
  return loss > most
    ? `The bound of ${bound} is not sure: the loss may be as large as ${lossText(loss, unit)}. More rows would tell.`
    : `The bound of ${bound} holds at the upper end, too.`;
}

function changesText(table: Evaluation, threshold: number): string {
  const changes = changesAt(table, threshold);
  if (!changes || table.flipping === null) return "";
  const { changed, lost, gained, atLeast } = changes;
  if (changed === 0) return `${atLeast ? "No text that is known of" : "No text"} changes its ${table.flipping}.`;
  const texts = `${atLeast ? "At least " : ""}${counted(changed, "text")} ${changed > 1 ? "change their" : "changes its"} ${table.flipping}`;
  return table.labelled > 0
    ? `${texts}: ${lost} right before and wrong now, ${gained} the other way round.`
    : `${texts}.`;
}

function noInterval(table: Evaluation, threshold: number): string {
  return table.at.some((at) => at.threshold === threshold)
    ? "How sure that is cannot be said."
    : `How sure that is has not been measured: the ${controlOf(table.model)} stands between the evaluated ones. Add it to the setting transkimmer.evaluation.thresholds, and evaluate again.`;
}

/** What would help where nothing stays within the bound. */
function noneLines(table: Evaluation, candidates: readonly Candidate[], bound: string, unit: Unit): string[] {
  const { exactly } = decidedBy(table);
  const control = controlOf(table.model);
  const which = exactly ? `No ${control}` : `No evaluated ${control}`;
  const [least] = candidates;
  if (!least) return [`${which} costs less than the unskimmed model.`];
  const all = `, or evaluate the file at all ${control}s: what lies between these is not known`;
  const help = exactly || table.model.policy?.control?.rising === "more" ? "" : all;
  return [
    `${which} gains anything at a loss of at most ${bound}.`,
    `The smallest loss is ${lossText(least.loss, unit)}, at ${least.threshold}. Allow a larger one${help}.`,
  ];
}
