/** Places that lie so far apart, as near to the wanted ones as they go, between two bounds; a place that is NaN stays out. */
export function apart(wanted: readonly number[], room: number, [least, most]: readonly [number, number]): number[] {
  const placed = [...wanted];
  const order = [...wanted.keys()]
    .filter((i) => !Number.isNaN(wanted[i]))
    .sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  let next = least;
  for (const i of order) {
    placed[i] = Math.max(next, wanted[i] ?? 0);
    next = (placed[i] ?? 0) + room;
  }
  let last = most;
  for (const i of order.reverse()) {
    placed[i] = Math.min(last, placed[i] ?? 0);
    last = (placed[i] ?? 0) - room;
  }
  return placed;
}
