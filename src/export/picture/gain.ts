/** The first figure of a data set against FLOPs gain, with bootstrap intervals. */
import { gainChart, gainValues } from "../../chart/gainPoints.js";
import { placeNames } from "../../chart/names.js";
import { gains, gainTick, scaled } from "../../chart/scales.js";
import type { Evaluation } from "../../run/evaluation.js";
import { upper } from "../../words/upper.js";
import type { Mark } from "./mark.js";
import { levelTicks, roomForLabels, stepped, ticksOf, uprightTicks, type Plane } from "./plane.js";
import type { Drawing, Room } from "./sheet.js";

/** Of the plane: its height / its width. */
const shape = 0.55;

export function drawGain(table: Evaluation, room: Room): Drawing {
  const { size, palette } = room;
  const chart = gainChart(table);
  if (!chart) return { marks: [], height: 0, legend: [] };
  const { quality, points, way, exact } = chart;
  const { measure, tick } = scaled[quality.unit];
  const values = gainValues(chart);
  const top = size * 2.1;
  const height = Math.min(room.width * shape, size * 40);
  const left = roomForLabels(measure(values.y, [top + height, top], size), tick, room);
  const plane: Plane = { left, right: room.width - size * 1.5, top, bottom: top + height };
  const across = gains(values.x, [plane.left, plane.right], size);
  const down = measure(values.y, [plane.bottom, plane.top], size);
  const [x, y] = [across.scale, down.scale];
  const marks: Mark[] = [
    ...levelTicks(down, tick, plane, room),
    ...uprightTicks(ticksOf(across, gainTick), plane, room, true),
    { kind: "words", text: upper(quality.said), x: 0, y: size, size, fill: palette.ink },
    { kind: "words", text: `FLOPs gain${across.log ? " (logarithmic)" : ""}`, x: plane.right, y: plane.bottom + size * 2.6, size, fill: palette.ink, anchor: "end" }, // prettier-ignore
    {
      kind: "line",
      points: exact ? stepped(way, x, y) : way.map((p) => [x(p.x), y(p.y)] as const),
      stroke: palette.ramp[3] ?? palette.hint,
      thick: 1,
    },
  ];
  const names = placeNames(
    points.map((p) => ({
      x: x(p.x),
      y: y(p.y),
      text: String(p.at.threshold),
      across: p.xs && [x(p.xs[0]), x(p.xs[1])],
      down: p.ys && [y(p.ys[1]), y(p.ys[0])],
    })),
    { left: plane.left, right: room.width, top: plane.top - size, bottom: plane.bottom },
    size,
  );
  points.forEach((p, i) => {
    const stroke = palette.ramp[4] ?? palette.hint;
    if (p.ys) marks.push({ kind: "line", points: [[x(p.x), y(p.ys[0])], [x(p.x), y(p.ys[1])]], stroke, thick: 0.9 }); // prettier-ignore
    if (p.xs) marks.push({ kind: "line", points: [[x(p.xs[0]), y(p.y)], [x(p.xs[1]), y(p.y)]], stroke, thick: 0.9 }); // prettier-ignore
    marks.push({ kind: "dot", x: x(p.x), y: y(p.y), r: size * 0.32, fill: palette.ramp[6] ?? palette.ink });
    const name = names[i];
    // Where there is no room for a name, its point stands between two that have theirs.
    if (name?.free)
      marks.push({ kind: "words", text: String(p.at.threshold), x: name.x, y: name.y + size * 0.35, size, fill: palette.ink }); // prettier-ignore
  });
  return { marks, height: plane.bottom + size * 3, legend: [] };
}
