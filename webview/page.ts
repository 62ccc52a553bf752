import { html, nothing, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { summaryOf } from "../src/run/bars.js";
import type { Run } from "../src/run/run.js";
import { takenText } from "../src/words/taken.js";
import { lackText } from "../src/words/policy.js";
import { byHandAbout, byHandPanel, type ByHandHost } from "./byHand/panel.js";
import { choiceText } from "./compare/panel.js";
import { details } from "./details.js";
import { explained, type ExplainHost } from "./explain.js";
import { legend } from "./marks/legend.js";
import { askWorth, marksSaid } from "./marks/heatSaid.js";
import { commandNames, notices } from "./notice.js";
import { resultLine } from "./result.js";
import type { View } from "./store.js";
import { cautionsOf } from "./summary.js";
import { validText } from "./sweep/panel.js";
import { table } from "./table.js";
import type { Theme } from "./theme.js";
import { toolbar, type ToolHost } from "./tools.js";

/** How it is looked at, beside what the view says. */
export interface Look {
  mode: View["mode"];
  /** Layers shown as passed. */
  layer: number;
  /** The run to read the drawn one against; null = none. */
  before: Run | null;
  theme: Theme;
  /** A side column, or a window at 200 %: there is room for the answer and the picture, and the tools come after them. */
  small: boolean;
}

/** Charts, and what else keeps its own nodes. */
export interface Parts {
  control: { root: Node; each: Node };
  passage: Node;
  chart: Node;
  sweep: Node;
  compare: Node;
  which: Node;
  menu: Node;
  live: Node;
  tools: ToolHost;
  explain: ExplainHost;
  hand: ByHandHost;
}

/** The answer, the picture with its control, and behind them all else. What looks at every word of a long text is made anew where the words are others, not where the pointer moves. */
function picture(view: View, shown: Run, drawn: Run, look: Look, parts: Parts): TemplateResult {
  const { mode, layer, before, theme, small } = look;
  const { control, sweep, chart, hand } = parts;
  const { policy } = drawn.model;
  const lack = lackText(policy);
  const controls = policy.control !== null && view.file === null;
  if (view.explaining && !view.comparing) return explained(drawn, view.bars, layer, parts, parts.explain);
  const bar = toolbar(view, shown, drawn, layer, parts.tools);
  const assumed = view.model.name === drawn.model.name ? (view.model.assumed ?? []) : [];
  return html`<div class="run" ?hidden=${view.comparing}>
    ${resultLine(drawn, before)} ${lack === null ? nothing : html`<p class="hint lack">${lack}</p>`}
    ${cautionsOf(drawn).map((caution) => html`<p class="caution" dir="auto">${caution}</p>`)}
    ${takenLine(view, drawn, parts.tools)} ${parts.passage}
    <figure>
      ${small ? nothing : bar} ${controls ? control.root : nothing} ${view.table ? table(drawn, view.bars) : chart}
      ${legend(mode, theme, drawn)} ${small ? bar : nothing}
      <figcaption>
        <p class="sentence">${guard([view.bars], () => summaryOf(drawn, view.bars))}</p>
        ${marksSaid(shown)}
      </figcaption>
    </figure>
    ${guard([view.bars, shown.state, drawn, before, view.asked, view.chosen, view.file], () => byHandPanel(view, before, hand))}
    ${sweep}
    ${details(
      drawn,
      assumed,
      controls && view.sweep === null ? html`<p class="valid">${validText(view, shown)}</p>` : nothing,
      controls ? control.each : nothing,
      view.file ? nothing : askWorth(shown, () => parts.tools.command("showImportance")),
      view.file ? nothing : byHandAbout(shown, hand),
    )}
  </div>`;
}

/** What was read, where that is not all that stands in the document, and the way to all of it. */
function takenLine({ file }: View, { passage }: Run, tools: ToolHost): TemplateResult | typeof nothing {
  const said = takenText(passage);
  if (said === null) return nothing;
  const press = (): void => tools.command("readSource");
  return html`<p class="hint taken">
    ${said}
    ${file ? nothing : html`<button type="button" class="link" data-command="readSource" @click=${press}>${commandNames.readSource}</button>`}
  </p>`;
}

/** All that is on the page, from what it shows alone. */
export function page(view: View, look: Look, parts: Parts): TemplateResult {
  const { shown, drawn } = view;
  const both = view.a !== null && view.b !== null;
  const compared = view.a !== null || view.b !== null;
  return html`${notices(view, (name) => parts.tools.command(name))}
    <div class="compared" ?hidden=${!compared}>
      ${both ? parts.which : nothing}<span class="hint">${choiceText(view)}</span>
    </div>
    ${parts.compare} ${shown && drawn ? picture(view, shown, drawn, look, parts) : nothing} ${parts.menu} ${parts.live}`;
}
