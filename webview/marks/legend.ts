import { depthStep } from "../../src/words/fate.js";
import { canSkim, type Run } from "../../src/run/run.js";
import { element } from "../elements.js";
import { explained } from "../explain.js";
import type { View } from "../store.js";
import type { Theme } from "../theme.js";

/** What the bars' colours mean, in the steps, or in high contrast the hatch, that they are drawn with. */
export class Legend {
  readonly root = element("div", { class: "scale" });
  readonly #about = explained("skyline");
  #shown = "";

  update(mode: View["mode"], { highContrast }: Theme, { forced, model }: Run): void {
    const byHand = forced.length > 0;
    const { layers, policy } = model;
    const { score } = policy;
    const skims = canSkim({ forced, model });
    const key = JSON.stringify([mode, highContrast, byHand, layers, score, skims]);
    if (key === this.#shown) return;
    this.#shown = key;
    this.root.dataset["mode"] = mode;
    this.root.replaceChildren(
      ...(!skims
        ? [text("nothing is skimmed: every bar goes to the end")]
        : score !== null && mode === "p"
          ? probability()
          : highContrast
            ? fate(score)
            : depth(layers, score)),
    );
    if (byHand) this.root.append(text("· by hand: ▼ kept, ☒ skimmed from that layer on"));
    this.root.append(this.#about);
  }
}

const text = (words: string): HTMLElement => element("span", {}, words);
const swatch = (kind: string): HTMLElement => element("i", { class: kind, "aria-hidden": "true" });
const swatches = (name: string, steps: number): HTMLElement[] =>
  Array.from({ length: steps }, (_, i) => swatch(`${name}-${i}`));

const stronger = (score: string): string => `within a bar, stronger = higher ${score}`;

function depth(layers: number, score: string | null): HTMLElement[] {
  const steps = new Set(Array.from({ length: layers + 1 }, (_, deep) => depthStep(deep, layers)));
  const all = [...steps].map((step) => swatch(`depth-${step}`));
  const kept = element(
    "span",
    { class: "together" },
    ...all.splice(-1),
    text(score === null ? "kept to the end" : "kept to the end;"),
  );
  return [text("skimmed early"), ...all, kept, ...(score === null ? [] : [text(stronger(score))])];
}

function fate(score: string | null): HTMLElement[] {
  return [
    swatch("hatched"),
    text("skimmed where the bar ends"),
    swatch("depth-6"),
    text(score === null ? "kept" : `kept; ${stronger(score)}`),
  ];
}

function probability(): HTMLElement[] {
  const [low, high] = [swatches("p", 6).slice(0, 3), swatches("p", 6).slice(3)];
  return [text("surely skimmed"), ...low, text("threshold"), ...high, text("surely kept; empty = not asked")];
}
