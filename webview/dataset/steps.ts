import { counted } from "../../src/words/counted.js";
import { figuresOf, type Evaluation, type ExactCurves } from "../../src/run/evaluation.js";
import { curvesOf, pieceIndexAt, pieceOf, type Between, type Piece } from "../../src/run/exactCurves.js";
import { element, setText, svg } from "../elements.js";
import { scaled, type Measure } from "../../src/chart/scales.js";
import { axisOver, type Axis } from "../../src/chart/thresholds.js";
import { intervalText } from "../../src/words/boundText.js";
import { levelAxis, thresholdAxis } from "../axes.js";
import { between, writing } from "./words.js";

/** px; drawn as wide as the page has room, so that its text keeps its size. */
const widths = { least: 260, most: 1600 };
const margin = { top: 20, right: 18, bottom: 24, left: 58 };
const strip = { height: 78, gap: 26 };
/** Pieces that Page Up and Page Down go over. */
const page = 25;

interface Strip {
  title: string;
  of: (piece: Piece) => Between | null;
  write: (value: number) => string;
  measure: (values: readonly number[], to: [number, number]) => Measure;
  tick: (value: number) => string;
}

/** The figures over all thresholds as step curves; where a figure is only known to lie between, a band. Arrows go from piece to piece. */
export class Steps {
  readonly root = element("figure", { class: "steps" });
  readonly #caption = element("figcaption");
  readonly #chart = svg("svg", {
    role: "slider",
    tabindex: 0,
    "aria-label": "Threshold. Left and right arrows go from one jump of the curves to the next.",
    "aria-valuemin": 0,
    "aria-valuemax": 1,
  });
  readonly #cursor = svg("line", { class: "cursor", "aria-hidden": "true" });
  readonly #said = element("p", { class: "hint number" });
  #drawn: { curves: ExactCurves; strips: Strip[]; axis: Axis } | null = null;
  /** A threshold of the piece that is told. */
  #at = 0.5;

  constructor() {
    this.root.append(this.#caption, this.#chart, this.#said);
    this.#chart.addEventListener("keydown", (event) => this.#press(event));
    this.#chart.addEventListener("pointermove", ({ clientX }) => {
      const box = this.#chart.getBoundingClientRect();
      if (this.#drawn) this.#tell(this.#drawn.axis.at(clientX - box.left));
    });
  }

  update(table: Evaluation): void {
    const { exact, rows } = table;
    this.root.hidden = !exact || exact.rows === 0;
    if (!exact || this.root.hidden) return;
    const pieces = exact.hi.map((_, i) => pieceOf(exact, i));
    const width = Math.max(widths.least, Math.min(widths.most, this.root.clientWidth));
    const axis = axisOver("logit", exact.hi, margin.left, width - margin.right);
    const strips = stripsOf(table, exact);
    const bottom = margin.top + strips.length * (strip.height + strip.gap) - strip.gap;
    this.#drawn = { curves: exact, strips, axis };
    this.#chart.setAttribute("width", String(width));
    this.#chart.setAttribute("height", String(bottom + margin.bottom));
    this.#cursor.setAttribute("y1", String(margin.top));
    this.#cursor.setAttribute("y2", String(bottom));
    this.#chart.replaceChildren(
      ...strips.map((s, i) => draw(s, pieces, margin.top + i * (strip.height + strip.gap), axis)),
      thresholdAxis(axis, bottom),
      this.#cursor,
    );
    setText(this.#caption, caption(exact, rows));
    this.#tell(this.#at);
  }

  #press(event: KeyboardEvent): void {
    if (!this.#drawn) return;
    const { curves } = this.#drawn;
    const now = pieceIndexAt(curves, this.#at);
    const last = curves.hi.length - 1;
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: page, PageDown: -page }[event.key];
    const to = by === undefined ? { Home: 0, End: last }[event.key] : now + by;
    if (to === undefined) return;
    event.preventDefault();
    this.#tell(curves.hi[Math.max(0, Math.min(last, to))] ?? 1);
  }

  #tell(threshold: number): void {
    if (!this.#drawn) return;
    const { curves, strips, axis } = this.#drawn;
    this.#at = threshold;
    const piece = pieceOf(curves, pieceIndexAt(curves, threshold));
    const figures = strips.map(({ title, of, write }) => `${title} ${between(of(piece), write)}`);
    const said = `Thresholds ${intervalText(piece)}: ${figures.join(", ")}`;
    setText(this.#said, said);
    this.#chart.setAttribute("aria-valuenow", String(threshold));
    this.#chart.setAttribute("aria-valuetext", said);
    for (const end of ["x1", "x2"]) this.#cursor.setAttribute(end, String(axis.x(threshold)));
  }
}

function stripsOf(table: Evaluation, exact: ExactCurves): Strip[] {
  return curvesOf({ figures: figuresOf(table) }, exact).map(({ name, title, unit }) => ({
    title,
    of: (piece) => piece[name] ?? null,
    write: writing[unit],
    ...scaled[unit],
  }));
}

function draw({ title, of, measure, tick }: Strip, pieces: readonly Piece[], top: number, axis: Axis): SVGElement {
  const {
    scale: y,
    ticks,
    log,
  } = measure(
    pieces.flatMap((piece) => of(piece) ?? []),
    [top + strip.height, top],
  );
  const steps = (end: 0 | 1) =>
    pieces.map((piece) => {
      const value = y(of(piece)?.[end] ?? NaN).toFixed(1);
      return { from: `${axis.x(piece.lo).toFixed(1)},${value}`, to: `${axis.x(piece.hi).toFixed(1)},${value}` };
    });
  const there = steps(1).flatMap(({ from, to }) => [from, to]);
  const back = steps(0)
    .reverse()
    .flatMap(({ from, to }) => [to, from]);
  return svg(
    "g",
    { "aria-hidden": "true" },
    svg("text", { class: "title", x: margin.left, y: top - 9 }, log ? `${title} (logarithmic)` : title),
    svg("rect", { class: "plane", x: axis.left, y: top, width: axis.right - axis.left, height: strip.height }),
    levelAxis({ scale: y, ticks }, tick, axis.left, axis.right),
    svg("path", { class: "band", d: `M${[...there, ...back].join("L")}Z` }),
  );
}

function caption({ rows, pieces, hi, runs, unfinished, budget, leftOut = 0 }: ExactCurves, all: number): string {
  const parts = [
    `At every threshold: ${counted(pieces, "piece")}, from ${counted(runs, "distinct run")} of ${counted(rows, "text")}.`,
  ];
  if (leftOut > 0)
    parts.push(
      `${counted(leftOut, "more text has", "more texts have")} more than ${counted(budget, "run")}, and nothing bounds the unknown ones: they are left out.`,
    );
  if (rows + leftOut < all) parts.push(`The other ${all - rows - leftOut} would take too much memory.`);
  if (unfinished > leftOut)
    parts.push(
      `${counted(unfinished, "text has", "texts have")} more than ${counted(budget, "run")}: where some are unknown, the band is what the figure lies between.`,
    );
  if (hi.length < pieces) parts.push(`Drawn on ${hi.length} columns; the exports have every piece.`);
  return parts.join(" ");
}
