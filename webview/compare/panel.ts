import { fateText } from "../../src/words/fate.js";
import type { Run } from "../../src/run/run.js";
import type { CommandMessage } from "../../src/protocol/view.js";
import { button, element, setText } from "../elements.js";
import type { Bar } from "../../src/run/bars.js";
import type { View } from "../store.js";
import { Choice } from "../choice.js";
import { Dumbbells } from "./dumbbells.js";
import { factsTable } from "./facts.js";
import { anyPair, byDifference, pairsOf, pairText, tallyOf, whichOf, type Pair } from "../../src/run/pairs.js";
import { changedText, compareText } from "../../src/words/compare.js";
import { comparedText } from "../../src/saved/history.js";

/** Two runs side by side: facts, a dumbbell a word, the words whose fate changed, and all of it as a table. */
export class ComparePanel {
  readonly root = element("section", { class: "compare", "aria-label": "A against B" });
  readonly live = element("div", { class: "out-of-sight", "aria-live": "polite" });
  readonly #facts = element("div");
  readonly #order = new Choice("Words in", { reading: "reading order", difference: "order of difference" }, (order) => {
    this.#sorted = order === "difference";
    this.redraw();
  });
  readonly #form = new Choice("Compare as", { dumbbells: "picture", rows: "table" }, (form) => {
    this.#asTable = form === "rows";
    this.redraw();
  });
  readonly #share = element("p", { class: "hint" });
  readonly #dumbbells: Dumbbells;
  readonly #readout = element("p", { class: "readout", dir: "auto" });
  readonly #table = element("div", { class: "table", role: "region", tabindex: "0", "aria-label": "Compare table" });
  readonly #sentence = element("p", { class: "sentence" });
  readonly #deeper = element("p", { dir: "auto" });
  readonly #earlier = element("p", { dir: "auto" });
  #sorted = false;
  #asTable = false;
  #at: number | null = null;
  #pairs: { a: Run; b: Run; reading: Pair[]; sorted: Pair[] } | null = null;
  #said = "";
  #tabled: unknown = null;

  constructor(
    command: (command: CommandMessage["command"]) => void,
    private readonly redraw: () => void,
  ) {
    this.#dumbbells = new Dumbbells((at) => {
      this.#at = at;
      redraw();
    });
    const clear = button("Stop Comparing", () => command("stopComparing"), { "data-command": "stopComparing" });
    const caption = element("figcaption", {}, this.#sentence, this.#deeper, this.#earlier);
    this.root.append(
      this.#facts,
      element(
        "figure",
        {},
        element("div", { class: "toolbar" }, this.#order.root, this.#form.root, clear),
        this.#share,
        this.#dumbbells.root,
        this.#readout,
        this.#table,
        caption,
      ),
      this.live,
    );
  }

  update({ a, b }: Pick<View, "a" | "b">): void {
    if (!a || !b) return;
    if (this.#pairs?.a !== a || this.#pairs.b !== b) this.#take(a, b);
    const { reading = [], sorted = [] } = this.#pairs ?? {};
    const pairs = this.#sorted ? sorted : reading;
    this.#order.show(this.#sorted ? "difference" : "reading");
    this.#form.show(this.#asTable ? "rows" : "dumbbells");
    this.#dumbbells.root.toggleAttribute("hidden", this.#asTable);
    this.#readout.hidden = this.#asTable;
    this.#table.hidden = !this.#asTable;
    if (this.#asTable) {
      if (this.#tabled !== pairs) this.#table.replaceChildren(tableOf(pairs, a, b));
      this.#tabled = pairs;
      return;
    }
    this.#dumbbells.update(pairs, a, b, this.root.clientWidth, this.#at);
    const { from, count } = this.#dumbbells.stretch;
    const pair = this.#at === null ? undefined : pairs[this.#at];
    const all = count < pairs.length ? ` Words ${from + 1} to ${from + count} of ${pairs.length}; arrows go on.` : "";
    setText(this.#readout, pair ? pairText(pair, a, b) : `○ depth in A, ■ depth in B.${all}`);
  }

  #take(a: Run, b: Run): void {
    const reading = pairsOf(a, b);
    this.#pairs = { a, b, reading, sorted: byDifference(reading) };
    this.#at = null;
    this.#facts.replaceChildren(factsTable(a, b));
    const shares = a.model.layers !== b.model.layers;
    this.#share.hidden = !shares;
    setText(
      this.#share,
      `A has ${a.model.layers} layers, B has ${b.model.layers}: depth is drawn as a share of each model's own layers.`,
    );
    const { deeper, earlier } = tallyOf(byDifference(reading));
    this.#deeper.hidden = deeper.length === 0;
    setText(this.#deeper, `Deeper in B: ${changedText(deeper, a, b)}.`);
    this.#earlier.hidden = earlier.length === 0;
    setText(this.#earlier, `Earlier out in B: ${changedText(earlier, a, b)}.`);
    const text = compareText(reading, a, b);
    setText(this.#sentence, text);
    if (text !== this.#said) setText(this.live, text);
    this.#said = text;
  }
}

/** "A: negative 0.959 at threshold 0.5. Choose another run as B to compare them." */
export function choiceText({ a, b }: Pick<View, "a" | "b">): string {
  const one = a ?? b;
  if (!one || (a && b)) return "";
  return `${a ? "A" : "B"} is ${comparedText(one)}. Choose another run as ${a ? "B" : "A"} to compare them.`;
}

function tableOf(pairs: readonly Pair[], a: Run, b: Run): HTMLElement {
  const column = (text: string): HTMLElement => element("th", { scope: "col" }, text);
  const pair = anyPair(a, b);
  const names = ["text", ...(pair ? ["which text"] : []), "A", "layers in A", "B", "layers in B", "difference"];
  const head = element("tr", {}, ...names.map(column));
  const number = (text: string): HTMLElement => element("td", { class: "number" }, text);
  const fate = (bar: Bar | null, run: Run): string => (bar ? fateText(bar, run.model) : "not in this text");
  const shares = a.model.layers !== b.model.layers;
  const change = (c: number | null): string => {
    if (c === null) return "";
    const text = shares ? `${Math.round(c * 100)} %` : String(c);
    return c > 0 ? `+${text}` : text;
  };
  const body = element("tbody");
  for (const word of pairs)
    body.append(
      element(
        "tr",
        {},
        element("th", { scope: "row", dir: "auto" }, word.text),
        ...(pair ? [element("td", {}, whichOf(word, a, b) ?? "")] : []),
        element("td", {}, fate(word.a, a)),
        number(word.a ? String(word.a.depth) : ""),
        element("td", {}, fate(word.b, b)),
        number(word.b ? String(word.b.depth) : ""),
        number(change(word.change)),
      ),
    );
  const caption = element("caption", {}, "Every word in A and in B, and how many layers it passed there");
  return element("table", {}, caption, element("thead", {}, head), body);
}
