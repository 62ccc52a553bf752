/** The data set's page: how far the evaluation is, its picture, its figures, and the rows that need a look. */
import type { EvaluationStatus, SpeedMessage } from "../../src/protocol/evaluationView.js";
import type { Compared } from "../../src/run/comparison.js";
import type { Candidate } from "../../src/run/decision.js";
import { computedOn, type Evaluation } from "../../src/run/evaluation.js";
import { policyTold, transkimmer } from "../../src/run/policy.js";
import { element, setText } from "../elements.js";
import { ComparisonChart } from "./comparison.js";
import { Decision } from "./decision.js";
import { Figures } from "./figures.js";
import { Lengths } from "./lengths.js";
import { Link } from "./link.js";
import { Lists } from "./lists.js";
import { PerLabel } from "./perLabel.js";
import { Plot } from "./plot.js";
import { Progress } from "./progress.js";
import { Steps } from "./steps.js";
import { summary } from "./words.js";

const link = new Link();
const post = link.post.bind(link);
const title = element("h1", {}, "Data set");
const progress = new Progress(post);
const sentence = element("p", { class: "summary" });
const columns = element("p", { class: "hint" });
const figures = new Figures();
const comparison = new ComparisonChart(post);
const decision = new Decision(post, link, () => drawChosen());
const plot = new Plot((threshold) => figures.mark(threshold ?? decision.chosen?.threshold ?? null));
const steps = new Steps();
const perLabel = new PerLabel();
const lengths = new Lengths();
const lists = new Lists(post);
const caution = element("p", { class: "hint" });
const result = element(
  "div",
  {},
  comparison.root,
  decision.root,
  sentence,
  columns,
  plot.root,
  steps.root,
  figures.root,
  perLabel.root,
  lengths.root,
  lists.root,
  caution,
);
document.getElementById("dataset")?.append(title, progress.root, result);

let status: EvaluationStatus | null = null;
let table: Evaluation | null = null;
let speed: Pick<SpeedMessage, "state" | "speeds"> = { state: { is: "none" }, speeds: [] };
let compared: readonly Compared[] = [];
let candidates: readonly Candidate[] = [];

link.listen((message) => {
  if (message.type === "speed") speed = message;
  else if (message.type === "status") status = message.status;
  else {
    ({ table, compared, candidates } = message);
    if (table) draw(table);
  }
  result.hidden = !table || table.rows + table.malformed.items.length === 0;
  if (!status) return;
  decision.showSpeed(speed, status.state === "done");
  comparison.showSpeed(speed, status.state === "done");
  progress.update(status, table);
  setText(
    title,
    status.file === ""
      ? "Data set"
      : table
        ? `${status.file}, read by ${table.model.name}, ${policyTold(table.model.policy ?? transkimmer)}`
        : status.file,
  );
  const part = table !== null && status.state !== "done";
  setText(sentence, table ? `${part ? "So far: " : ""}${summary(table)}` : "");
  const why = status.backendWhy === "" ? "" : ` (${status.backendWhy})`;
  setText(columns, table ? `${table.columns} Computed in ${computedOn(table)}${why}.` : "");
});
link.post({ type: "ready" });

/** Of the page, px: the charts are drawn for it. */
let width = 0;
new ResizeObserver(([entry]) => {
  const now = entry?.contentRect.width ?? 0;
  if (table && now !== width) drawCharts(table);
  width = now;
}).observe(result);

function drawCharts(evaluation: Evaluation): void {
  comparison.update(compared, (evaluation.model.policy ?? transkimmer).name);
  plot.update(evaluation);
  steps.update(evaluation);
}

function draw(evaluation: Evaluation): void {
  for (const { root } of [comparison, plot, steps, figures, perLabel, lengths])
    root.classList.toggle("empty", evaluation.rows === 0);
  drawCharts(evaluation);
  figures.update(evaluation);
  decision.update(evaluation, candidates);
  drawChosen();
  const { name, about, left } = evaluation.model.policy ?? transkimmer;
  const mixed = `A word that is ${left} is not unimportant: it was mixed into others before.`;
  setText(caution, `${name}: ${about}. Each point is a real run of every text. ${mixed}`);
}

/** What depends on the chosen threshold; where there is none, of the last one evaluated. */
function drawChosen(): void {
  if (!table) return;
  const chosen = decision.chosen?.threshold ?? null;
  const shown = chosen ?? table.at.at(-1)?.threshold ?? 0;
  figures.mark(chosen);
  perLabel.update(table, shown);
  lengths.update(table, shown);
  lists.update(table, chosen);
}
