import { window, type Disposable } from "vscode";
import type { Highlight } from "../../protocol/view.js";
import { spanOf } from "../../run/passage.js";
import type { Runs } from "../run/runs.js";
import type { SkimPanel } from "../view/panel.js";
import { caretSpan, type Decorator } from "./decorate.js";
import type { Tracker } from "./track.js";

/** Milliseconds for which a word is pointed at after the mouse has come to rest on it: VS Code never says that it has left. */
const rests = 5000;

/** Which word of the shown run is pointed at in an editor: by the mouse that came to rest last, or by the caret. */
export class Pointed implements Disposable {
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #subscriptions;

  constructor(
    tracker: Tracker,
    decorator: Decorator,
    runs: Runs,
    private readonly view: Pick<SkimPanel, "visible" | "highlight">,
  ) {
    decorator.onHover((span) => {
      if (!span) {
        this.#left();
        return;
      }
      this.#point({ ...spanOf(span), by: "mouse" });
      this.#timer = setTimeout(() => this.#left(), rests);
    });
    this.#subscriptions = [
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (!view.visible) return;
        const span = caretSpan(tracker, textEditor);
        this.#point(span && { ...span, by: "caret" });
      }),
      runs.onDidChange(({ kind }) => {
        if (kind === "started") this.#left();
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Only the mouse leaves: the caret is always somewhere. */
  #left(): void {
    if (this.#timer !== undefined) this.#point(null);
  }

  #point(highlight: Highlight | null): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.view.highlight(highlight);
  }
}
