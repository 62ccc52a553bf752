import { html, nothing, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import type { Mark } from "../../src/run/marks.js";
import { columnsOf, type Run } from "../../src/run/run.js";
import { markAgainstDepth, markOf, markText } from "../../src/words/marks.js";
import { commandNames } from "../notice.js";
import { told } from "../table.js";
import { drawnMarks, largest } from "./heat.js";

/** What the heat rows show: their scale in one line, and what their numbers are and are not. */
export function marksSaid(run: Run): TemplateResult | typeof nothing {
  const marks = drawnMarks(run.marks);
  if (marks.length === 0) return nothing;
  return html`${guard([run, run.state, told(run), marks.length], () => marks.map((mark) => said(run, mark)))}`;
}

function said(run: Run, mark: Mark): TemplateResult {
  const words = columnsOf(run, "word").filter(({ special }) => !special);
  const done = words.filter((column) => markOf(mark, column) !== null).length;
  const scale = `${mark.name}: highest ${markText(largest(mark))} ${mark.unit}; heights go by its square root, hollow is under 0.`;
  const all = done < words.length ? `${done} of ${words.length} words have their number.` : markAgainstDepth(run, mark);
  return html`<p class="mark" data-mark=${mark.name} dir="auto">
    ${scale} ${all} <span class="hint">${mark.about}</span>
  </p>`;
}

/** The button that asks for what each word is worth. */
export function askWorth({ state }: Run, press: () => void): TemplateResult {
  return html`<p>
    <button type="button" data-command="showImportance" ?disabled=${state !== "done"} @click=${press}>
      ${commandNames.showImportance}
    </button>
  </p>`;
}
