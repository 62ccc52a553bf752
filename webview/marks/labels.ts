import { reachOf, type Bar } from "../../src/run/bars.js";
import { isMark, shorten } from "../../src/words/text.js";
import type { Grid } from "../geometry.js";
import { setText, svg } from "../elements.js";

/** Mean width of a character at the labels' size, px: only to choose between level and slanted. */
const characterWidth = 6.4;
const longest = 13;

/** px over the first row. */
const [nameAbove, bracketAbove] = [32, 23];

/** The words under their bars, the seams between windows, and the names of two texts. Always in full contrast but for what has left by the shown layer. */
export class Labels {
  readonly group = svg("g", { class: "labels", "aria-hidden": "true" });
  readonly #seams = svg("g", { class: "seams" });
  readonly #words = svg("g", {});
  #key = "";

  constructor() {
    this.group.append(this.#seams, this.#words);
  }

  update(
    bars: readonly Bar[],
    grid: Grid,
    layer: number,
    lit: (bar: Bar) => boolean,
    chosen: (i: number) => boolean,
  ): void {
    const { step, below, x, seams, texts: named } = grid;
    const key = JSON.stringify([bars.map((b) => b.column.text), step, below, x[0], seams, named]);
    if (key !== this.#key) this.#build(bars, grid);
    this.#key = key;
    [...this.#words.children].forEach((word, i) => {
      const bar = bars[i];
      if (!bar) return;
      word.classList.toggle("gone", reachOf(bar) < layer);
      word.classList.toggle("lit", lit(bar));
      word.classList.toggle("chosen", chosen(i));
    });
  }

  #build(bars: readonly Bar[], grid: Grid): void {
    const texts = bars.map((bar) => shorten(bar.column.text, longest));
    const allLevel = Math.max(0, ...texts.map((t) => t.length)) * characterWidth + 4 <= grid.step;
    const y = grid.below + 14;
    while (this.#words.children.length > bars.length) this.#words.lastElementChild?.remove();
    bars.forEach((bar, i) => {
      const x = (grid.x[i] ?? 0) + grid.step / 2;
      let word = this.#words.children[i];
      if (!word) this.#words.append((word = svg("text")));
      const text = texts[i] ?? "";
      const level = allLevel || (isMark(text) && text.length * characterWidth <= grid.step);
      setText(word, text);
      word.setAttribute("class", `${level ? "level" : "slanted"}${bar.column.special ? " special" : ""}`);
      word.setAttribute("transform", level ? `translate(${x},${y + 2})` : `translate(${x + 3},${y - 2})rotate(-58)`);
    });
    this.#seams.replaceChildren(
      ...grid.seams.flatMap(({ x, kind, label }) => [
        svg("line", {
          class: kind,
          x1: x,
          x2: x,
          y1: grid.top - (kind === "text" ? nameAbove + 6 : 8),
          y2: grid.bottom,
        }),
        svg("text", { x: x + 3, y: grid.top - 12 }, label),
      ]),
      ...grid.texts.flatMap(({ x, right, name }) => [
        svg("line", { class: "bracket", x1: x, x2: right, y1: grid.top - bracketAbove, y2: grid.top - bracketAbove }),
        svg("text", { class: "name", x, y: grid.top - nameAbove }, name),
      ]),
    );
  }
}
