import { html, nothing, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { fateText, unitText } from "../src/words/fate.js";
import type { Run } from "../src/run/run.js";
import { whichText } from "../src/words/whichText.js";
import { markOf, markText } from "../src/words/marks.js";
import { scoreAt } from "../src/words/policy.js";
import type { Bar } from "../src/run/bars.js";

/** The picture as numbers: one row a column. Made anew only where the bars are others: a long text has thousands of rows. */
export function table(run: Run, bars: readonly Bar[]): TemplateResult {
  return html`<div class="table" role="region" tabindex="0" aria-label="Skim table">
    ${guard([run, run.state, bars, told(run)], () => rows(run, bars))}
  </div>`;
}

/** Numbers that marks have so far. */
export const told = ({ marks = [] }: Run): number =>
  marks.reduce((n, { values }) => n + values.reduce<number>((m, value) => m + Number(value !== null), 0), 0);

function rows(run: Run, bars: readonly Bar[]): TemplateResult {
  const { score } = run.model.policy;
  const layers = score === null ? [] : Array.from({ length: run.model.layers }, (_, l) => l);
  const pair = run.passage.pair !== undefined;
  const joins = run.joined.length > 0;
  const { marks = [] } = run;
  const names = [
    "text",
    ...(pair ? ["which text"] : []),
    "pieces",
    "what happened",
    ...(joins ? ["computed as one"] : []),
    "layers passed",
    ...marks.map(({ name, unit }) => `${name} (${unit})`),
  ];
  return html`<table>
    <caption>
      Every word, and how many layers it passed${score === null ? "" : `; ${score} where it was asked`}
    </caption>
    <thead>
      <tr>
        ${[...names, ...layers.map((l) => `${score ?? ""} ${l + 1}`)].map((name) => html`<th scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${bars.map(
        ({ column, p, ...bar }) =>
          html`<tr>
            <th scope="row" dir="auto">${column.text}</th>
            ${pair ? html`<td>${whichText(run.passage, column) ?? ""}</td>` : nothing}
            <td dir="auto">${column.tokens.map((t) => run.tokens[t]?.piece ?? "").join(" ")}</td>
            <td>${fateText(bar, run.model)}</td>
            ${joins ? html`<td dir="auto">${unitText(column, bar.unit) ?? ""}</td>` : nothing}
            <td class="number">${bar.depth}</td>
            ${marks.map((mark) => html`<td class="number">${markText(markOf(mark, column))}</td>`)}
            ${layers.map((l) => html`<td class="number">${asked(run, l, p[l] ?? null)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

const asked = (run: Run, layer: number, p: number | null): string => (p === null ? "" : scoreAt(run, layer, p));
