/** The skyline: a bar a word, from the first layer to the one at which it left, in rows of even length. */
import { barsOf, type Bar } from "../../run/bars.js";
import { canSkim, columnsOf, type Run } from "../../run/run.js";
import { standingFor } from "../../run/units.js";
import { depthStep } from "../../words/fate.js";
import { isMark, shorten } from "../../words/text.js";
import { depthLegend } from "./depths.js";
import type { Mark } from "./mark.js";
import { rowsOf, widthOf } from "./measure.js";
import type { Drawing, LegendItem, Room } from "./sheet.js";
import { unitLegend, unitMarks } from "./units.js";

/** In sizes of the text: of a column, and of a layer. */
const pitch = { least: 1.15, most: 2.4 };
const heights = { least: 0.35, most: 1.3, all: 15 };
const longestWord = 16;
/** Of slanted words, degrees. */
export const slant = 55;

export function drawSkyline(run: Run, room: Room): Drawing {
  const { size, palette } = room;
  const { layers } = run.model;
  const bars = barsOf(run, columnsOf(run, "word"));
  const left = widthOf(String(layers), size) + size * 0.8;
  const standing = standingFor(run);
  const joins = run.joined.length > 0;
  const alive = run.kept.map((kept, l) => (joins ? `${kept}, ${standing[l] ?? 0}` : String(kept)));
  const keptRoom = Math.max(...alive.map((said) => widthOf(said, size))) + size;
  const inner = room.width - left - keptRoom;
  const rows = segmentsOf(run, bars).flatMap((segment) => {
    const sizes = rowsOf(segment.length, Math.floor(inner / (pitch.least * size)));
    let at = 0;
    return sizes.map((count) => segment.slice(at, (at += count)));
  });
  const longest = Math.max(1, ...rows.map((row) => row.length));
  const step = Math.min(pitch.most * size, inner / longest);
  const layer = size * Math.max(heights.least, Math.min(heights.most, heights.all / layers));
  const marks: Mark[] = [];
  let [y, from] = [0, 0];
  rows.forEach((row, i) => {
    const named = run.passage.pair !== undefined;
    y += size * (i === 0 || named ? 1.4 : 0.4);
    if (i === 0) {
      marks.push(text("layer", 0, y - size * 0.4, room));
      marks.push(
        text(joins ? "units, tokens" : "tokens kept", left + longest * step + keptRoom, y - size * 0.4, room, "end"),
      );
    }
    if (named) marks.push({ ...text(row[0]?.column.second ? "second text" : "first text", Math.max(left, i === 0 ? widthOf("layer", size) + size : 0), y - size * 0.4, room), bold: true, fill: palette.ink }); // prettier-ignore
    const every = Math.ceil((size * 1.05) / layer);
    for (let l = 0; l < layers; l += every) {
      const middle = y + (l + 0.5) * layer + size * 0.35;
      marks.push(text(String(l + 1), left - size * 0.5, middle, room, "end"));
      if (i === 0) marks.push(text(alive[l] ?? "", left + longest * step + keptRoom, middle, room, "end"));
    }
    const bottom = y + layers * layer;
    row.forEach((bar, n) => marks.push(...barOf(run, bar, left + n * step, step, y, layer, room)));
    marks.push(...unitMarks(run, bars, row, { from, left, y, step, layer }, room));
    from += row.length;
    const end = left + row.length * step;
    marks.push({ kind: "line", points: [[left - size * 0.2, bottom], [end + size * 0.2, bottom]], stroke: palette.ink, thick: 0.5 }); // prettier-ignore
    row.forEach((bar, n) => marks.push(labelOf(bar, left + (n + 0.5) * step, bottom, step, room)));
    y = bottom + Math.max(0, ...row.map((bar) => labelHeight(bar.column.text, step, size))) + size * 0.4;
  });
  return { marks, height: y, legend: canSkim(run) ? legendOf(run, room) : [] };
}

const text = (words: string, x: number, y: number, { size, palette }: Room, anchor?: "end" | "middle") =>
  ({ kind: "words", text: words, x, y, size, fill: palette.hint, ...(anchor ? { anchor } : {}) }) as const;

/** Cut where a window or the second text begins. */
function segmentsOf({ windows }: Run, bars: readonly Bar[]): Bar[][] {
  const starts = new Set(windows.map(({ first }) => first));
  const segments: Bar[][] = [];
  for (const bar of bars) {
    const last = segments.at(-1);
    const begins = starts.has(bar.column.tokens[0] ?? -1) || bar.column.second !== last?.at(-1)?.column.second;
    if (last && !begins) last.push(bar);
    else segments.push([bar]);
  }
  return segments;
}

function barOf(run: Run, bar: Bar, x: number, step: number, y: number, layer: number, room: Room): Mark[] {
  const { palette, size } = room;
  const { layers } = run.model;
  const [from, width, height] = [x + step * 0.14, step * 0.72, bar.alone * layer];
  const marks: Mark[] = [];
  if (bar.alone > 0)
    marks.push({
      kind: "box",
      x: from,
      y,
      width,
      height,
      fill: palette.ramp[depthStep(bar.depth, layers)] ?? palette.ink,
    });
  if (bar.fate === "left" && bar.unit === null)
    marks.push({ kind: "box", x: from - 0.5, y: y + height, width: width + 1, height: size * 0.18, fill: palette.ink });
  else if (bar.fate === "always")
    marks.push({ kind: "box", x: from, y, width, height, stroke: palette.ink, thick: 0.6, dash: [1.5, 1.5] });
  for (const fate of bar.byHand)
    marks.push(...signOf(fate.keep, x + step / 2, y + fate.from * layer, Math.min(size * 0.35, layer / 2), room));
  return marks;
}

/** A triangle at the layer from which a word was kept by hand, a crossed box where it was skimmed: as in the view. */
function signOf(keep: boolean, x: number, y: number, r: number, { palette }: Room): Mark[] {
  const { ink, paper } = palette;
  if (keep)
    return [{ kind: "line", points: [[x - r, y], [x + r, y], [x, y + 1.6 * r]], closed: true, fill: ink, stroke: paper, thick: 0.5 }]; // prettier-ignore
  return [
    { kind: "box", x: x - r, y, width: 2 * r, height: 2 * r, fill: paper, stroke: ink },
    {
      kind: "line",
      points: [
        [x - r, y],
        [x + r, y + 2 * r],
      ],
      stroke: ink,
    },
    {
      kind: "line",
      points: [
        [x - r, y + 2 * r],
        [x + r, y],
      ],
      stroke: ink,
    },
  ];
}

/** Marks stay level, where turned they would be others. */
const isLevel = (word: string, step: number, size: number): boolean => isMark(word) && widthOf(word, size) <= step;

export function labelHeight(word: string, step: number, size: number): number {
  const short = shorten(word, longestWord);
  if (isLevel(short, step, size)) return size * 1.2;
  return widthOf(short, size, true) * Math.sin((slant * Math.PI) / 180) + size;
}

export function labelOf(
  bar: Pick<Bar, "fate" | "column" | "unit">,
  x: number,
  bottom: number,
  step: number,
  room: Room,
): Mark {
  const { size, palette } = room;
  const word = shorten(bar.column.text, longestWord);
  const gone = (bar.unit?.fate ?? bar.fate) === "left";
  const look = { size, fill: gone ? palette.hint : palette.ink, ...(gone ? {} : { bold: true as const }) };
  if (isLevel(word, step, size))
    return { kind: "words", text: word, x, y: bottom + size * 1.1, anchor: "middle", ...look };
  return {
    kind: "words",
    text: word,
    x: x + size * 0.3,
    y: bottom + size * 0.95,
    anchor: "end",
    turn: -slant,
    ...look,
  };
}

function legendOf(run: Run, room: Room): LegendItem[] {
  const { size, palette } = room;
  const { always, left } = run.model.policy;
  const box = { kind: "box", x: 0, y: size * 0.1, width: size * 1.2, height: size * 0.85 } as const;
  const hand = (keep: boolean): Mark[] => signOf(keep, size * 0.5, size * 0.2, size * 0.35, room);
  return [
    ...depthLegend(run, room),
    {
      swatch: [{ ...box, y: size * 0.45, height: size * 0.18, fill: palette.ink }],
      width: size * 1.2,
      text: `${left} there`,
    },
    ...(run.joined.length > 0 ? [unitLegend(room)] : []),
    ...(always === null
      ? []
      : [{ swatch: [{ ...box, stroke: palette.ink, thick: 0.6, dash: [1.5, 1.5] }], width: size * 1.2, text: always }]),
    ...(run.forced.length === 0
      ? []
      : [
          { swatch: hand(true), width: size, text: "kept by hand" },
          { swatch: hand(false), width: size, text: "skimmed by hand" },
        ]),
  ];
}
