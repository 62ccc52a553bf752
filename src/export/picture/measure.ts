/** How much room words take in Helvetica, and where they are cut into lines: the same on every machine, whatever fonts it has. */

/** Thousandths of an em of the characters from space to tilde: Adobe's metrics of Helvetica, which Arial and Liberation Sans share. */
const helvetica = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
/** Of a bold letter / of a plain one, in the mean. */
const boldness = 1.07;
const other = 556;
const wide = 1000;

/** As wide as high: East Asian, and emoji. */
const isWide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** They join the letter before them, or change it. */
const isJoined = /\p{M}|\p{Cf}|[\u{1f3fb}-\u{1f3ff}]/u;
const joiner = "\u200d";

/** pt, at this size. Of letters that are not in the table, an estimate. */
export function widthOf(text: string, size: number, bold = false): number {
  let sum = 0;
  let before = "";
  for (const letter of text) {
    const known = helvetica[letter.charCodeAt(0) - 32];
    if (before !== joiner) sum += known ?? (isJoined.test(letter) ? 0 : isWide.test(letter) ? wide : other);
    before = letter;
  }
  return (sum / 1000) * size * (bold ? boldness : 1);
}

/** Parts of these widths in lines of at most `room`, each line's begin: as full as they go. */
function filled(widths: readonly number[], gaps: readonly number[], room: number): number[] {
  const starts = [0];
  let at = 0;
  widths.forEach((width, i) => {
    const gap = gaps[i] ?? 0;
    if (i > (starts.at(-1) ?? 0) && at + gap + width > room) {
      starts.push(i);
      at = width;
    } else at += (i === starts.at(-1) ? 0 : gap) + width;
  });
  return starts;
}

/** In as few lines, but even ones: none holds a word or two that the others could have taken. `gaps`: before each part. */
export function evenly(widths: readonly number[], gaps: readonly number[], room: number): number[] {
  const fewest = filled(widths, gaps, room);
  if (fewest.length < 2) return fewest;
  let [low, high] = [0, room];
  for (let i = 0; i < 14; i++) {
    const middle = (low + high) / 2;
    if (filled(widths, gaps, middle).length > fewest.length) low = middle;
    else high = middle;
  }
  return filled(widths, gaps, high);
}

/** A text as even lines. */
export function linesOf(text: string, size: number, room: number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const words = paragraph.split(" ");
    const starts = evenly(
      words.map((word) => widthOf(word, size)),
      words.map(() => widthOf(" ", size)),
      room,
    );
    return starts.map((start, i) => words.slice(start, starts[i + 1]).join(" "));
  });
}

/** So many things in rows of at most `most`, as even as they go: the sizes of the rows. */
export function rowsOf(count: number, most: number): number[] {
  const rows = Math.max(1, Math.ceil(count / Math.max(1, most)));
  return Array.from({ length: rows }, (_, i) => Math.floor((count * (i + 1)) / rows) - Math.floor((count * i) / rows));
}
