import {
  byHandCount,
  countText,
  groupsOf,
  nothingSkimmed,
  onlyKept,
  sameFates,
  undecided,
  type Group,
} from "../../src/run/byHand.js";
import { canSkim, type Run } from "../../src/run/run.js";
import { textsOf } from "../../src/run/passage.js";
import { shorten } from "../../src/words/text.js";
import type { Forced } from "../../src/run/sweep.js";
import { button, element, setText } from "../elements.js";
import { explained } from "../explain.js";
import type { View } from "../store.js";
import { movedText } from "./moved.js";

export interface ByHandHost {
  /** Run again with these fates. */
  force(forced: Forced[]): void;
  /** The run as the model alone decided, and the shown one, side by side. */
  compare(): void;
}

/** What was decided by hand: the list, the ways to take it back, and what else moved because of it. */
export class ByHandPanel {
  readonly root = element("section", { class: "by-hand-panel", "aria-label": "Decided by hand" });
  readonly #nothing = button("What if nothing were skimmed?", () => this.#do(nothingSkimmed), {
    "data-by-hand": "nothing",
  });
  readonly #only = button("", () => this.#do((run) => onlyKept(run, this.#chosen)), { "data-by-hand": "only" });
  readonly #all = button("Remove all", () => this.#do(() => []), { "data-by-hand": "remove" });
  readonly #compare = button("Compare with before", () => this.host.compare(), { "data-by-hand": "compare" });
  readonly #how = element(
    "p",
    { class: "hint" },
    "Right-click a word at a layer, or go there with the arrow keys: K keeps it from that layer on, S skims it, Delete lets the model decide again. " +
      "X or Ctrl-click chooses several words; M opens the menu.",
  );
  readonly #moved = element("p", { dir: "auto" });
  readonly #list = element("ul");
  #run: Run | null = null;
  #chosen: number[] = [];
  #listed = "";
  /** What was taken in last. */
  #of: unknown[] = [];

  constructor(private readonly host: ByHandHost) {
    this.root.append(
      element(
        "div",
        { class: "row" },
        element("h2", {}, "Decided by hand"),
        explained("byHand"),
        this.#nothing,
        this.#only,
        this.#all,
        this.#compare,
      ),
      this.#how,
      this.#moved,
      this.#list,
    );
  }

  /** `before`: the run to read the drawn one against; null = none. */
  update(view: View, before: Run | null): void {
    const { shown, drawn, asked, chosen, columns, file } = view;
    if (!shown || !drawn) return;
    this.#chosen = [...chosen].flatMap((c) => columns[c]?.tokens ?? []);
    this.#only.disabled = shown.state === "running" || chosen.size === 0;
    setText(
      this.#only,
      chosen.size === 0
        ? "Keep only the chosen words"
        : `Keep only the ${countText([...chosen].flatMap((c) => columns[c] ?? []))} chosen`,
    );
    this.#only.title = chosen.size === 0 ? "Choose words first: X or Ctrl-click on a word" : "";
    const forced = asked?.forced ?? shown.forced;
    const of = [shown, shown.tokens, shown.state, forced, drawn, before, file];
    if (of.every((part, i) => part === this.#of[i])) return; // only the pointer moved
    this.#of = of;
    this.#take({ ...shown, forced: [...forced] }, drawn, before, file === null);
  }

  #take(run: Run, drawn: Run, before: Run | null, live: boolean): void {
    this.#run = run;
    this.root.hidden = !live && run.forced.length === 0;
    for (const node of [this.#nothing, this.#only, this.#all, this.#how]) node.hidden = !live;
    this.#nothing.hidden ||= !canSkim(run);
    this.#compare.hidden = !live && before === null;
    this.#nothing.disabled = run.state === "running" || sameFates(run.forced, nothingSkimmed(run));
    this.#all.disabled = run.forced.length === 0;
    this.#compare.disabled = before === null;
    const moved = before ? movedText(before, drawn) : "";
    setText(this.#moved, moved);
    this.#moved.hidden = moved === "";
    this.#fill(run, live);
  }

  #do(fates: (run: Run) => Forced[]): void {
    if (this.#run) this.host.force(fates(this.#run));
  }

  #fill(run: Run, live: boolean): void {
    const key = JSON.stringify([textsOf(run.passage), run.forced, live]);
    if (key === this.#listed) return;
    this.#listed = key;
    // A button that goes takes the focus with it: it is handed to the next one.
    const focused = [...this.#list.querySelectorAll("button")].findIndex((node) => node === document.activeElement);
    this.#list.replaceChildren(...groupsOf(run).map((group) => this.#item(group, live)));
    this.#list.setAttribute("aria-label", `${byHandCount(run)} decided by hand`);
    this.#list.hidden = run.forced.length === 0;
    if (focused < 0) return;
    const left = [...this.#list.querySelectorAll("button")];
    (left[Math.min(focused, left.length - 1)] ?? this.#nothing).focus();
  }

  #item(group: Group, live: boolean): HTMLElement {
    const { from, keep, words } = group;
    const fate = `${keep ? "Kept" : "Skimmed"} from layer ${from + 1} on`;
    const item = element("li", { class: keep ? "kept" : "skimmed" }, element("span", {}, `${fate}: `));
    const remove = (text: string, label: string, tokens: number[]): HTMLElement =>
      button(text, () => this.#do((run) => undecided(run.forced, tokens, group)), { "aria-label": label, dir: "auto" });
    for (const { text, tokens } of words) {
      const word = shorten(text, 40);
      item.append(
        live
          ? remove(`${word} ✕`, `Remove: ${word}, ${fate.toLowerCase()}`, tokens)
          : element("span", { class: "word", dir: "auto" }, word),
      );
    }
    if (live && words.length > 1)
      item.append(
        remove(
          `all ${words.length} ✕`,
          `Remove all ${words.length}: ${fate.toLowerCase()}`,
          words.flatMap((w) => w.tokens),
        ),
      );
    return item;
  }
}
