import { depthStep } from "../../src/words/fate.js";
import { named } from "../../src/words/text.js";
import { reachOf } from "../../src/run/bars.js";
import { textsOf } from "../../src/run/passage.js";
import type { Run } from "../../src/run/run.js";
import { element } from "../elements.js";
import type { View } from "../store.js";
import { isLit, pointsAt } from "./lit.js";
import { Pointing, type PointingHost } from "./pointing.js";
import { cursorText } from "./story.js";

/** Words of a block, which is drawn once it is in sight: of a long text most are not. */
const block = 300;

/** The text that was read, in lines: each word shaded by how deep it went. It scrolls with the stretch that the skyline draws. */
export class PassageText {
  readonly root = element("div", {
    class: "passage",
    role: "group",
    tabindex: "0",
    "aria-label": "The text that was read. Arrows go from word to word; K, S and M as in the skyline",
  });
  readonly #pointing: Pointing;
  /** Of each column; undefined = it stands for no characters. */
  #words: (HTMLElement | undefined)[] = [];
  /** How each of them looks now. */
  #looks: string[] = [];
  #of: { run: Run; columns: View["columns"] } | null = null;
  /** What the words' looks were made of. */
  #shown: unknown[] = [];
  #focused: number | undefined;
  #from = 0;
  #followed: number | null = null;
  /** It was scrolled by what is drawn below, or by blocks that came to their size: no wish of the person's. */
  #led = false;

  constructor(
    host: PointingHost,
    private readonly move: (from: number) => void,
  ) {
    const columnOf = (node: EventTarget | null): number | null => {
      const at = node instanceof Element ? node.closest<HTMLElement>(".word")?.dataset["column"] : undefined;
      return at === undefined ? null : Number(at);
    };
    this.#pointing = new Pointing(
      {
        node: this.root,
        under({ target }) {
          const column = columnOf(target);
          return column === null ? null : { column, row: 0 };
        },
        upright: (at, by) => ({ ...at, column: this.#line(at.column, by) }),
        has: (column) => this.#words[column] !== undefined,
        place: ({ column }) => this.#words[column]?.getBoundingClientRect(),
      },
      host,
    );
    for (const by of ["wheel", "pointerdown", "touchstart", "keydown"])
      this.root.addEventListener(by, () => (this.#led = false), { passive: true });
    this.root.addEventListener("scroll", () => {
      if (this.#led) return;
      this.#from = this.#first();
      this.move(this.#from);
    });
  }

  /** `layer`: layers shown as passed. */
  update(view: View, layer: number): void {
    const { drawn: run, bars, columns, focus, pinned, chosen, highlight, from } = view;
    if (!run) return;
    if (this.#of?.columns !== columns || textsOf(this.#of.run.passage).text !== run.passage.text)
      this.#build(run, columns);
    this.#of = { run, columns };
    const { layers } = run.model;
    this.#pointing.update(focus, pinned, from, bars.length, layers);
    // Where only the pointer moves, two words and their units change; a long text has thousands.
    const shown = [bars, layer, chosen, highlight, focus === null];
    const still = shown.every((part, i) => part === this.#shown[i]);
    const looked = [this.#focused, focus?.column].filter((i) => i !== undefined);
    const some = still ? looked.flatMap((i) => bars[i]?.unit?.members ?? [i]) : bars.keys();
    this.#shown = shown;
    this.#focused = focus?.column;
    let lit: number | null = focus?.column ?? null;
    for (const i of some) {
      const [bar, word] = [bars[i], this.#words[i]];
      if (!bar || !word) continue;
      const gone = reachOf(bar) < layer && layer < layers ? " gone" : "";
      const now = isLit(bar, view);
      if (now && pointsAt(bar, view)) lit ??= i;
      const look = `word depth-${depthStep(Math.min(reachOf(bar), layer), layers)}${gone}${now ? " lit" : ""}${chosen.has(i) ? " chosen" : ""}`;
      if (look === this.#looks[i]) continue;
      this.#looks[i] = look;
      word.className = look;
    }
    if (still) lit ??= this.#followed;
    this.#name(run, view);
    this.#follow(lit, from);
  }

  /** The word that is looked at is named for a screen reader. */
  #name(run: Run, { focus, bars, chosen }: View): void {
    const now = focus ? this.#words[focus.column] : undefined;
    const before = this.root.querySelector("#skim-word");
    if (before && before !== now) for (const name of ["id", "role", "aria-label"]) before.removeAttribute(name);
    const bar = focus && bars[focus.column];
    this.root.toggleAttribute("aria-activedescendant", now !== undefined);
    if (!now || !bar) return;
    this.root.setAttribute("aria-activedescendant", "skim-word");
    now.id = "skim-word";
    now.setAttribute("role", "img");
    now.setAttribute("aria-label", cursorText(run, bar, focus.row, chosen.has(focus.column)));
  }

  /** A word that begins to be looked at comes into sight, and so does the stretch that the skyline draws. */
  #follow(lit: number | null, from: number): void {
    const to = lit !== null && lit !== this.#followed ? lit : from !== this.#from ? from : null;
    this.#followed = lit;
    this.#from = from;
    const word = to === null ? undefined : this.#words.slice(to).find((node) => node !== undefined);
    if (!word || this.root.scrollHeight <= this.root.clientHeight) return;
    const [box, frame] = [word.getBoundingClientRect(), this.root.getBoundingClientRect()];
    if (box.top >= frame.top && box.bottom <= frame.bottom) return;
    this.#led = true;
    this.root.scrollTop += box.top - frame.top - 4;
  }

  /** The first word in sight. */
  #first(): number {
    const { top } = this.root.getBoundingClientRect();
    const at = [...this.root.children].find((node) => node.getBoundingClientRect().bottom > top + 2);
    const words = [...(at?.querySelectorAll<HTMLElement>(".word") ?? [])];
    const first = words.find((node) => node.getBoundingClientRect().top >= top - 2) ?? words.at(-1);
    return Number(first?.dataset["column"] ?? 0);
  }

  /** The nearest word of the next line, or of the one before. */
  #line(column: number, by: number): number {
    const own = this.#words[column]?.getBoundingClientRect();
    if (!own) return column;
    let [best, line, off]: [number, number | null, number] = [column, null, Infinity];
    for (let i = column + by; i >= 0 && i < this.#words.length; i += by) {
      const box = this.#words[i]?.getBoundingClientRect();
      if (!box || Math.abs(box.top - own.top) < own.height / 2) continue;
      line ??= box.top;
      if (Math.abs(box.top - line) > own.height / 2) break;
      const away = Math.abs(box.left + box.width / 2 - own.left - own.width / 2);
      if (away < off) [best, off] = [i, away];
    }
    return best;
  }

  #build({ passage }: Run, columns: View["columns"]): void {
    this.#words = Array<HTMLElement | undefined>(columns.length);
    this.#looks = [];
    this.#shown = [];
    const texts = [passage.text, ...(passage.pair === undefined ? [] : [passage.pair])];
    this.root.replaceChildren(...texts.flatMap((text, second) => this.#blocks(text, columns, second > 0)));
    this.#led = true;
    this.root.scrollTop = 0;
  }

  /** As text nodes, whatever it says: a block ends where a line does, or after so many words. */
  #blocks(text: string, columns: View["columns"], second: boolean): HTMLElement[] {
    const blocks: HTMLElement[] = [];
    let [now, at, count] = [element("p", { dir: "auto" }), 0, 0];
    columns.forEach(({ start, end, special, second: ofSecond = false }, i) => {
      if (special || ofSecond !== second || start < at || end <= start) return;
      const between = text.slice(at, start);
      now.append(named(between));
      if (between.includes("\n") || count >= block) {
        blocks.push(now);
        [now, count] = [element("p", { dir: "auto" }), 0];
      }
      const word = element("span", { class: "word", "data-column": String(i) }, named(text.slice(start, end)));
      now.append(word);
      this.#words[i] = word;
      at = end;
      count++;
    });
    now.append(named(text.slice(at)));
    return [...blocks, now];
  }
}
