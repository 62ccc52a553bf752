import { area, line } from "d3-shape";
import { gains, gainTick, scaled } from "../../src/chart/scales.js";
import type { DatasetToHost, SpeedMessage } from "../../src/protocol/evaluationView.js";
import {
  comparedFigures,
  curvesOver,
  flopsGainAt,
  speedUpIn,
  type Compared,
  type Curve,
  type CurvePoint,
} from "../../src/run/comparison.js";
import type { FigureInfo } from "../../src/run/figures.js";
import { comparisonText } from "../../src/words/comparison.js";
import { upper } from "../../src/words/upper.js";
import { levelAxis, uprightAxis } from "../axes.js";
import { button, element, setText, svg } from "../elements.js";
import { apart } from "./apart.js";
import { range, times, writing } from "./words.js";

const height = 340;
const margin = { top: 26, right: 150, bottom: 40, left: 58 };
/** px */
const widths = { least: 320, most: 1600 };
/** Between two names at the curves' ends, px. */
const nameRoom = 14;
/** Colours and dashes that there are, in style.css. */
const looks = 6;

type Against = "flops" | "time";

/** Several policies: a figure against the gain, a curve each, named at its end. Arrows go along a curve and from one to the next. */
export class ComparisonChart {
  readonly root = element("figure", { class: "comparison" });
  readonly #caption = element("figcaption");
  readonly #figure = element("select", { "aria-label": "Figure" });
  readonly #tabs: Record<Against, HTMLButtonElement> = {
    flops: button("FLOPs Gain", () => this.#turn("flops"), { "aria-pressed": "true" }),
    time: button("Measured Time", () => this.#turn("time"), { "aria-pressed": "false" }),
  };
  readonly #measure = button("Measure Time", () =>
    this.post({ type: this.#speed.state.is === "measuring" ? "stopMeasuring" : "measureAll" }),
  );
  readonly #sentence = element("p", { class: "hint" });
  readonly #chart = svg("svg", { height, role: "group" });
  readonly #said = element("p", { class: "hint number", role: "status" });
  readonly #shown = element("select", { "aria-label": "Policy that is shown below" });
  #against: Against = "flops";
  #name: FigureInfo["name"] | null = null;
  #speed: Pick<SpeedMessage, "state" | "speeds"> = { state: { is: "none" }, speeds: [] };
  #compared: readonly Compared[] = [];
  #isDone = false;
  #policy = "";
  /** The point that the arrows are at: its curve, its place there. */
  #at: [number, number] = [0, 0];

  constructor(private readonly post: (message: DatasetToHost) => void) {
    const tabs = element(
      "span",
      { class: "tabs", role: "group", "aria-label": "Against" },
      ...Object.values(this.#tabs),
    );
    const bar = element("div", { class: "toolbar" }, this.#figure, element("span", {}, "against"), tabs, this.#measure);
    const below = element("p", { class: "below" }, "Shown below: ", this.#shown);
    this.root.append(this.#caption, bar, this.#sentence, this.#chart, this.#said, below);
    this.#figure.addEventListener("change", () => {
      this.#name = this.#figure.value as FigureInfo["name"];
      this.draw();
    });
    this.#shown.addEventListener("change", () => this.post({ type: "show", policy: this.#shown.value }));
  }

  /** `policy`: the one whose table is shown. */
  update(compared: readonly Compared[], policy: string): void {
    this.#compared = compared;
    this.#policy = policy;
    this.draw();
  }

  showSpeed(speed: Pick<SpeedMessage, "state" | "speeds">, isDone: boolean): void {
    this.#speed = speed;
    this.#isDone = isDone;
    this.draw();
  }

  draw(): void {
    const [first] = this.#compared;
    this.root.hidden = this.#compared.length < 2 || !first;
    if (this.root.hidden || !first) return;
    const figures = comparedFigures(first);
    const info = figures.find(({ name }) => name === this.#name) ?? figures[0];
    if (!info) return;
    options(
      this.#figure,
      figures.map(({ name, said }) => [name, upper(said)]),
      info.name,
    );
    const names = this.#compared.flatMap(({ model }) => model.policy?.name ?? []);
    options(
      this.#shown,
      names.map((name) => [name, name]),
      this.#policy,
    );
    const isTime = this.#against === "time";
    for (const [name, tab] of Object.entries(this.#tabs))
      tab.setAttribute("aria-pressed", String(name === this.#against));
    const { state, speeds } = this.#speed;
    const measuring = state.is === "measuring";
    this.#measure.hidden = !isTime || !(measuring || this.#isDone);
    setText(this.#measure, measuring ? "Stop Measuring" : speeds.length > 0 ? "Measure Again" : "Measure Time");
    const curves = curvesOver(this.#compared, info, isTime ? speedUpIn(speeds) : flopsGainAt);
    const gain = isTime ? "gain in time" : "FLOPs gain";
    const known = !isTime || curves.some(({ points }) => points.some(({ gain }) => gain.value !== 1));
    setText(this.#caption, `${upper(info.said)} by policy, against ${gain}`);
    setText(this.#sentence, known ? comparisonText(curves, info, gain) : timeText(this.#speed));
    this.#chart.toggleAttribute("hidden", !known);
    this.#said.hidden = !known;
    if (known) this.#drawChart(curves, info, gain);
  }

  #drawChart(curves: readonly Curve[], info: FigureInfo, gain: string): void {
    const held = this.#chart.contains(document.activeElement);
    const { said: name, unit } = info;
    const width = Math.max(widths.least, Math.min(widths.most, this.root.clientWidth));
    this.#chart.setAttribute("width", String(width));
    this.#chart.setAttribute(
      "aria-label",
      "A curve for each policy, a point for each of its settings. Left and right arrows go along a curve, up and down from one policy to the next.",
    );
    const [left, right, top, bottom] = [margin.left, width - margin.right, margin.top, height - margin.bottom];
    const points = curves.flatMap((curve) => curve.points);
    const across = gains(
      points.flatMap(({ gain }) => gain.value),
      [left, right],
    );
    const { measure, tick } = scaled[unit];
    const down = measure(
      points.flatMap(({ quality }) => [quality.value, ...(quality.interval ?? [])]),
      [bottom, top],
    );
    const [x, y] = [across.scale, down.scale];
    this.#chart.replaceChildren(
      svg("rect", { class: "plane", x: left, y: top, width: right - left, height: bottom - top }),
      svg(
        "g",
        { class: "axes", "aria-hidden": "true" },
        uprightAxis(across, gainTick, top, bottom),
        levelAxis(down, tick, left, right),
        svg(
          "text",
          { class: "title", x: right, y: height - 7, "text-anchor": "end" },
          `${upper(gain)}${across.log ? " (logarithmic)" : ""}`,
        ),
        svg("text", { class: "title", x: 4, y: 8 }, upper(name)),
      ),
    );
    const band = area<CurvePoint>()
      .x((p) => x(p.gain.value))
      .y0((p) => y(p.quality.interval?.[0] ?? p.quality.value))
      .y1((p) => y(p.quality.interval?.[1] ?? p.quality.value));
    const way = line<CurvePoint>(
      (p) => x(p.gain.value),
      (p) => y(p.quality.value),
    );
    const ends = curves.map(({ points }) => furthest(points));
    const names = apart(
      ends.map((end) => (end ? y(end.quality.value) : NaN)),
      nameRoom,
      [top, bottom],
    );
    for (const [c, { policy, control, points }] of curves.entries()) {
      const group = svg("g", { class: `curve look-${c % looks}`, role: "group", "aria-label": policy });
      const sorted = [...points].sort((a, b) => a.gain.value - b.gain.value);
      if (points.length > 1)
        group.append(
          svg("path", { class: "band", d: band(sorted) ?? "" }),
          svg("path", { class: "way", d: way(sorted) ?? "" }),
        );
      for (const [i, point] of points.entries())
        group.append(this.#point([c, i], point, { policy, control, info, gain }, x, y));
      const end = ends[c];
      if (end) {
        const [from, at] = [x(end.gain.value), names[c] ?? 0];
        group.append(
          svg("line", { class: "leader", x1: from + 6, x2: right + 8, y1: y(end.quality.value), y2: at }),
          svg("text", { class: "policy", x: right + 11, y: at }, policy),
        );
      }
      this.#chart.append(group);
    }
    const [c, i] = this.#at;
    const last = curves[Math.min(c, curves.length - 1)]?.points.length ?? 1;
    this.#at = [Math.min(c, curves.length - 1), Math.min(i, last - 1)];
    this.#focused()?.setAttribute("tabindex", "0");
    if (held) this.#focused()?.focus();
    if (this.#said.textContent === "") setText(this.#said, "Point at a setting, or go through them with the arrows.");
  }

  #point(
    at: [number, number],
    point: CurvePoint,
    { policy, control, info, gain }: { policy: string; control: string | null; info: FigureInfo; gain: string },
    x: (value: number) => number,
    y: (value: number) => number,
  ): SVGElement {
    const write = writing[info.unit];
    const setting = control === null ? "" : ` at ${control} ${point.setting}`;
    const between = range(point.quality.interval, write);
    const beaten = point.dominated ? "; another point is as good in both" : "";
    const said = `${policy}${setting}: ${info.said} ${write(point.quality.value)}${between === "" ? "" : ` (${between})`}, ${gain} ${times(point.gain.value)}${beaten}`;
    const [cx, cy] = [x(point.gain.value), y(point.quality.value)];
    const group = svg(
      "g",
      {
        class: point.dominated ? "point dominated" : "point",
        tabindex: -1,
        role: "img",
        "aria-label": said,
        "data-at": at.join(),
      },
      svg("circle", { class: "hit", cx, cy, r: 11 }),
      svg("circle", { class: "dot", cx, cy, r: 4 }),
    );
    const say = () => setText(this.#said, said);
    group.addEventListener("pointerenter", say);
    group.addEventListener("focus", () => {
      this.#at = at;
      say();
    });
    group.addEventListener("keydown", (event) => {
      const [c, i] = at;
      const to = { ArrowRight: [c, i + 1], ArrowLeft: [c, i - 1], ArrowDown: [c + 1, i], ArrowUp: [c - 1, i] }[
        event.key
      ];
      const next = to && this.#chart.querySelector<SVGElement>(`[data-at='${to.join()}']`);
      if (!next) return;
      event.preventDefault();
      group.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    });
    return group;
  }

  #focused(): SVGElement | null {
    return this.#chart.querySelector<SVGElement>(`[data-at='${this.#at.join()}']`);
  }

  #turn(against: Against): void {
    this.#against = against;
    this.draw();
  }
}

function furthest(points: readonly CurvePoint[]): CurvePoint | null {
  return points.reduce<CurvePoint | null>(
    (most, point) => (point.gain.value > (most?.gain.value ?? 0) ? point : most),
    null,
  );
}

function timeText({ state }: Pick<SpeedMessage, "state">): string {
  if (state.is === "failed") return `The time was not measured. ${state.message}`;
  if (state.is !== "measuring")
    return "No time is measured yet: it takes some runs of 30 texts at each setting, on this machine.";
  return state.all === 0 ? "Loading the model." : `Measuring: ${state.done} of ${state.all} texts.`;
}

/** Anew only where they are others: a list that is open stays. */
function options(select: HTMLSelectElement, all: readonly [string, string][], chosen: string): void {
  const now = Array.from(select.options, ({ value }) => value);
  if (String(now) !== String(all.map(([value]) => value)))
    select.replaceChildren(...all.map(([value, text]) => element("option", { value }, text)));
  select.value = chosen;
}
