import { select } from "d3-selection";
import type { Bar } from "../../src/run/bars.js";
import { svg } from "../elements.js";
import type { Grid } from "../geometry.js";

/** Half the size of a sign, px. */
const half = 5;

/**
 * What was decided by hand, on the bars: a filled triangle and a heavy outline from the layer from which a word is kept, a cross in
 * a box at the layer from which it is skimmed. Form and outline say it; colour does not.
 */
export class ByHandMarks {
  readonly group = svg("g", { class: "by-hand", "aria-hidden": "true" });

  update(bars: readonly Bar[], grid: Grid): void {
    const marks = bars.flatMap((bar, i) =>
      bar.byHand.map((fate, n) => ({ bar, fate, x: grid.x[i] ?? 0, until: bar.byHand[n + 1]?.from ?? Infinity })),
    );
    const y = ({ fate }: (typeof marks)[number]): number => grid.top + fate.from * grid.row;
    const size = Math.min(half, grid.step / 2 - 1);
    const groups = select(this.group)
      .selectAll<SVGGElement, (typeof marks)[number]>("g")
      .data(marks)
      .join((enter) => {
        const g = enter.append("g");
        g.append("path").attr("class", "outline");
        g.append("path").attr("class", "sign");
        return g;
      })
      .attr("class", ({ fate }) => (fate.keep ? "kept" : "skimmed"))
      .attr("data-from", ({ fate }) => fate.from)
      .attr("transform", ({ x }) => `translate(${x + grid.step / 2},0)`);
    groups.select(".outline").attr("d", (mark) => {
      const end = grid.top + Math.min(mark.bar.end, mark.until) * grid.row;
      return mark.fate.keep && end > y(mark) ? `M${-grid.bar / 2},${end}V${y(mark)}h${grid.bar}V${end}` : "";
    });
    groups.select(".sign").attr("d", (mark) => {
      const top = y(mark) + (mark.fate.keep ? -1 : 2);
      return mark.fate.keep
        ? `M${-size},${top}h${2 * size}l${-size},${size + 3}z`
        : `M${-size},${top}h${2 * size}v${2 * size}h${-2 * size}zl${2 * size},${2 * size}m0,${-2 * size}l${-2 * size},${2 * size}`;
    });
  }
}
