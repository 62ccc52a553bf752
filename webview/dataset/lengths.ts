import { controlOf, qualityOf, type Evaluation, type LengthFigures } from "../../src/run/evaluation.js";
import { lossNumber } from "../../src/words/decision.js";
import { upper } from "../../src/words/upper.js";
import { element, setText } from "../elements.js";
import { times, writing } from "./words.js";

/** What texts of each length lose at one of the evaluated thresholds. */
export class Lengths {
  readonly root = element("section", { class: "lengths", "aria-label": "By length" });
  readonly #caption = element("caption", { class: "hint" });
  readonly #head = element("tr");
  readonly #body = element("tbody");

  constructor() {
    const table = element("table", {}, this.#caption, element("thead", {}, this.#head), this.#body);
    const wide = element(
      "div",
      { class: "wide", tabindex: "0", role: "region", "aria-label": "Figures by length" },
      table,
    );
    this.root.append(element("h2", {}, "By length"), wide);
  }

  /** `threshold`: the chosen one; the evaluated one that is nearest to it is shown. */
  update({ lengths = [], at, ...table }: Evaluation, threshold: number): void {
    const quality = qualityOf(table);
    this.root.hidden = lengths.length === 0 || !quality || at.length === 1;
    if (!quality || this.root.hidden) return;
    const far = (t: number) => Math.abs((at[t]?.threshold ?? NaN) - threshold);
    const nearest = at.reduce((best, _, t) => (t > 0 && far(t) < far(best) ? t : best), 1);
    const shown = at[nearest]?.threshold ?? 0;
    setText(
      this.#caption,
      `At ${controlOf(table.model)} ${shown}${shown === threshold ? "" : `, the evaluated one that is nearest to ${threshold}`}, by the number of tokens. The fewer the rows, the less a loss says.`,
    );
    const titles = ["Tokens", "Rows", `${upper(quality.title)} unskimmed`, `At ${shown}`, quality.unit === "share" ? "Loss, points" : "Loss", "FLOPs gain"]; // prettier-ignore
    this.#head.replaceChildren(...titles.map((title) => element("th", { scope: "col" }, title)));
    const write = writing[quality.unit];
    this.#body.replaceChildren(
      ...lengths.map((length) => {
        const [before = null, now = null] = [length.quality[0], length.quality[nearest]];
        const loss = before === null || now === null ? null : quality.better === "more" ? before - now : now - before;
        const cells = [
          String(length.rows),
          write(before),
          write(now),
          loss === null ? "–" : lossNumber(loss, quality.unit),
          times(length.flopsGain[nearest] ?? null),
        ];
        const name = element("th", { scope: "row", class: "number" }, tokensText(length));
        return element("tr", {}, name, ...cells.map((cell) => element("td", {}, cell)));
      }),
    );
  }
}

/** "17 to 32", "above 512" */
function tokensText({ least, most }: LengthFigures): string {
  return most === null ? `above ${least - 1}` : `${least} to ${most}`;
}
