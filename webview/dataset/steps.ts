import { extent, scaleLinear } from "d3";
import type { Evaluation, ExactCurves } from "../../src/protocol/evaluation.js";
import { pieceIndexAt, pieceOf, type Between, type Piece } from "../../src/protocol/exactCurves.js";
import { element, setText, svg } from "../elements.js";
import { axisOver, intervalText, type Axis } from "../sweep/axis.js";
import { between, percent, times } from "./words.js";

const width = 640;
const margin = { top: 20, right: 18, bottom: 24, left: 58 };
const strip = { height: 78, gap: 26 };
/** Pieces that Page Up and Page Down go over. */
const page = 25;

interface Strip {
  title: string;
  of: (piece: Piece) => Between | null;
  write: (value: number) => string;
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
      if (this.#drawn) this.#tell(this.#drawn.axis.at(((clientX - box.left) * width) / box.width));
    });
  }

  update({ exact, rows }: Evaluation): void {
    this.root.hidden = !exact || exact.rows === 0;
    if (!exact || this.root.hidden) return;
    const pieces = exact.hi.map((_, i) => pieceOf(exact, i));
    const axis = axisOver("logit", exact.hi, margin.left, width - margin.right);
    const strips = stripsOf(exact);
    const bottom = margin.top + strips.length * (strip.height + strip.gap) - strip.gap;
    this.#drawn = { curves: exact, strips, axis };
    this.#chart.setAttribute("viewBox", `0 0 ${width} ${bottom + margin.bottom}`);
    this.#cursor.setAttribute("y1", String(margin.top));
    this.#cursor.setAttribute("y2", String(bottom));
    this.#chart.replaceChildren(
      ...strips.map((s, i) => draw(s, pieces, margin.top + i * (strip.height + strip.gap), axis)),
      ...axis.ticks.map(({ x, label }) =>
        svg("text", { x, y: bottom + 17, "text-anchor": "middle", "aria-hidden": "true" }, label),
      ),
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

function stripsOf({ labelled }: ExactCurves): Strip[] {
  const accuracy = { title: "accuracy", of: (piece: Piece) => piece.accuracy, write: percent };
  return [
    ...(labelled > 0 ? [accuracy] : []),
    { title: "FLOPs gain", of: ({ gain }) => gain, write: times },
    { title: "same label as at 0", of: ({ agreement }) => agreement, write: percent },
  ];
}

function draw({ title, of, write }: Strip, pieces: readonly Piece[], top: number, axis: Axis): SVGElement {
  const [low = 0, high = 1] = extent(pieces.flatMap((piece) => of(piece) ?? []));
  const room = high === low ? 0.01 : 0.04 * (high - low);
  const y = scaleLinear([low - room, high], [top + strip.height, top]);
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
    svg("text", { class: "title", x: margin.left, y: top - 7 }, title),
    ...y
      .ticks(3)
      .flatMap((tick) => [
        svg("line", { class: "rule", x1: axis.left, x2: axis.right, y1: y(tick), y2: y(tick) }),
        svg("text", { x: margin.left - 6, y: y(tick) + 4, "text-anchor": "end" }, write(tick)),
      ]),
    svg("path", { class: "band", d: `M${[...there, ...back].join("L")}Z` }),
  );
}

function caption({ rows, pieces, hi, runs, unfinished, budget }: ExactCurves, all: number): string {
  const parts = [`At every threshold: ${pieces} pieces, from ${runs} distinct runs of ${rows} texts.`];
  if (rows < all) parts.push(`The other ${all - rows} would take too much memory.`);
  if (unfinished > 0)
    parts.push(
      `${unfinished} ${unfinished === 1 ? "text has" : "texts have"} more than ${budget} runs: where some are unknown, the band is what the figure lies between.`,
    );
  if (hi.length < pieces) parts.push(`Drawn on ${hi.length} columns; the exports have every piece.`);
  return parts.join(" ");
}
