/** "41-43 61" as the characters A, B, C, a. */
export function ranges(hex: string): Set<string> {
  const all = new Set<string>();
  for (const range of hex.split(" ")) {
    const [first = 0, last = first] = range.split("-").map((s) => Number.parseInt(s, 16));
    for (let code = first; code <= last; code++) all.add(String.fromCodePoint(code));
  }
  return all;
}
