import { html, nothing, type TemplateResult } from "lit-html";
import { depthStep } from "../../src/words/fate.js";
import { canSkim, type Run } from "../../src/run/run.js";
import type { View } from "../store.js";
import type { Theme } from "../theme.js";

/** What the bars' colours mean, in the steps, or in high contrast the hatch, that they are drawn with. */
export function legend(mode: View["mode"], { highContrast }: Theme, { forced, model, joined }: Run): TemplateResult {
  const { layers, policy } = model;
  const { left } = policy;
  const steps = !canSkim({ forced, model })
    ? text("nothing is skimmed: every bar goes to the end")
    : mode === "p"
      ? probability(policy.control?.name ?? "")
      : highContrast
        ? fate(left)
        : depth(layers, left);
  const inside = policy.control && policy.site === "inside";
  return html`<div class="scale" data-mode=${mode}>
    ${steps} ${inside ? text(joined.length > 0 ? unitsHow : `· to mid-row: ${left} inside that layer`) : nothing}
    ${forced.length > 0 ? text("· by hand: ▼ kept, ☒ skimmed from that layer on") : nothing}
  </div>`;
}

const unitsHow = "· bracket: joined inside that layer; same number: same unit";
const text = (words: string): TemplateResult => html`<span>${words}</span>`;
const swatch = (kind: string): TemplateResult => html`<i class=${kind} aria-hidden="true"></i>`;
const swatches = (name: string, from: number, to: number): TemplateResult[] =>
  Array.from({ length: to - from }, (_, i) => swatch(`${name}-${from + i}`));

function depth(layers: number, left: string): TemplateResult {
  const steps = new Set(Array.from({ length: layers + 1 }, (_, deep) => depthStep(deep, layers)));
  const all = [...steps].map((step) => swatch(`depth-${step}`));
  return html`${text(`${left} early`)} ${all.slice(0, -1)}<span class="together"
      >${all.slice(-1)} ${text("kept to the end")}</span
    >`;
}

const fate = (left: string): TemplateResult =>
  html`${swatch("hatched")} ${text(`${left} where the bar ends`)} ${swatch("depth-6")} ${text("kept")}`;

const probability = (control: string): TemplateResult =>
  html`${text("surely skimmed")} ${swatches("p", 0, 3)} ${text(control)} ${swatches("p", 3, 6)}
  ${text("surely kept; empty = not asked")}`;
