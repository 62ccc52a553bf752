import { countedHow } from "../words/policy.js";
import { byHandSummary } from "../run/byHand.js";
import { computedBy, costOf, timeOf, type Run } from "../run/run.js";
import { si } from "../words/text.js";
import { semanticsText } from "../words/semantics.js";
import { answerText, figureText } from "../words/answer.js";

const settingOf = ({ control }: Run): string =>
  new Set(control).size === 1 ? String(control[0]) : `${control.join(", ")} (one per layer)`;

/** What the run came to, as names and words. */
export function figuresOf(run: Run): [string, string][] {
  const { flops, dense, gain } = costOf(run);
  const { result, model } = run;
  const byHand = byHandSummary(run);
  const classes = result ? model.labels.map((label, i) => `${label} ${figureText(result, i)}`) : [];
  return [
    ["label", result ? answerText(model.labels, result) : "none"],
    [model.task.answer === "number" ? "numbers" : "probabilities", classes.join(", ")],
    ["model", computedBy(run)],
    ["policy", model.policy.name],
    ["semantics", semanticsText(model.semantics)],
    ...(model.policy.control ? [[model.policy.control.name, settingOf(run)] as [string, string]] : []),
    ...(byHand === null ? [] : [["decided by hand", byHand] as [string, string]]),
    ["tokens kept per layer", `${run.kept.join(", ")} of ${run.tokens.length}`],
    [
      "FLOPs",
      `${si(flops)} of ${si(dense)}${gain === null ? "" : `, gain ${gain.toFixed(2)}× (${countedHow(model)})`}`,
    ],
    ["time", timeOf(run, "none")],
  ];
}
