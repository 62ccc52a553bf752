/** Size of a name px: its font is 12 high, and a digit of it some 7 wide. */
const high = 12;
const wide = (text: string): number => 7 * text.length;
/** From a point to the lower left corner of its name, in the order in which places are tried. */
const places = (text: string): [dx: number, dy: number][] => [
  [7, -7],
  [7, 7 + high],
  [-7 - wide(text), -7],
  [-7 - wide(text), 7 + high],
];
/** A dot and its outline. */
const dot = 6;

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
export function placeNames(points: readonly Named[], frame: Box): { x: number; y: number; free: boolean }[] {
  const taken: Box[] = points.map(({ x, y }) => ({ left: x - dot, right: x + dot, top: y - dot, bottom: y + dot }));
  const bars = points.flatMap(({ x, y, across, down }): Box[] => [
    ...(across ? [{ left: across[0], right: across[1], top: y - 1, bottom: y + 1 }] : []),
    ...(down ? [{ left: x - 1, right: x + 1, top: down[0], bottom: down[1] }] : []),
  ]);
  const placed = points.map(({ x, y }) => ({ x: x + 7, y: y - 7 - high / 2, free: false }));
  const last = points.length - 1;
  for (const i of [...new Set([0, last, ...points.keys()])]) {
    const point = points[i];
    if (!point) continue;
    const boxes = places(point.text)
      .map(([dx, dy]): Box => {
        const [left, bottom] = [point.x + dx, point.y + dy];
        return { left, right: left + wide(point.text), top: bottom - high, bottom };
      })
      .filter((box) => within(box, frame));
    const clear = (box: Box, others: readonly Box[]) => !others.some((other) => overlap(box, other));
    const box =
      boxes.find((b) => clear(b, taken) && clear(b, bars)) ??
      (i === 0 || i === last ? boxes.find((b) => clear(b, taken)) : undefined);
    if (!box) continue;
    taken.push(box);
    placed[i] = { x: box.left, y: box.bottom - high / 2, free: true };
  }
  return placed;
}

function within(box: Box, frame: Box): boolean {
  return box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
