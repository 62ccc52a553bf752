import { labelSize } from "./thresholds.js";

/** In sizes of a name's letters: its height, a digit's width, its way from its point, and a dot with its outline. */
const high = 1.1;
const digit = 0.64;
const away = 0.64;
const dot = 0.55;
/** From a point to the lower left corner of its name, in the order in which places are tried. */
const places = (width: number, size: number): [dx: number, dy: number][] => [
  [away * size, -away * size],
  [away * size, (away + high) * size],
  [-away * size - width, -away * size],
  [-away * size - width, (away + high) * size],
];

export interface Named {
  x: number;
  y: number;
  text: string;
  /** Its error bars: from left to right, from top to bottom. */
  across: readonly [number, number] | null;
  down: readonly [number, number] | null;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * Where each point's name goes, so that it covers neither another name nor a point or its error bars, and stays in the picture;
 * `free` = false where there is no such place: the name is then to be seen only while its point is looked at. The first and the last
 * point choose first, and put up with error bars.
 */
export function placeNames(
  points: readonly Named[],
  frame: Box,
  size = labelSize,
): { x: number; y: number; free: boolean }[] {
  const wide = (text: string): number => digit * size * text.length;
  const r = dot * size;
  const taken: Box[] = points.map(({ x, y }) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r }));
  const bars = points.flatMap(({ x, y, across, down }): Box[] => [
    ...(across ? [{ left: across[0], right: across[1], top: y - 1, bottom: y + 1 }] : []),
    ...(down ? [{ left: x - 1, right: x + 1, top: down[0], bottom: down[1] }] : []),
  ]);
  const placed = points.map(({ x, y }) => ({ x: x + away * size, y: y - (away + high / 2) * size, free: false }));
  const last = points.length - 1;
  for (const i of [...new Set([0, last, ...points.keys()])]) {
    const point = points[i];
    if (!point) continue;
    const boxes = places(wide(point.text), size)
      .map(([dx, dy]): Box => {
        const [left, bottom] = [point.x + dx, point.y + dy];
        return { left, right: left + wide(point.text), top: bottom - high * size, bottom };
      })
      .filter((box) => within(box, frame));
    const clear = (box: Box, others: readonly Box[]) => !others.some((other) => overlap(box, other));
    const box =
      boxes.find((b) => clear(b, taken) && clear(b, bars)) ??
      (i === 0 || i === last ? boxes.find((b) => clear(b, taken)) : undefined);
    if (!box) continue;
    taken.push(box);
    placed[i] = { x: box.left, y: box.bottom - (high / 2) * size, free: true };
  }
  return placed;
}

function within(box: Box, frame: Box): boolean {
  return box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
