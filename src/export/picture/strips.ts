/** Curves over the settings of a control, one strip under the other on one axis. */
import type { Measure } from "../../chart/scales.js";
import { axisOver, type Axis, type AxisKind } from "../../chart/thresholds.js";
import { spread } from "../../chart/sweepCurves.js";
import { upper } from "../../words/upper.js";
import type { Mark } from "./mark.js";
import { widthOf } from "./measure.js";
import { half, levelTicks, roomForLabels, uprightTicks, type Plane } from "./plane.js";
import type { Room } from "./sheet.js";
import { dashes } from "./style.js";

export interface Strip {
  title: string;
  measure: (to: [number, number], size: number) => Measure;
  tick: (value: number) => string;
  curves: Curve[];
}

export interface Curve {
  /** Beside its end; "" = the strip has one curve, which its title names. */
  name: string;
  pieces: Piece[];
}

/** What holds for the settings of (lo, hi]: a value, or what it lies between. */
export interface Piece {
  lo: number;
  hi: number;
  low: number;
  high: number;
}

interface Over {
  kind: AxisKind;
  bounds: Iterable<number>;
  control: string;
}

/** In sizes of the text. */
const heights = { strip: 7.5, gap: 2.6 };

/** `above`: what stands over the strips on the same axis, so high; it is drawn by whoever wants it. */
export function drawStrips(
  strips: readonly Strip[],
  { kind, bounds, control }: Over,
  room: Room,
  above: { height: number; draw: (axis: Axis, bottom: number) => Mark[] } = { height: 0, draw: () => [] },
): { marks: Mark[]; height: number } {
  const { size, palette } = room;
  const placed = strips.map((strip, i) => {
    const top = above.height + size * heights.gap * 0.7 + i * size * (heights.strip + heights.gap);
    return { ...strip, top, down: strip.measure([top + size * heights.strip, top], size) };
  });
  const left = placed.map(({ down, tick }) => roomForLabels(down, tick, room)).reduce((a, b) => Math.max(a, b), 0);
  const names = strips.flatMap(({ curves }) => curves.map(({ name }) => widthOf(name, size)));
  const right = room.width - Math.max(size, ...names.map((width) => (width > 0 ? width + size * 0.8 : 0)));
  const axis = axisOver(kind, bounds, left, right, size);
  const bottom = (placed.at(-1)?.top ?? 0) + size * heights.strip;
  const plane: Plane = { left, right, top: 0, bottom };
  const marks: Mark[] = [
    ...uprightTicks(axis.ticks, plane, room, false),
    { kind: "words", text: upper(control), x: right, y: bottom + size * 2.6, size, fill: palette.ink, anchor: "end" },
    ...placed.flatMap((strip) => stripMarks(strip, axis, room)),
    ...above.draw(axis, bottom),
  ];
  return { marks, height: bottom + size * 3 };
}

function stripMarks(
  { title, tick, curves, top, down }: Strip & { top: number; down: Measure },
  axis: Axis,
  room: Room,
): Mark[] {
  const { size, palette } = room;
  const plane: Plane = { left: axis.left, right: axis.right, top, bottom: top + size * heights.strip };
  const ends = spread(
    curves.map(({ pieces }) => down.scale(pieces.at(-1)?.high ?? 0)),
    top,
    plane.bottom,
    size * 1.15,
  );
  return [
    ...levelTicks(down, tick, plane, room),
    { kind: "words", text: down.log ? `${title} (logarithmic)` : title, x: axis.left, y: top - size * 0.6, size, fill: palette.ink }, // prettier-ignore
    ...curves.flatMap(({ name, pieces }, i): Mark[] => {
      const stroke = palette.series[i % palette.series.length] ?? palette.ink;
      const dash = dashes[i % dashes.length] ?? [];
      const words: Mark[] = name === "" ? [] : [{ kind: "words", text: name, x: axis.right + size * 0.6, y: (ends[i] ?? 0) + half * size, size, fill: stroke }]; // prettier-ignore
      return [...curveMarks(pieces, axis, down, { stroke, dash }, palette.ramp[0] ?? palette.paper), ...words];
    }),
  ];
}

/** Pieces that touch are one line, or a band where they are only known to lie between; over a gap leads a dotted line. */
function curveMarks(
  pieces: readonly Piece[],
  axis: Axis,
  { scale: y }: Measure,
  look: { stroke: string; dash: readonly number[] },
  fill: string,
): Mark[] {
  const groups: Piece[][] = [];
  for (const piece of pieces) {
    const last = groups.at(-1);
    if (last?.at(-1)?.hi === piece.lo) last.push(piece);
    else groups.push([piece]);
  }
  const line = (group: readonly Piece[], end: "low" | "high"): [number, number][] =>
    group.flatMap((piece): [number, number][] => [
      [axis.x(piece.lo), y(piece[end])],
      [axis.x(piece.hi), y(piece[end])],
    ]);
  return groups.flatMap((group, i): Mark[] => {
    const [last, first] = [groups[i - 1]?.at(-1), group[0]];
    const marks: Mark[] = [];
    if (last && first)
      marks.push({ kind: "line", points: [[axis.x(last.hi), y(last.high)], [axis.x(first.lo), y(first.high)]], ...look, thick: 0.6, dash: [1, 2] }); // prettier-ignore
    const upper = line(group, "high");
    if (group.some(({ low, high }) => low !== high))
      marks.push({
        kind: "line",
        points: [...upper, ...line(group, "low").reverse()],
        closed: true,
        ...look,
        fill,
        thick: 0.8,
      });
    else marks.push({ kind: "line", points: upper, ...look, thick: 1 });
    return marks;
  });
}
