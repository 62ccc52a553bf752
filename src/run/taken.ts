/** What was read of a stretch of a document where that is not all that stands there: Markdown's text without its marks, a comment's without its slashes. */
export interface Taken {
  what: "markdown" | "comment" | "string";
  /** All that stands there. */
  source: string;
  /** Of the text: where each piece begins in it, where in `source`, and how many units of `source` it is; both ascending. One as long in both is
   *  the same in both, any other stands for its source whole, as & does for &amp;. UTF-16. */
  pieces: readonly (readonly [text: number, source: number, length: number])[];
}

/** Characters of `source` that a span of the text stands for; half-open, UTF-16. */
export function inSource({ pieces }: Taken, length: number, { start, end }: { start: number; end: number }) {
  const at = (offset: number) => {
    const i = Math.max(0, lastBefore(pieces, offset));
    const [text, source, units] = pieces[i] ?? [0, 0, 0];
    const own = (pieces[i + 1]?.[0] ?? length) - text;
    return own === units
      ? { start: source + offset - text, end: source + offset - text + 1 }
      : { start: source, end: source + units };
  };
  return end > start
    ? { start: at(start).start, end: at(end - 1).end }
    : { start: at(start).start, end: at(start).start };
}

/** The piece that holds this character; -1 = it is before all. */
function lastBefore(pieces: Taken["pieces"], offset: number): number {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.[0] ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Puts a text together out of pieces of a source. */
export class TextTaker {
  text = "";
  readonly #pieces: [number, number, number][] = [];

  constructor(private readonly source: string) {}

  /** Characters of the source from `start` to `end`, as they are or as what they stand for; no blanks before all others. */
  take(start: number, end: number, as = this.source.slice(start, end)): void {
    if (as === "" || (this.text === "" && as.trim() === "")) return;
    const last = this.#pieces.at(-1);
    const joins =
      last && as.length === end - start && last[1] + last[2] === start && this.text.length - last[0] === last[2];
    if (joins) last[2] += end - start;
    else this.#pieces.push([this.text.length, start, end - start]);
    this.text += as;
  }

  /** What was taken between two places of the source; null = nothing but blanks was. A piece that lies across an end is cut, or
   *  left out where it stands for its source whole. */
  between(from: number, to: number, what: Taken["what"]): { text: string; taken: Taken } | null {
    const cut = new TextTaker(this.source);
    this.#pieces.forEach(([text, source, length], i) => {
      const own = (this.#pieces[i + 1]?.[0] ?? this.text.length) - text;
      if (own === length) {
        const [start, end] = [Math.max(source, from), Math.min(source + length, to)];
        if (start < end) cut.take(start, end, this.text.slice(text + start - source, text + end - source));
      } else if (source >= from && source + length <= to)
        cut.take(source, source + length, this.text.slice(text, text + own));
    });
    if (cut.text.trim() === "") return null;
    const pieces = cut.#pieces.map(([text, source, length]) => [text, source - from, length] as const);
    return { text: cut.text, taken: { what, source: this.source.slice(from, to), pieces } };
  }
}
