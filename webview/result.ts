import { html, nothing, type TemplateResult } from "lit-html";
import { namedBy } from "../src/run/answer.js";
import { costOf, type Run } from "../src/run/run.js";
import { speedUpText, timeText } from "../src/words/speed.js";
import { answerText, figureText, modelText } from "../src/words/answer.js";

/** A style goes in by property: the page’s policy lets no attribute through. */
const percent = (share = 0): string => `${share * 100}%`;

/** What the model says, how sure it is, how much was saved, and which model that is. All of it has its place before it has its numbers. `before`: the run to read this one against; null = none. */
export function resultLine(run: Run, before: Run | null): TemplateResult {
  const { model, result } = run;
  const { labels, policy } = model;
  const isOther = policy.untrained === true && policy.control !== null; // chosen yesterday, it would read like the model's own
  const was = before?.result ?? null;
  const [gain, old] = [costOf(run).gain, before && costOf(before).gain];
  const said = [old, gain].flatMap((g) => (gain === null || g === null ? [] : g.toFixed(2)));
  const faster = speedUpText(run);
  const named = result ? namedBy(result) : [];
  // Room for the longest label from the start: nothing moves when the result lands.
  const longest = Math.min(16, Math.max(...labels.map((label) => label.length)));
  return html`<section class="result" aria-label="Result">
    <div>
      <h1 class="label" .style=${`min-width: ${longest}ch`}>${result ? answerText(labels, result) : "…"}</h1>
      ${was && result ? html`<p class="hint">the model alone: ${answerText(labels, was)}</p>` : nothing}
    </div>
    <div class="classes" role="list">
      ${labels.map((label, i) => {
        const figures = [was, result].flatMap((of) => (result && of ? figureText(of, i) : []));
        // A number has no bar: there is no end to it.
        const track = html`<span class="track" aria-hidden="true"
          ><span class="fill" .style=${`width: ${percent(result?.probabilities[i])}`}></span>${
            was ? html`<i .style=${`left: ${percent(was.probabilities[i])}`}></i>` : nothing
          }</span
        >`;
        return html`<div role="listitem" class=${named.includes(i) ? "winner" : ""}>
          <span class="name" dir="auto">${label}</span>
          ${model.task.answer === "number" ? nothing : track}
          <span class="number">${figures.join(" → ")}</span>
        </div>`;
      })}
    </div>
    <p class="by">
      <span class="gain"
        ><strong>${said.length > 0 ? `${said.join(" → ")}×` : "…"}</strong> FLOPs
        gain${isOther ? html` by <span title=${policy.about}>${policy.name}</span>` : nothing}${
          faster === null
            ? nothing
            : html`<span class="speed" title=${timeText(run)}> · <strong>${faster}</strong> as fast</span>`
        }</span
      >
      <span class="hint" dir="auto">${modelText(model)}</span>
    </p>
  </section>`;
}
