import { html, nothing, type TemplateResult } from "lit-html";
import {
  byHandCount,
  countText,
  groupsOf,
  nothingSkimmed,
  onlyKept,
  undecided,
  type Group,
} from "../../src/run/byHand.js";
import { canSkim, type Run } from "../../src/run/run.js";
import type { Forced } from "../../src/run/sweep.js";
import { shorten } from "../../src/words/text.js";
import type { View } from "../store.js";
import { movedText } from "./moved.js";

export interface ByHandHost {
  /** Run again with these fates. */
  force(forced: Forced[]): void;
  /** The run as the model alone decided, and the shown one, side by side. */
  compare(): void;
}

/** What was decided by hand: the list, the ways to take it back, and what else moved because of it. Nothing where nothing is decided, or chosen to be. `before`: the run to read the drawn one against; null = none. */
export function byHandPanel(view: View, before: Run | null, host: ByHandHost): TemplateResult | typeof nothing {
  const { shown, drawn, asked, chosen, columns, file } = view;
  if (!shown || !drawn) return nothing;
  const run = { ...shown, forced: [...(asked?.forced ?? shown.forced)] };
  if (run.forced.length === 0 && chosen.size === 0) return nothing;
  const live = file === null;
  const words = [...chosen].flatMap((c) => columns[c] ?? []);
  const only = html`<button
    type="button"
    data-by-hand="only"
    ?disabled=${run.state === "running"}
    @click=${() =>
      host.force(
        onlyKept(
          run,
          words.flatMap(({ tokens }) => tokens),
        ),
      )}
  >
    Keep only the ${countText(words)} chosen
  </button>`;
  const remove = html`<button type="button" data-by-hand="remove" @click=${() => host.force([])}>Remove all</button>`;
  const compare = html`<button type="button" data-by-hand="compare" @click=${() => host.compare()}>
    Compare with before
  </button>`;
  const moved = before ? movedText(before, drawn) : "";
  return html`<section class="by-hand-panel" aria-label="Decided by hand" tabindex="-1">
    <div class="row">
      <h2>Decided by hand</h2>
      ${live && chosen.size > 0 ? only : nothing} ${live && run.forced.length > 0 ? remove : nothing}
      ${before ? compare : nothing}
    </div>
    ${moved === "" ? nothing : html`<p dir="auto">${moved}</p>`}
    ${
      run.forced.length === 0
        ? nothing
        : html`<ul aria-label="${byHandCount(run)} decided by hand">
            ${groupsOf(run).map((group) => item(group, live, (tokens) => host.force(undecided(run.forced, tokens, group))))}
          </ul>`
    }
  </section>`;
}

function item({ from, keep, words }: Group, live: boolean, remove: (tokens: number[]) => void): TemplateResult {
  const fate = `${keep ? "Kept" : "Skimmed"} from layer ${from + 1} on`;
  const take = (text: string, label: string, tokens: number[]): TemplateResult =>
    html`<button type="button" dir="auto" aria-label=${label} @click=${() => remove(tokens)}>${text} ✕</button>`;
  const all = words.flatMap(({ tokens }) => tokens);
  const each = words.map(({ text, tokens }) => {
    const word = shorten(text, 40);
    if (!live) return html`<span class="word" dir="auto">${word}</span>`;
    return take(word, `Remove: ${word}, ${fate.toLowerCase()}`, tokens);
  });
  const many = live && words.length > 1;
  return html`<li class=${keep ? "kept" : "skimmed"}>
    <span>${fate}: </span>${each}${
      many ? take(`all ${words.length}`, `Remove all ${words.length}: ${fate.toLowerCase()}`, all) : nothing
    }
  </li>`;
}

/** How it is done, and the one step that needs no word. */
export function byHandAbout(run: Run, host: ByHandHost): TemplateResult {
  return html`<h2>Words by hand</h2>
    <p>
      Right-click a word, or go there with the arrow keys: K keeps it from that layer on, S skims it, Delete lets the
      model decide again. X or Ctrl-click chooses several words; M opens the menu. You decide on these words alone; on
      all others the model still does, so they may move too. It shows what this model does in that case, not why it
      decided as it did. A word that has left does not come back.
    </p>
    ${
      canSkim(run)
        ? html`<p>
            <button
              type="button"
              data-by-hand="nothing"
              ?disabled=${run.state === "running"}
              @click=${() => host.force(nothingSkimmed(run))}
            >
              What if nothing were skimmed?
            </button>
          </p>`
        : nothing
    }`;
}
