/** The sheet that every kind of picture is put on: title, drawing, legend, caption, one under the other. */
import type { Mark, Picture, Words } from "./mark.js";
import { evenly, linesOf, widthOf } from "./measure.js";
import { paletteOf, pointsPerMm, type Palette, type PictureStyle } from "./style.js";

/** What a kind draws in. */
export interface Room {
  /** pt */
  width: number;
  /** Of text, pt. */
  size: number;
  palette: Palette;
  grey: boolean;
}

/** What a kind has drawn: from 0, 0 on, as wide as its room at most. */
export interface Drawing {
  marks: Mark[];
  height: number;
  legend: LegendItem[];
}

export interface LegendItem {
  /** Drawn in a box of `width` × the text's size, its corner at 0, 0. */
  swatch: Mark[];
  width: number;
  text: string;
}

export interface Drawn {
  /** What is said under it, should a person not say otherwise; for who does not see it, too. */
  caption: string;
  draw: (room: Room) => Drawing;
}

export function sheet({ caption, draw }: Drawn, style: PictureStyle): Picture {
  const palette = paletteOf(style);
  const { size } = style;
  const width = style.width * pointsPerMm;
  const edge = size * 0.6;
  const inner = width - 2 * edge;
  const marks: Mark[] = [];
  let y = edge;
  const paragraph = (text: string, look: Pick<Words, "size" | "fill" | "bold">): void => {
    if (text.trim() === "") return;
    for (const line of linesOf(text, look.size * (look.bold ? 1.07 : 1), inner)) {
      y += look.size * 1.25;
      marks.push({ kind: "words", text: line, x: edge, y: y - look.size * 0.3, ...look });
    }
    y += size * 0.4;
  };
  paragraph(style.title, { size: size * 1.2, fill: palette.ink, bold: true });
  const drawing = draw({ width: inner, size, palette, grey: style.grey });
  marks.push(...moved(drawing.marks, edge, y));
  y += drawing.height;
  if (style.legend && drawing.legend.length > 0) {
    y += size * 0.6;
    const legend = legendOf(drawing.legend, inner, size, palette);
    marks.push(...moved(legend.marks, edge, y));
    y += legend.height;
  }
  if (style.caption.trim() !== "") y += size * 0.5;
  paragraph(style.caption, { size, fill: palette.ink });
  return {
    marks,
    width,
    height: y + edge,
    paper: palette.paper,
    about: [style.title, caption].filter(Boolean).join(". "),
  };
}

/** In rows that are even; what is longer than a row goes on in the next. */
function legendOf(
  items: readonly LegendItem[],
  room: number,
  size: number,
  { hint }: Palette,
): { marks: Mark[]; height: number } {
  const gap = size * 0.5;
  const texts = items.map(({ width, text }) => linesOf(text, size, room - width - gap));
  const widths = items.map(({ width }, i) =>
    (texts[i] ?? []).reduce((most, line) => Math.max(most, width + gap + widthOf(line, size)), 0),
  );
  const gaps = items.map(() => size * 1.6);
  const starts = new Set(evenly(widths, gaps, room));
  const marks: Mark[] = [];
  let [x, y, lines] = [0, 0, 0];
  items.forEach(({ swatch, width }, i) => {
    if (starts.has(i)) [x, y, lines] = [0, y + lines * size * 1.35, 0];
    else x += gaps[i] ?? 0;
    marks.push(...moved(swatch, x, y));
    const own = texts[i] ?? [];
    own.forEach((text, n) =>
      marks.push({ kind: "words", text, x: x + width + gap, y: y + size * (0.85 + n * 1.35), size, fill: hint }),
    );
    lines = Math.max(lines, own.length);
    x += widths[i] ?? 0;
  });
  return { marks, height: y + lines * size * 1.35 };
}

export function moved(marks: readonly Mark[], dx: number, dy: number): Mark[] {
  return marks.map((mark) =>
    mark.kind === "line"
      ? { ...mark, points: mark.points.map(([x, y]) => [x + dx, y + dy] as const) }
      : { ...mark, x: mark.x + dx, y: mark.y + dy },
  );
}

/** Lines from left below to right above over a box: its second channel, where colour says nothing. */
export function hatched(
  box: { x: number; y: number; width: number; height: number },
  step: number,
  stroke: string,
): Mark[] {
  const { x, y, width, height } = box;
  const marks: Mark[] = [];
  for (let at = step; at < width + height; at += step) {
    const [left, right] = [Math.max(0, at - height), Math.min(width, at)];
    const line = [
      [x + left, y + at - left],
      [x + right, y + at - right],
    ] as const;
    marks.push({ kind: "line", points: line, stroke, thick: 0.5 });
  }
  return marks;
}
