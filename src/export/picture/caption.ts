/** What is said under a picture of a run, as text to take along. */
import { barsOf, summaryOf } from "../../run/bars.js";
import { byHandSummary } from "../../run/byHand.js";
import { canSkim, columnsOf, costOf, skimmedBy, type Run } from "../../run/run.js";
import { answerWith } from "../../words/answer.js";
import { countedHow, settingText } from "../../words/policy.js";
import { shorten } from "../../words/text.js";
import { upper } from "../../words/upper.js";

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
