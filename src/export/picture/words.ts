/** The text that was read, in lines: each word shaded by how deep it went. */
import { barsOf, reachOf, type Bar } from "../../run/bars.js";
import { canSkim, columnsOf, type Run } from "../../run/run.js";
import { textsOf } from "../../run/passage.js";
import { depthStep } from "../../words/fate.js";
import { shorten } from "../../words/text.js";
import { depthLegend } from "./depths.js";
import type { Mark } from "./mark.js";
import { evenly, widthOf } from "./measure.js";
import type { Drawing, Room } from "./sheet.js";
import { inkOn } from "./style.js";

/** Of a line / of its text. */
const leading = 1.65;
/** Longer is no word that anybody reads. */
const longest = 80;

/** A word with what stands before it. */
interface Part {
  bar: Bar;
  text: string;
  space: boolean;
  /** Written from right to left; null = as the words beside it. */
  leftward: boolean | null;
}

export function drawWords(run: Run, room: Room): Drawing {
  const { size, palette } = room;
  const bars = barsOf(run, columnsOf(run, "word"));
  const marks: Mark[] = [];
  const { text, pair } = textsOf(run.passage);
  let y = 0;
  const texts = [{ text, name: "first text", second: false }, ...(pair === undefined ? [] : [{ text: pair, name: "second text", second: true }])]; // prettier-ignore
  for (const one of texts) {
    if (pair !== undefined) {
      y += size * 1.4;
      marks.push({ kind: "words", text: one.name, x: 0, y: y - size * 0.3, size, fill: palette.ink, bold: true });
    }
    for (const parts of paragraphsOf(one.text, bars, one.second)) {
      const leftward = parts.find((part) => part.leftward !== null)?.leftward ?? false;
      for (const line of wrapped(parts, size, room.width)) {
        marks.push(...lineOf(run, ordered(line, leftward), leftward, y, room));
        y += size * leading;
      }
      y += size * 0.3;
    }
  }
  return { marks, height: y, legend: canSkim(run) ? depthLegend(run, room) : [] };
}

/** Words by the text's own lines; what stands for no characters is not among them. */
function paragraphsOf(text: string, bars: readonly Bar[], ofSecond: boolean): Part[][] {
  const paragraphs: Part[][] = [[]];
  let at = 0;
  for (const bar of bars) {
    const { start, end, special, second = false } = bar.column;
    if (special || second !== ofSecond || start < at || end <= start) continue;
    const between = text.slice(at, start);
    if (between.includes("\n") && paragraphs.at(-1)?.length !== 0) paragraphs.push([]);
    const word = shorten(text.slice(start, end), longest);
    paragraphs.at(-1)?.push({ bar, text: word, space: /\s/.test(between), leftward: directionOf(word) });
    at = end;
  }
  return paragraphs.filter((parts) => parts.length > 0);
}

function directionOf(word: string): boolean | null {
  if (/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u.test(word)) return true;
  return /[\p{L}\p{N}]/u.test(word) ? false : null;
}

const spaceOf = (size: number): number => widthOf(" ", size);
const partWidth = ({ text }: Part, size: number): number => widthOf(text, size);

/** A line may end where a blank is, or beside a sign of a script that has none. */
function wrapped(parts: readonly Part[], size: number, room: number): Part[][] {
  const units: Part[][] = [];
  const has = (text: string): boolean => /[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\u{20000}-\u{3fffd}]/u.test(text);
  for (const part of parts) {
    const last = units.at(-1);
    const breaks = part.space || has(part.text) || has(last?.at(-1)?.text ?? "");
    if (last && !breaks) last.push(part);
    else units.push([part]);
  }
  const starts = evenly(
    units.map((unit) => unit.reduce((sum, part) => sum + partWidth(part, size), 0)),
    units.map(([first]) => (first?.space ? spaceOf(size) : 0)),
    room,
  );
  return starts.map((start, i) => units.slice(start, starts[i + 1]).flat());
}

/** As they stand from left to right: words of one direction keep together, and the groups go in the line's. */
function ordered(line: readonly Part[], leftward: boolean): Part[] {
  const groups: { leftward: boolean; parts: Part[] }[] = [];
  line.forEach((part, i) => {
    const next = line.slice(i).find((other) => other.leftward !== null)?.leftward ?? leftward;
    const last = groups.at(-1);
    // What has no direction goes with both of its neighbours where they agree, or else with the line.
    const way = part.leftward ?? (last?.leftward === next ? next : leftward);
    if (last?.leftward === way) last.parts.push(part);
    else groups.push({ leftward: way, parts: [part] });
  });
  if (leftward) groups.reverse();
  return groups.flatMap((group) => (group.leftward ? group.parts.toReversed() : group.parts));
}

function lineOf(run: Run, line: readonly Part[], leftward: boolean, y: number, { size, palette, width }: Room): Mark[] {
  const marks: Mark[] = [];
  const space = spaceOf(size);
  // The blank of a word from right to left is at its right.
  const gap = (i: number): number => {
    const [before, now] = [line[i - 1], line[i]];
    if (!before || !now) return 0;
    return (now.leftward && before.leftward ? before : leftward && before.leftward !== now.leftward ? before : now)
      .space
      ? space
      : 0;
  };
  const widths = line.map((part) => partWidth(part, size));
  const total = widths.reduce((sum, w, i) => sum + w + gap(i), 0);
  let x = leftward ? Math.max(0, width - total) : 0;
  line.forEach(({ bar, text }, i) => {
    x += gap(i);
    const w = widths[i] ?? 0;
    const fill = palette.ramp[depthStep(reachOf(bar), run.model.layers)] ?? palette.paper;
    if (canSkim(run)) marks.push({ kind: "box", x, y: y + size * 0.15, width: w, height: size * 1.3, fill });
    const ink = canSkim(run) ? inkOn(fill, palette) : palette.ink;
    marks.push({
      kind: "words",
      text,
      x,
      y: y + size * 1.1,
      size,
      fill: ink,
    });
    x += w;
  });
  return marks;
}
