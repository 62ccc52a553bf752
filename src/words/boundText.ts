/** 0.993 -> "0.993", 0.99999123 -> "0.99999123": as many decimals as tell it from 0 and 1, and at least three that count. */
export function boundText(t: number): string {
  if (t === 0 || t === 1) return String(t);
  const near = Math.min(t, 1 - t);
  const decimals = Math.min(9, Math.max(3, 2 - Math.floor(Math.log10(near))));
  return t.toFixed(decimals).replace(/0+$/, "");
}

/** Two bounds, with as many decimals as tell them apart, or where that would be a row of zeros as they are. */
export function boundsText(lo: number, hi: number): [lo: string, hi: string] {
  let [a, b] = [boundText(lo), boundText(hi)];
  for (let decimals = 4; Number(a) >= Number(b) && decimals <= 10; decimals++)
    [a, b] = [lo.toFixed(decimals), hi.toFixed(decimals)];
  return Number(a) < Number(b) ? [a, b] : [String(lo), String(hi)];
}

/** "(0.4947, 0.543]", with as many decimals as tell the ends apart. */
export function intervalText({ lo, hi }: { lo: number; hi: number }): string {
  return `${lo === 0 ? "[" : "("}${boundsText(lo, hi).join(", ")}]`;
}
