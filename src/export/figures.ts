import { timeText } from "../words/speed.js";
import { countedHow } from "../words/policy.js";
import { policyTold } from "../run/policy.js";
import { byHandSummary } from "../run/byHand.js";
import { askedControl, computedBy, costOf, type Run } from "../run/run.js";
import { si } from "../words/text.js";
import { factoredShare } from "../run/cost.js";
import { factoredText } from "../words/checkReport.js";
import { semanticsText } from "../words/semantics.js";
import { answerText, figureText } from "../words/answer.js";

const settingOf = (run: Run): string => {
  const given = askedControl(run);
  return given.length === 1 ? String(given[0]) : `${given.join(", ")} (one per layer)`;
};

/** What the run came to, as names and words. */
export function figuresOf(run: Run): [string, string][] {
  const { flops, dense, gain } = costOf(run);
  const { result, model } = run;
  const byHand = byHandSummary(run);
  const share = factoredShare(model.cost);
  const classes = result ? model.labels.map((label, i) => `${label} ${figureText(result, i)}`) : [];
  return [
    ["label", result ? answerText(model.labels, result) : "none"],
    [model.task.answer === "number" ? "numbers" : "probabilities", classes.join(", ")],
    ["model", computedBy(run)],
    ["policy", [policyTold(model.policy), model.policy.about].filter((words) => words !== "").join(": ")],
    ["semantics", semanticsText(model.semantics)],
    ...(model.policy.control ? [[model.policy.control.name, settingOf(run)] as [string, string]] : []),
    ...(share === null ? [] : [["factored", factoredText(share)] as [string, string]]),
    ...(byHand === null ? [] : [["decided by hand", byHand] as [string, string]]),
    ["tokens kept per layer", `${run.kept.join(", ")} of ${run.tokens.length}`],
    [
      "FLOPs",
      `${si(flops)} of ${si(dense)}${gain === null ? "" : `, gain ${gain.toFixed(2)}× (${countedHow(model)})`}`,
    ],
    ["time", timeText(run)],
  ];
}
