/** Size of a name in the plot's own units: its font is 12 units high, and a digit of it some 7 wide. */
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
}

/**
 * Where each point's name goes, so that it covers neither another name nor another point; `free` = false where there is no such
 * place: the name is then to be seen only while its point is looked at. The first and the last point choose first.
 */
export function placeNames(points: readonly Named[]): { x: number; y: number; free: boolean }[] {
  const taken = points.map(({ x, y }) => ({ left: x - dot, right: x + dot, top: y - dot, bottom: y + dot }));
  const placed = points.map(({ x, y }) => ({ x: x + 7, y: y - 7, free: false }));
  const last = points.length - 1;
  for (const i of [...new Set([0, last, ...points.keys()])]) {
    const point = points[i];
    if (!point) continue;
    for (const [dx, dy] of places(point.text)) {
      const [left, bottom] = [point.x + dx, point.y + dy];
      const box = { left, right: left + wide(point.text), top: bottom - high, bottom };
      if (taken.some((t) => t.left < box.right && box.left < t.right && t.top < box.bottom && box.top < t.bottom))
        continue;
      taken.push(box);
      placed[i] = { x: left, y: bottom, free: true };
      break;
    }
  }
  return placed;
}
