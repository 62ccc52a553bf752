import { curveStepAfter, extent, line, scaleLinear } from "d3";
import type { Evaluation } from "../../src/protocol/evaluation.js";
import { pieceOf, type Between } from "../../src/protocol/exactCurves.js";
import { element, setText, svg } from "../elements.js";
import { placeNames } from "./names.js";
import { percent, quality, range, times } from "./words.js";

const width = 640;
const height = 320;
const margin = { top: 26, right: 18, bottom: 40, left: 58 };

/** Accuracy against FLOPs gain, a point a threshold, each with its bootstrap intervals. Arrows go from point to point. */
export class Plot {
  readonly root = element("figure", { class: "plot" });
  readonly #caption = element("figcaption");
  readonly #chart = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    role: "group",
    "aria-label": "A point for each threshold. Left and right arrows go from one to the next.",
  });
  readonly #said = element("p", { class: "hint number", role: "status" });
  #focus = 0;

  constructor(private readonly onPick: (threshold: number | null) => void) {
    this.root.append(this.#caption, this.#chart, this.#said);
  }

  update(table: Evaluation): void {
    const { name, of } = quality(table);
    const points = table.at.flatMap((at, index) => {
      const x = at.flopsGain;
      const y = of(at);
      return x.value === null || y.value === null
        ? []
        : [{ at, index, x: x.value, y: y.value, xs: x.interval, ys: y.interval }];
    });
    this.root.hidden = points.length === 0;
    const held = this.#chart.contains(document.activeElement);
    this.#chart.replaceChildren();
    if (points.length === 0) return;
    setText(this.#caption, `${upper(name)} against FLOPs gain (unpadded, predictors counted)`);

    const spread = (values: number[], least: number): [number, number] => {
      const [low = 0, high = 1] = extent(values);
      const pad = Math.max((high - low) * 0.06, least);
      return [low - pad, high + pad];
    };
    const x = scaleLinear(
      spread(
        points.flatMap((p) => [p.x, ...(p.xs ?? [])]),
        0.01,
      ),
      [margin.left, width - margin.right],
    ).nice();
    const y = scaleLinear(
      spread(
        points.flatMap((p) => [p.y, ...(p.ys ?? [])]),
        0.002,
      ),
      [height - margin.bottom, margin.top],
    ).nice();
    this.#axes(x, y, name);
    const box = { x: margin.left, y: margin.top, width: width - margin.left - margin.right };
    this.#chart.append(
      svg("clipPath", { id: "plot-box" }, svg("rect", { ...box, height: height - margin.top - margin.bottom })),
      svg("path", { class: "way", d: wayOf(table, points, x, y), "clip-path": "url(#plot-box)" }),
    );

    const names = placeNames(points.map((p) => ({ x: x(p.x), y: y(p.y), text: String(p.at.threshold) })));
    points.forEach((p, i) => {
      const said = `Threshold ${p.at.threshold}: ${name} ${percent(p.y)} (${range(p.ys, percent)}), FLOPs gain ${times(p.x)} (${range(p.xs, times)})`;
      const group = svg("g", { class: "point", tabindex: -1, role: "img", "aria-label": said });
      if (p.ys)
        group.append(svg("line", { class: "interval", x1: x(p.x), x2: x(p.x), y1: y(p.ys[0]), y2: y(p.ys[1]) }));
      if (p.xs)
        group.append(svg("line", { class: "interval", x1: x(p.xs[0]), x2: x(p.xs[1]), y1: y(p.y), y2: y(p.y) }));
      group.append(
        svg("circle", { class: "hit", cx: x(p.x), cy: y(p.y), r: 12 }),
        svg("circle", { class: "dot", cx: x(p.x), cy: y(p.y), r: 4.5 }),
        svg(
          "text",
          { class: names[i]?.free ? "name" : "name crowded", x: names[i]?.x ?? 0, y: names[i]?.y ?? 0 },
          String(p.at.threshold),
        ),
      );
      const say = () => {
        setText(this.#said, said);
        this.onPick(p.at.threshold);
      };
      group.addEventListener("focus", say);
      group.addEventListener("pointerenter", say);
      group.addEventListener("pointerleave", () => this.onPick(null));
      group.addEventListener("blur", () => this.onPick(null));
      group.addEventListener("keydown", (event) => {
        const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: points.length - 1 }[event.key];
        if (to === undefined || to < 0 || to >= points.length) return;
        event.preventDefault();
        this.#move(to);
      });
      this.#chart.append(group);
    });
    this.#focus = Math.min(this.#focus, points.length - 1);
    this.#groups()[this.#focus]?.setAttribute("tabindex", "0");
    if (held) this.#groups()[this.#focus]?.focus();
    if (this.#said.textContent === "") setText(this.#said, "Point at a threshold, or go through them with the arrows.");
  }

  #move(to: number): void {
    const groups = this.#groups();
    groups[this.#focus]?.setAttribute("tabindex", "-1");
    this.#focus = to;
    groups[to]?.setAttribute("tabindex", "0");
    groups[to]?.focus();
  }

  #groups(): SVGGElement[] {
    return [...this.#chart.querySelectorAll<SVGGElement>("g.point")];
  }

  #axes(x: Scale, y: Scale, name: string): void {
    const axis = svg("g", { class: "axis", "aria-hidden": "true" });
    for (const tick of x.ticks(7))
      axis.append(
        svg("line", { x1: x(tick), x2: x(tick), y1: margin.top, y2: height - margin.bottom }),
        svg(
          "text",
          { x: x(tick), y: height - margin.bottom + 16, "text-anchor": "middle" },
          `${x.tickFormat(7)(tick)}×`,
        ),
      );
    for (const tick of y.ticks(6))
      axis.append(
        svg("line", { x1: margin.left, x2: width - margin.right, y1: y(tick), y2: y(tick) }),
        svg("text", { x: margin.left - 6, y: y(tick) + 4, "text-anchor": "end" }, `${+(tick * 100).toFixed(2)} %`),
      );
    axis.append(
      svg("text", { class: "title", x: width - margin.right, y: height - 6, "text-anchor": "end" }, "FLOPs gain"),
      svg("text", { class: "title", x: 4, y: 10 }, upper(name)),
    );
    this.#chart.append(axis);
  }
}

type Scale = d3.ScaleLinear<number, number>;

/** From threshold 0 to 1: exactly, in steps, where every run is known; else straight from one threshold to the next. */
function wayOf({ exact }: Evaluation, points: readonly { x: number; y: number }[], x: Scale, y: Scale): string {
  const middle = ([low, high]: Between): number => (low + high) / 2;
  const all = exact?.hi.map((_, i) => {
    const { gain, accuracy, agreement } = pieceOf(exact, i);
    return { x: middle(gain), y: middle(accuracy ?? agreement) };
  });
  const way = line<{ x: number; y: number }>(
    (p) => x(p.x),
    (p) => y(p.y),
  );
  return (all ? way.curve(curveStepAfter)(all) : way(points)) ?? "";
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
