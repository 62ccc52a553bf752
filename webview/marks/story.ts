import { html, nothing, type TemplateResult } from "lit-html";
import { byHandAt } from "../../src/run/byHand.js";
import type { Bar } from "../../src/run/bars.js";
import type { Run } from "../../src/run/run.js";
import { fateText, unitText } from "../../src/words/fate.js";
import type { Mark } from "../../src/run/marks.js";
import { markOf, markText } from "../../src/words/marks.js";
import { needText, scoreAt } from "../../src/words/policy.js";
import { whichText } from "../../src/words/whichText.js";
import { named } from "../byHand/actions.js";

/** A word of more pieces than this is told by its first ones. */
const mostPieces = 6;

/** What became of a word, layer by layer. `row`: the layer that is looked at. */
export function story(run: Run, bar: Bar, row: number, pinned: boolean): TemplateResult {
  const pieces = bar.column.tokens.slice(0, mostPieces);
  const more = bar.column.tokens.length - pieces.length;
  const which = whichText(run.passage, bar.column);
  const lines = Array.from({ length: run.model.layers }, (_, l) => {
    const asked = pieces.map((t) => run.scores[l]?.[t] ?? null);
    if (asked.every((p) => p === null)) return null;
    const hand = byHandAt(bar.byHand, l);
    return html`<tr class=${l === row ? "current" : ""}>
      <th scope="row">${l + 1}</th>
      ${asked.map((p, i) => {
        const left = p !== null && run.depth[pieces[i] ?? 0] === l && bar.fate !== "always";
        const said = p === null ? "" : `${scoreAt(run, l, p)}${left ? " ✕" : ""}`;
        return html`<td class=${left ? "left" : ""}>${said}</td>`;
      })}
      <td class="needs">${hand ? `${hand.keep ? "kept" : "skimmed"} by hand` : needText(run, l)}</td>
    </tr>`;
  }).filter((line) => line !== null);
  return html`<strong dir="auto">${bar.column.text}</strong>
    <p>${which === null ? "" : `${which}: `}${fateText(bar, run.model)}</p>
    ${(run.marks ?? []).map((mark) => html`<p>${worthText(mark, bar)}</p>`)}
    ${bar.unit ? html`<p dir="auto">${unitText(bar.column, bar.unit)}</p>` : nothing}
    ${
      lines.length > 0
        ? html`<table aria-label="${run.model.policy.score ?? ""} by layer">
            <thead>
              <tr>
                <th scope="col">layer</th>
                ${pieces.map((t) => html`<th scope="col">${run.tokens[t]?.piece ?? ""}</th>`)}
                <th scope="col">needs</th>
              </tr>
            </thead>
            <tbody>
              ${lines}
            </tbody>
          </table>`
        : nothing
    }
    ${more > 0 ? html`<p>and ${more} more pieces</p>` : nothing}
    ${pinned ? html`<p class="hint">held; Esc lets go. Right-click or M: decide by hand</p>` : nothing}`;
}

/** "importance 0.412 logit"; "" = it has no such number. */
function worthText(mark: Mark, { column }: Bar): string {
  const value = markOf(mark, column);
  return value === null ? "" : `${mark.name} ${markText(value)} ${mark.unit}`;
}

/** "“movie”, second text, skimmed before layer 3 of 6, layer 2: p(keep) 0.812" */
export function cursorText(run: Run, bar: Bar, row: number, chosen: boolean): string {
  const { policy } = run.model;
  const p = bar.p[row] ?? null;
  const asked = p === null ? "not asked" : `${policy.score ?? ""} ${scoreAt(run, row, p)}`;
  const at = bar.fate === "always" ? policy.always : policy.score === null ? null : asked;
  const which = whichText(run.passage, bar.column);
  const unit = unitText(bar.column, bar.unit);
  const parts = [
    named(bar.column),
    ...(which === null ? [] : [which]),
    fateText(bar, run.model),
    ...(unit === null ? [] : [unit]),
    ...(run.marks ?? []).map((mark) => worthText(mark, bar)).filter((said) => said !== ""),
  ];
  return `${parts.join(", ")}, layer ${row + 1}${at === null ? "" : `: ${at}`}${chosen ? ", chosen" : ""}`;
}
