/** mulberry32: number `n` of those in [0, 1) that begin at `start`, of which 32 bits count. */
export function uniform(start: number, n: number): number {
  const state = (start + Math.imul(n + 1, 0x6d2b79f5)) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
