/** Words and numbers as they stand in a picture. */

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** UTF-16 units of a character as people count them, on average at most: an emoji of a family has 11. */
const unitsEach = 16;

/** At most `length` characters as people count them, with an ellipsis for the rest; control and bidi characters never steer the drawing. */
export function shorten(text: string, length: number): string {
  // Of megabytes only the beginning is looked at.
  const plain = text
    .slice(0, unitsEach * length)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, " ");
  if (text.length <= length) return plain;
  const parts = Array.from(characters.segment(plain), (s) => s.segment);
  const whole = parts.length <= length && plain.length === text.length;
  return whole ? plain : `${parts.slice(0, length - 1).join("")}…`;
}

/** Characters that turn the order of what follows are named, as the editor does: “live” would stand where the model read “evil”. */
export const named = (text: string): string =>
  text.replace(/[\u202a-\u202e\u2066-\u2069]/g, (c) => `[U+${c.charCodeAt(0).toString(16).toUpperCase()}]`);

/** It has no letter and no digit. Turned, it is another one: a comma looks like an apostrophe. */
export const isMark = (text: string): boolean => !/[\p{L}\p{N}]/u.test(text);

/** Words out of a file as they stand in a message: at most 200 UTF-16 units, nothing that steers what shows them. */
export function fromFile(text: string): string {
  const cut = text.length > 200 ? text.slice(0, 199) : text;
  return cut.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "\ufffd") + (text.length > 200 ? "…" : "");
}

/** p(keep) in at least three decimals, and in as many as it takes to lie on the side of its threshold where it does: 0.9698 is not said to be 0.970 where that would do. */
export function scoreText(p: number, threshold: number): string {
  const enough = p >= Math.fround(threshold);
  for (let decimals = 3; decimals < 9; decimals++) {
    const said = p.toFixed(decimals);
    if (Number(said) >= threshold === enough) return said;
  }
  return String(p);
}

/** 1234567 -> "1.23 M" */
export function si(n: number): string {
  const units = ["", " k", " M", " G", " T"];
  let u = 0;
  while (n >= 999.5 && u < units.length - 1) {
    n /= 1000;
    u++;
  }
  return `${u === 0 ? String(Math.round(n)) : n.toPrecision(3)}${units[u] ?? ""}`;
}

/** Milliseconds -> "277.0 ms", "4.73 s" */
export function duration(ms: number): string {
  return ms < 999.95 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(ms < 9995 ? 2 : 1)} s`;
}
