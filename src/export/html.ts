/** The run as one page that needs nothing else: no script, nothing from a network, and a policy that forbids both. */
import { barsOf } from "../run/bars.js";
import { fateText } from "../words/fate.js";
import { columnsOf, type Run } from "../run/run.js";
import type { Passage } from "../run/passage.js";
import { scoreAt } from "../words/policy.js";
import { whichText } from "../words/whichText.js";
import { xml } from "./escape.js";
import { figuresOf } from "./figures.js";
import { skylineCaption } from "./picture/caption.js";
import { sheet } from "./picture/sheet.js";
import { drawSkyline } from "./picture/skyline.js";
import { defaultStyle } from "./picture/style.js";
import { toSvg } from "./picture/svg.js";

export const pageStyle = `:root{color-scheme:light}body{font:15px/1.5 system-ui,sans-serif;color:#1f1f1f;background:#fff;max-width:960px;margin:2rem auto;padding:0 1rem}h1{font-size:1.3rem}svg{max-width:100%;height:auto}dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem}dt{color:#5a5a5a}dd{margin:0}blockquote{white-space:pre-wrap;margin:1rem 0;padding:.2rem 1rem;border-left:3px solid #1b57c0;overflow-wrap:anywhere}.table{overflow-x:auto}table{border-collapse:collapse;font-size:13px}th,td{padding:.15rem .6rem;border-bottom:1px solid #d0d0d0;text-align:right}th:first-child,.words{text-align:left}`;
/** SHA-256 of `pageStyle`, base64: the one style that the policy lets in. A test compares them. */
export const pageStyleHash = "SpdylgXhmhZOHxg/cGGtdscH0rXtlHImBcBzMqkflRU=";

/** mm: 960 px. */
const pageWidth = 254;

const quoted = (text: string): string => `<blockquote dir="auto">${xml(text)}</blockquote>`;

function textsOf({ text, pair }: Passage): string {
  if (pair === undefined) return quoted(text);
  return `<h2>First text</h2>\n${quoted(text)}\n<h2>Second text</h2>\n${quoted(pair)}`;
}

/** As wide as the page, with what it shows. */
function pictureOfRun(run: Run): string {
  const caption = skylineCaption(run);
  const style = { ...defaultStyle, width: pageWidth, caption };
  return toSvg(sheet({ caption, draw: (room) => drawSkyline(run, room) }, style));
}

export function toHtml(run: Run): string {
  const { layers, policy } = run.model;
  const name = xml(run.passage.name);
  const pair = run.passage.pair !== undefined;
  const scored = Array.from({ length: policy.score === null ? 0 : layers }, (_, l) => l);
  const numbers = scored.map((l) => `<th scope="col">${policy.scoreKey} ${l + 1}</th>`).join("");
  const rows = barsOf(run, columnsOf(run, "word")).map((bar) => {
    const said = (x: number | null, l: number): string => (x === null ? "" : scoreAt(run, l, x));
    const p = scored.map((l) => `<td>${said(bar.p[l] ?? null, l)}</td>`).join("");
    const which = pair ? `<td class="words">${whichText(run.passage, bar.column) ?? ""}</td>` : "";
    return `<tr><th scope="row" dir="auto">${xml(bar.column.text)}</th>${which}<td>${bar.depth}</td><td class="words">${fateText(bar, run.model)}</td>${p}</tr>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${pageStyleHash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${name}: skimmed by ${xml(run.model.name)}</title>
<style>${pageStyle}</style>
</head>
<body>
<h1>${name}</h1>
${textsOf(run.passage)}
<dl>
${figuresOf(run)
  .map(([term, value]) => `<dt>${term}</dt><dd>${xml(value)}</dd>`)
  .join("\n")}
<dt>computed</dt><dd><time datetime="${xml(run.started)}">${xml(run.started)}</time></dd>
</dl>
<figure>
${pictureOfRun(run)}</figure>
<h2>Words</h2>
<p>Layers kept: how many layers the word passed.${policy.score === null ? "" : ` ${policy.scoreKey} l: ${xml(policy.score)} ${policy.site ?? "before"} layer l, empty where it was not asked.`}</p>
<div class="table" tabindex="0" role="region" aria-label="Words">
<table>
<thead><tr><th scope="col">word</th>${pair ? '<th scope="col" class="words">which text</th>' : ""}<th scope="col">layers kept</th><th scope="col" class="words">fate</th>${numbers}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
</div>
</body>
</html>
`;
}
