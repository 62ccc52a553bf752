/** What is said of the threshold to take: the page and the terminal say it in the same words. */
import { numberText } from "./answer.js";
import { counted } from "./counted.js";
import { upper } from "./upper.js";
import { changesAt } from "../run/changed.js";
import { decidedBy, type Candidate } from "../run/decision.js";
import { controlOf, qualityOf, type Evaluation } from "../run/evaluation.js";
import type { Unit } from "../run/figures.js";
import { transkimmer } from "../run/policy.js";

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
  const value = (x: number) => (unit === "share" ? `${(100 * x).toFixed(1)} %` : numberText(x));
  const what =
    loss > 0 ? `a loss of ${lossText(loss, unit)}` : loss < 0 ? `better by ${lossText(-loss, unit)}` : "no loss";
  const between = interval ? ` (95 % of resamplings: ${lossRange(interval, unit)})` : "";
  const sure = isSure(table, chosen, most, unit) ? "" : `; not sure of at most ${mostText(most, unit)}`;
  return [
    `${upper(control)} ${threshold}: FLOPs gain ${gainText(flopsGain)}, ${unskimmedText(table)}${sure}.`,
    `${upper(quality.said)} ${value(after)}, ${value(before)} unskimmed: ${what}${between}.`,
    changesText(table, threshold),
    interval ? sureText(table, candidates, chosen, most, unit) : noInterval(table, threshold),
    beyondText(table, threshold),
  ].filter((line) => line !== "");
}

const gainText = (value: number): string => `${value.toFixed(2)}×`;

/** "0.92× unskimmed", and why that is below 1. */
function unskimmedText({ at, model }: Evaluation): string {
  const gain = at[0]?.flopsGain?.value ?? NaN;
  const { counted: extra } = model.policy ?? transkimmer;
  const why = gain < 0.995 && extra !== null ? ` (its ${extra} cost, and nothing leaves)` : "";
  return `${gainText(gain)} unskimmed${why}`;
}

/** A setting, as far as it says how sure its loss is. */
type Judged = Pick<Candidate, "threshold" | "flopsGain" | "interval">;

/**
 * What the loss is at most, by the upper end of its interval; null = that is not known. Resampled rows lose nothing that no row lost: of n
 * rows without an event its share is below 1 - 0.05^(1/n), 95 times in 100 (Hanley and Lippman-Hand 1983).
 */
function atMost({ rows, labelled }: Evaluation, { interval }: Judged, unit: Unit): number | null {
  if (!interval) return null;
  const n = labelled > 0 ? labelled : rows;
  return unit === "share" ? Math.max(interval[1], 1 - 0.05 ** (1 / n)) : interval[1];
}

/** The bound holds at the interval's upper end, too. */
function isSure(table: Evaluation, judged: Judged, most: number, unit: Unit): boolean {
  const loss = atMost(table, judged, unit);
  return loss !== null && loss <= most;
}

/** Of all settings the one of the largest gain whose bound is sure; null = there is none. One that another beats may be surer. */
function surestOf(table: Evaluation, candidates: readonly Candidate[], most: number, unit: Unit): Judged | null {
  const [dense, ...others] = table.at;
  const evaluated = others.map(({ threshold, flopsGain, loss }) => {
    return { threshold, flopsGain: flopsGain?.value ?? NaN, interval: loss?.interval ?? null };
  });
  const isOfTheirLoss = qualityOf(table)?.name === decidedBy(table).quality?.name;
  const gaining = [...candidates, ...(isOfTheirLoss ? evaluated : [])].filter(
    (one) => one.flopsGain > (dense?.flopsGain?.value ?? NaN) && isSure(table, one, most, unit),
  );
  return gaining.reduce<Judged | null>((best, one) => (best && best.flopsGain >= one.flopsGain ? best : one), null);
}

function sureText(
  table: Evaluation,
  candidates: readonly Candidate[],
  chosen: Candidate,
  most: number,
  unit: Unit,
): string {
  const bound = mostText(most, unit);
  const same = "It was chosen and judged by the same rows.";
  if (isSure(table, chosen, most, unit)) return `The bound of ${bound} holds at the upper end, too. ${same}`;
  const control = controlOf(table.model);
  const surest = surestOf(table, candidates, most, unit);
  const loss = `The loss may be as large as ${lossText(atMost(table, chosen, unit) ?? NaN, unit)}.`;
  return surest
    ? `${loss} Sure of at most ${bound}: ${control} ${surest.threshold}, FLOPs gain ${gainText(surest.flopsGain)}. ${same}`
    : `${loss} No ${control} is sure of at most ${bound}: more rows would tell. ${same}`;
}

/** The best of those evaluated is the last one. */
function beyondText(table: Evaluation, threshold: number): string {
  const control = controlOf(table.model);
  if (decidedBy(table).exactly || table.at.at(-1)?.threshold !== threshold) return "";
  return `It is the last ${control} that was evaluated: the largest gain may lie beyond.`;
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
