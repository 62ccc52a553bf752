import { curveStepAfter, line } from "d3-shape";
import { gainChart, gainValues } from "../../src/chart/gainPoints.js";
import { placeNames } from "../../src/chart/names.js";
import { gains, gainTick, scaled, type Measure, type Scale } from "../../src/chart/scales.js";
import { controlOf, type Evaluation } from "../../src/run/evaluation.js";
import { transkimmer } from "../../src/run/policy.js";
import { countedHow } from "../../src/words/policy.js";
import { levelAxis, uprightAxis } from "../axes.js";
import { element, setText, svg } from "../elements.js";
import { upper } from "../../src/words/upper.js";
import { range, times, writing } from "./words.js";

const height = 320;
const margin = { top: 26, right: 18, bottom: 40, left: 58 };

/** px; drawn as wide as the page has room, so that its text keeps its size. */
const widths = { least: 260, most: 1600 };

/** The first figure against FLOPs gain, a point a setting, each with its bootstrap intervals. Arrows go from point to point. */
export class Plot {
  readonly root = element("figure", { class: "plot" });
  readonly #caption = element("figcaption");
  readonly #chart = svg("svg", {
    height,
    role: "group",
  });
  readonly #said = element("p", { class: "hint number", role: "status" });
  #focus = 0;

  constructor(private readonly onPick: (threshold: number | null) => void) {
    this.root.append(this.#caption, this.#chart, this.#said);
  }

  update(table: Evaluation): void {
    const chart = gainChart(table);
    this.root.hidden = chart === null;
    const held = this.#chart.contains(document.activeElement);
    this.#chart.replaceChildren();
    if (!chart) return;
    const { quality, points, way, exact } = chart;
    const { said: name, unit } = quality;
    const write = writing[unit];
    const { policy = transkimmer } = table.model;
    const control = controlOf(table.model);
    setText(this.#caption, `${upper(name)} against FLOPs gain (${countedHow({ policy })})`);
    const keys = "Left and right arrows go from one to the next.";
    this.#chart.setAttribute("aria-label", `A point for each ${control}. ${keys}`);
    const width = Math.max(widths.least, Math.min(widths.most, this.root.clientWidth));
    this.#chart.setAttribute("width", String(width));

    const values = gainValues(chart);
    const [left, right, top, bottom] = [margin.left, width - margin.right, margin.top, height - margin.bottom];
    const across = gains(values.x, [left, right]);
    const { measure, tick } = scaled[unit];
    const down = measure(values.y, [bottom, top]);
    const [x, y] = [across.scale, down.scale];
    this.#chart.append(
      svg("rect", { class: "plane", x: left, y: top, width: right - left, height: bottom - top }),
      axes(across, down, tick, name, width),
      svg("path", { class: "way", d: drawn(way, exact, x, y) }),
    );

    const names = placeNames(
      points.map((p) => ({
        x: x(p.x),
        y: y(p.y),
        text: String(p.at.threshold),
        across: p.xs && [x(p.xs[0]), x(p.xs[1])],
        down: p.ys && [y(p.ys[1]), y(p.ys[0])],
      })),
      { left, right: width, top: top - 12, bottom },
    );
    points.forEach((p, i) => {
      const said = `${upper(control)} ${p.at.threshold}: ${name} ${write(p.y)} (${range(p.ys, write)}), FLOPs gain ${times(p.x)} (${range(p.xs, times)})`;
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
    if (this.#said.textContent === "")
      setText(this.#said, `Point at a ${control}, or go through them with the arrows.`);
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
}

function axes(
  across: Measure,
  down: Measure,
  write: (value: number) => string,
  name: string,
  width: number,
): SVGElement {
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  return svg(
    "g",
    { class: "axes", "aria-hidden": "true" },
    uprightAxis(across, gainTick, margin.top, bottom),
    levelAxis(down, write, margin.left, right),
    svg(
      "text",
      { class: "title", x: right, y: height - 7, "text-anchor": "end" },
      `FLOPs gain${across.log ? " (logarithmic)" : ""}`,
    ),
    svg("text", { class: "title", x: 4, y: 8 }, upper(name)),
  );
}

interface At {
  x: number;
  y: number;
}

/** Exactly, in steps, or straight. */
function drawn(way: readonly At[], exact: boolean, x: Scale, y: Scale): string {
  const path = line<At>(
    (p) => x(p.x),
    (p) => y(p.y),
  );
  return (exact ? path.curve(curveStepAfter) : path)(way) ?? "";
}
