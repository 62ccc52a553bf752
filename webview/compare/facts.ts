import { timeText } from "../../src/words/speed.js";
import { byHandSummary } from "../../src/run/byHand.js";
import { costOf, type Run } from "../../src/run/run.js";
import type { Passage } from "../../src/run/passage.js";
import { policyTold } from "../../src/run/policy.js";
import { sameQuestion } from "../../src/run/question.js";
import { element } from "../elements.js";
import { shorten, si } from "../../src/words/text.js";
import { oneSetting } from "../sweep/known.js";
import { answerText, figureName, figureText } from "../../src/words/answer.js";

/** What is to be read side by side: [name, A, B]. A class that one model does not have has no number there. */
export function factsOf(a: Run, b: Run): [string, string, string][] {
  const both = (name: string, of: (run: Run) => string): [string, string, string] => [name, of(a), of(b)];
  const isNumber = a.model.task.answer === "number" && b.model.task.answer === "number";
  const turned = [...new Set([a, b].flatMap(({ model }) => model.policy.control?.name ?? []))];
  const labels = [...new Set([...a.model.labels, ...b.model.labels])];
  return [
    both("text", ({ passage }) => (sameQuestion("text", a, b) ? passage.name : excerptOf(passage))),
    both("model", (run) => `${run.model.name}, ${run.precision}, ${run.model.layers} layers`),
    both("policy", ({ model }) => policyTold(model.policy)),
    ...(turned.length > 0 ? [both(turned.join(" or "), settingOf)] : []),
    ...(a.forced.length + b.forced.length > 0
      ? [both("decided by hand", (run) => byHandSummary(run) ?? "nothing")]
      : []),
    both("label", ({ model, result }) => (result ? answerText(model.labels, result) : "")),
    ...labels.map((label) =>
      both(figureName(label, isNumber), (run) => {
        const at = run.model.labels.indexOf(label);
        return at < 0 || !run.result ? "no such class" : figureText(run.result, at);
      }),
    ),
    both("tokens at the last layer", (run) => `${run.kept.at(-1) ?? 0} of ${run.tokens.length}`),
    both("FLOPs", (run) => si(costOf(run).flops)),
    both("FLOPs gain", (run) => `${(costOf(run).gain ?? NaN).toFixed(2)}×`),
    both("time", (run) => `${timeText(run)}, ${run.backend}`),
  ];
}

function settingOf({ model, control }: Run): string {
  if (!model.policy.control) return "unskimmed";
  const one = oneSetting(control);
  return one === null ? control.join(" · ") : String(one);
}

/** Of two texts of each the beginning. */
const excerptOf = ({ text, pair }: Passage): string =>
  pair === undefined ? shorten(text, 60) : `${shorten(text, 40)} ‖ ${shorten(pair, 40)}`;

export function factsTable(a: Run, b: Run): HTMLElement {
  const body = element("tbody");
  for (const [name, inA, inB] of factsOf(a, b)) {
    const row = element("tr", inA === inB ? {} : { class: "differs" }, element("th", { scope: "row" }, name));
    row.append(element("td", { dir: "auto" }, inA), element("td", { dir: "auto" }, inB));
    body.append(row);
  }
  const head = element(
    "tr",
    {},
    element("td"),
    element("th", { scope: "col" }, "A ○"),
    element("th", { scope: "col" }, "B ■"),
  );
  return element("table", { class: "facts", "aria-label": "A and B" }, element("thead", {}, head), body);
}
