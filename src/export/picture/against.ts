/** A against B: a dumbbell a word, a ring at its depth in A and a square at its depth in B, in rows of even length. */
import type { Bar } from "../../run/bars.js";
import { pairsOf, type Pair } from "../../run/pairs.js";
import { skimmedBy, type Run } from "../../run/run.js";
import { answerWith } from "../../words/answer.js";
import { settingText } from "../../words/policy.js";
import { shorten } from "../../words/text.js";
import type { Mark } from "./mark.js";
import { rowsOf, widthOf } from "./measure.js";
import { half } from "./plane.js";
import type { Drawing, LegendItem, Room } from "./sheet.js";
import { labelHeight, labelOf } from "./skyline.js";

/** In sizes of the text: of a column, and of a layer. */
const pitch = { least: 1.3, most: 2.4 };
const heights = { most: 1.4, all: 14 };

export function drawAgainst(a: Run, b: Run, room: Room): Drawing {
  const { size, palette } = room;
  const pairs = pairsOf(a, b);
  const shares = a.model.layers !== b.model.layers;
  const layers = shares ? 4 : a.model.layers;
  const tick = (i: number): string => (shares ? `${(100 * i) / layers} %` : String(i));
  const left = widthOf(tick(layers), size) + size;
  const sizes = rowsOf(pairs.length, Math.floor((room.width - left) / (pitch.least * size)));
  const step = Math.min(pitch.most * size, (room.width - left) / Math.max(1, ...sizes));
  const layer = size * Math.min(heights.most, heights.all / layers);
  const marks: Mark[] = [];
  let [y, from] = [0, 0];
  sizes.forEach((count, n) => {
    const row = pairs.slice(from, (from += count));
    y += size * (n === 0 ? 1.8 : 0.9);
    if (n === 0)
      marks.push({
        kind: "words",
        text: shares ? "share of the layers passed" : "layers passed",
        x: 0,
        y: size,
        size,
        fill: palette.hint,
      });
    const end = left + row.length * step;
    const every = Math.ceil((size * 1.05) / layer);
    for (let i = 0; i <= layers; i++) {
      const at = y + i * layer;
      marks.push({ kind: "line", points: [[left - size * 0.2, at], [end, at]], stroke: palette.rule, thick: 0.5 }); // prettier-ignore
      if (i % every === 0)
        marks.push({ kind: "words", text: tick(i), x: left - size * 0.5, y: at + half * size, size, fill: palette.hint, anchor: "end" }); // prettier-ignore
    }
    const bottom = y + layers * layer;
    row.forEach((pair, i) => {
      const x = left + (i + 0.5) * step;
      const place = (bar: Bar | null, run: Run): number | null =>
        bar && y + (bar.depth / run.model.layers) * (bottom - y);
      marks.push(...dumbbell(place(pair.a, a), place(pair.b, b), x, room));
      marks.push(labelOf({ column: columnOf(pair), fate: pair.change === 0 ? "left" : "survived", unit: null }, x, bottom + size * 0.3, step, room)); // prettier-ignore
    });
    y = bottom + row.map((pair) => labelHeight(pair.text, step, size)).reduce((p, q) => Math.max(p, q), 0) + size * 0.7;
  });
  return { marks, height: y, legend: legendOf(a, b, room) };
}

const columnOf = (pair: Pair): Bar["column"] =>
  (pair.b ?? pair.a)?.column ?? { tokens: [], text: pair.text, start: 0, end: 0, special: pair.special };

function dumbbell(inA: number | null, inB: number | null, x: number, { size, palette }: Room): Mark[] {
  const [colourA = palette.ink, colourB = palette.ink] = palette.series;
  const r = size * 0.4;
  const marks: Mark[] = [];
  if (inA !== null && inB !== null && inA !== inB)
    marks.push({ kind: "line", points: [[x, inA], [x, inB]], stroke: palette.hint, thick: 1.2 }); // prettier-ignore
  if (inB !== null)
    marks.push({ kind: "box", x: x - r * 0.75, y: inB - r * 0.75, width: r * 1.5, height: r * 1.5, fill: colourB });
  // The ring is open where B is not under it: where both are, both are seen.
  if (inA !== null)
    marks.push({ kind: "dot", x, y: inA, r: r * 1.15, ...(inA === inB ? {} : { fill: palette.paper }), stroke: colourA, thick: 1.1 }); // prettier-ignore
  return marks;
}

function legendOf(a: Run, b: Run, room: Room): LegendItem[] {
  const { size } = room;
  const said = ({ model, precision, control, result }: Run): string => {
    const how = `${skimmedBy({ ...model, name: shorten(model.name, 40) }, precision)}, ${settingText(model.policy.control, control)}`;
    return result ? `${how}: ${shorten(answerWith(model.labels, result), 60)}` : how;
  };
  return [
    { swatch: dumbbell(size * 0.5, null, size * 0.5, room), width: size, text: `A: ${said(a)}` },
    { swatch: dumbbell(null, size * 0.5, size * 0.5, room), width: size, text: `B: ${said(b)}` },
  ];
}
