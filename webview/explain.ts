import { html, nothing, type TemplateResult } from "lit-html";
import { layersOver, type Bar } from "../src/run/bars.js";
import type { Run } from "../src/run/run.js";
import { answerWith } from "../src/words/answer.js";
import { percentText } from "../src/words/probability.js";
import { isMark, shorten } from "../src/words/text.js";
import { layerText } from "./summary.js";

export interface ExplainHost {
  /** Shows so many layers as passed. */
  go(layer: number): void;
  replay(): void;
  leave(): void;
}

/** Words that left are named up to this many. */
const mostNamed = 8;

/** For a class: the answer, the text and the picture in large type, gone through layer by layer. `layer`: layers shown as passed. */
export function explained(
  run: Run,
  bars: readonly Bar[],
  layer: number,
  { passage, chart }: { passage: Node; chart: Node },
  host: ExplainHost,
): TemplateResult {
  const { layers, labels } = run.model;
  // The head reads what the last layer gives: before that there is no answer.
  const answer = run.result && layer >= layers ? answerWith(labels, run.result, percentText) : "…";
  return html`<section class="explain" aria-label="Explained layer by layer">
    <h1 class="label">${answer}</h1>
    ${passage}
    <p class="sentence" role="status">${layerText(run, layer)} ${leftText(run, bars, layer)}</p>
    <div class="explain-keys">
      <button type="button" ?disabled=${layer === 0} @click=${() => host.go(layer - 1)}>← Back</button>
      <button type="button" class="next" @click=${() => host.go(layer + 1)}>Next layer →</button>
      <button type="button" @click=${() => host.replay()}>Replay (R)</button>
      <button type="button" @click=${() => host.leave()}>Leave (Esc)</button>
    </div>
    ${layersOver(run) > 0 ? html`<figure>${chart}</figure>` : nothing}
  </section>`;
}

/** "Skimmed before layer 3: “quiet”, “drama” and 4 more."; empty = no word. Punctuation is not named. */
export function leftText({ model }: Run, bars: readonly Bar[], layer: number): string {
  const now = bars.filter(
    ({ depth, fate, column }) => fate === "left" && depth === layer - 1 && !column.special && !isMark(column.text),
  );
  if (now.length === 0) return "";
  const { left, site = "before" } = model.policy;
  const named = now.slice(0, mostNamed).map(({ column }) => `“${shorten(column.text, 20)}”`);
  const more = now.length - named.length;
  return `${left[0]?.toUpperCase() ?? ""}${left.slice(1)} ${site} layer ${layer}: ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}

/** What a key does while a run is explained; null = nothing. A presenter's remote control sends Page keys. A button takes Space and Enter itself. */
export function explainKey(event: KeyboardEvent, layer: number, host: ExplainHost): (() => void) | null {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  if (ctrlKey || metaKey || altKey) return null;
  if (key === " ") return target instanceof HTMLButtonElement ? null : () => host.go(layer + 1);
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowDown: 1,
    PageDown: 1,
    ArrowLeft: -1,
    ArrowUp: -1,
    PageUp: -1,
  };
  const by = steps[key];
  if (by !== undefined) return () => host.go(layer + by);
  if (key === "Home") return () => host.go(0);
  if (key === "End") return () => host.go(Infinity);
  if (key.toLowerCase() === "r") return () => host.replay();
  return key === "Escape" ? () => host.leave() : null;
}
